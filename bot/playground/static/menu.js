// A menu that drops down from a button: arrows, Home, End, letters, Enter, Escape.

import { h, uid } from "./dom.js";

/**
 * Open a menu at `anchor`. `items` are {label, description?, heading?, act, danger?}. The menu closes on a
 * choice, Escape, Tab or a click elsewhere, and the focus goes back to `anchor`.
 */
export function openMenu(anchor, items, label) {
  if (anchor.getAttribute("aria-expanded") === "true") return;
  const menu = h("div", {
    class: "menu",
    role: "menu",
    id: uid("menu"),
    "aria-label": label,
    popover: "auto",
  });
  const buttons = [];
  for (const item of items) {
    if (item.heading) menu.append(h("div", { class: "menu-heading", role: "presentation" }, item.heading));
    const description = item.description ? h("span", { class: "description" }, item.description) : null;
    const choose = () => {
      close();
      item.act();
    };
    const button = h(
      "button",
      {
        type: "button",
        role: "menuitem",
        tabindex: "-1",
        class: item.danger ? "danger-text" : null,
        onclick: choose,
      },
      h("span", null, item.label),
      description,
    );
    buttons.push(button);
    menu.append(button);
  }
  if (!buttons.length) menu.append(h("p", { class: "menu-heading" }, "Nothing here."));

  function close() {
    if (!menu.isConnected) return;
    const had = menu.contains(document.activeElement);
    menu.remove();
    anchor.setAttribute("aria-expanded", "false");
    if (had || document.activeElement === document.body) anchor.focus();
  }

  const go = (at) => buttons[(at + buttons.length) % buttons.length]?.focus();
  menu.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement);
    event.stopPropagation();
    const step = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      go(step);
    } else if (event.key === "Escape" || event.key === "Tab") {
      event.preventDefault();
      close();
    } else if (/^\S$/u.test(event.key) && !event.ctrlKey && !event.metaKey) {
      const order = [...buttons.slice(at + 1), ...buttons.slice(0, at + 1)];
      order.find((each) => each.textContent.toLowerCase().startsWith(event.key.toLowerCase()))?.focus();
    }
  });
  menu.addEventListener("toggle", (event) => event.newState === "closed" && close());
  anchor.setAttribute("aria-haspopup", "menu");
  anchor.setAttribute("aria-expanded", "true");
  // Beside the anchor: inside the same dialog, where there is one.
  (anchor.closest("dialog") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, anchor);
  go(0);
}

const GAP = 4;

/** Below the anchor, or above it where there is more room; always inside the window. */
function place(menu, anchor) {
  const from = anchor.getBoundingClientRect();
  const own = menu.getBoundingClientRect();
  const below = from.bottom + GAP + own.height <= innerHeight;
  const top = below ? from.bottom + GAP : Math.max(GAP, from.top - own.height - GAP);
  const left = Math.min(Math.max(GAP, from.left), innerWidth - own.width - GAP);
  menu.style.top = `${Math.min(top, innerHeight - own.height - GAP)}px`;
  menu.style.left = `${Math.max(GAP, left)}px`;
}
