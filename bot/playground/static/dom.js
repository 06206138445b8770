// Small makers of page nodes. Text is only ever put in as text: nothing here, or anywhere else, parses HTML.

const AS_PROPERTY = new Set(["value", "checked", "disabled", "hidden", "selected", "multiple", "htmlFor", "open"]);

/** An element: `el("p", {class: "x", onclick: f}, "text", node, …)`; null and false children are left out. */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  set(node, props);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

/** Give `node` attributes, properties and listeners; null, undefined and false values are left out. */
export function set(node, props) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(node.dataset, value);
    else if (AS_PROPERTY.has(name)) node[name] = value;
    else if (value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  return node;
}

let last = 0;

/** An id that no other node of the page has. */
export function newId(what) {
  last += 1;
  return `${what}-${last}`;
}

const PATHS = {
  bolt: "M13 2 4 14h6l-1 8 9-12h-6l1-8z",
  close: "M6 6l12 12M18 6 6 18",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  reply: "M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12z",
  send: "M4 4l17 8-17 8 3-8-3-8zM7 12h14",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  back: "M19 12H5M11 6l-6 6 6 6",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
};

/** An icon; it says nothing to a screen reader, so its button must have a name. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", "aria-hidden": "true", class: `icon icon-${name}` })) {
    svg.setAttribute(key, value);
  }
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

const FOCUSABLE =
  "a[href], button:not(:disabled), input:not(:disabled), select:not(:disabled), textarea:not(:disabled), " +
  "summary, [tabindex]:not([tabindex='-1'])";

/** What Tab reaches inside `root`, in order. */
export function focusable(root) {
  return [...root.querySelectorAll(FOCUSABLE)].filter((node) => node.tabIndex >= 0 && node.checkVisibility());
}

/** Say something to a screen reader, without showing it. A dialog has a place of its own for it. */
export function say(sentence, root = document) {
  const place = root.querySelector(root === document ? "#spoken" : "[role=status].visually-hidden");
  if (place === null) return;
  place.textContent = "";
  // A live region speaks when it changes, so the same sentence twice needs an empty moment between.
  requestAnimationFrame(() => { place.textContent = sentence; });
}

/** "1 reply", "3 replies". */
export function count(number, one, many = `${one}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}
