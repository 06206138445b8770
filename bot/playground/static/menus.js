// Menus that a button opens: arrows move, Enter does, Escape and Tab close, and the focus goes back to the button.

import { el, newId } from "./dom.js";

let open = null;

/** Close the menu that is open, if one is. */
export function closeMenu({ focus = false } = {}) {
  if (!open) return;
  const { menu, trigger } = open;
  open = null;
  menu.remove();
  trigger.setAttribute("aria-expanded", "false");
  if (focus) trigger.focus();
}

/** Open a menu of `items` {text, description, run} below `trigger`; a second press on the trigger closes it. */
export function openMenu(trigger, items, label) {
  const again = open?.trigger === trigger;
  closeMenu();
  if (again || !items.length) return;
  const nodes = items.map((item) => itemNode(item));
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label, popover: "manual", onkeydown: (event) => key(event, nodes) }, nodes);
  // Inside an open dialog everything else is out of reach, so the menu belongs to the dialog.
  (trigger.closest("dialog") ?? document.body).append(menu);
  open = { menu, trigger };
  trigger.setAttribute("aria-expanded", "true");
  menu.showPopover?.();
  place(menu, trigger);
  nodes[0].focus();
}

function itemNode({ text, description, run }) {
  const descriptionId = newId("what");
  return el("button", {
    type: "button",
    class: "menu-item",
    role: "menuitem",
    tabindex: "-1",
    "aria-describedby": description ? descriptionId : null,
    onclick: () => {
      closeMenu({ focus: true });
      run();
    },
  }, el("span", {}, text), description ? el("span", { class: "description", id: descriptionId }, description) : null);
}

function key(event, nodes) {
  const at = nodes.indexOf(document.activeElement);
  const last = nodes.length - 1;
  const to = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    nodes[to].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    if (event.key === "Escape") event.preventDefault();
    event.stopPropagation();
    closeMenu({ focus: true });
  } else if (event.key.length === 1 && event.key !== " ") {
    const letter = event.key.toLowerCase();
    const after = [...nodes.slice(at + 1), ...nodes.slice(0, at + 1)];
    after.find((node) => node.textContent.toLowerCase().startsWith(letter))?.focus();
  }
}

const EDGE = 8;

function place(menu, trigger) {
  const beside = trigger.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = beside.bottom + 4;
  const above = beside.top - height - 4;
  const top = below + height + EDGE > innerHeight && above > EDGE ? above : Math.min(below, innerHeight - height - EDGE);
  const left = Math.min(Math.max(EDGE, beside.left), innerWidth - width - EDGE);
  menu.style.top = `${Math.max(EDGE, top)}px`;
  menu.style.left = `${Math.max(EDGE, left)}px`;
}

document.addEventListener("pointerdown", (event) => {
  if (open && !open.menu.contains(event.target) && !open.trigger.contains(event.target)) closeMenu();
});
document.addEventListener("focusin", (event) => {
  if (open && !open.menu.contains(event.target) && !open.trigger.contains(event.target)) closeMenu();
});
addEventListener("resize", () => closeMenu());
