// Small makers of DOM. Text always becomes text nodes: nothing on this page parses HTML.

const AS_PROPERTY = new Set([
  "value",
  "checked",
  "disabled",
  "hidden",
  "multiple",
  "required",
  "selected",
  "htmlFor",
]);

/** An element; `on…` attributes are listeners, null, undefined and false are left out. */
export function h(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "class") node.className = value;
    else if (AS_PROPERTY.has(name)) node[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(
    ...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false),
  );
  return node;
}

let lastId = 0;

/** An id that nothing else on the page has. */
export function uid(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** Make `parent` hold exactly `nodes` in order, moving as few as possible so that focus and scrolling stay. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...parent.childNodes]) if (!wanted.has(child)) child.remove();
  let place = parent.firstChild;
  for (const node of nodes) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
}

const FOCUSABLE =
  "a[href], button:not([disabled]), input:not([disabled]), select:not([disabled]), textarea:not([disabled]), [tabindex='0']";

/** What Tab reaches inside `node`. */
export function focusable(node) {
  return [...node.querySelectorAll(FOCUSABLE)].filter((each) => each.checkVisibility() && each.tabIndex >= 0);
}

/** Keep Tab inside `node` (a keydown listener). */
export function keepTabInside(event, node) {
  if (event.key !== "Tab") return;
  const stops = focusable(node);
  if (!stops.length) return;
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === node)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}

/** Say something to those who listen to the page. */
export function announce(sentence) {
  document.getElementById("announcer").textContent = sentence;
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
export { same };
