// Buttons and overflow menus.

import { el, icon, set } from "../dom.js";
import { openMenu } from "../menus.js";
import { plainOf } from "./objects.js";

const SAFE = /^https?:\/\//i;

/** A button; one with an address is a link, and tells the bot too. */
export function button(spot) {
  const { element } = spot;
  const style = element.style ? ` button-${element.style}` : "";
  const node = el(SAFE.test(element.url ?? "") ? "a" : "button", {
    class: `button${style}`,
    "aria-label": element.accessibility_label,
    dataset: { key: spot.key, action: element.action_id ?? "" },
    onclick: () => {
      if (node.getAttribute("aria-busy")) return;
      spot.act({ value: element.value, text: element.text }, node);
    },
  }, plainOf(element.text));
  if (node.tagName === "A") return set(node, { href: element.url, target: "_blank", rel: "noopener noreferrer" });
  return set(node, { type: "button" });
}

/** A menu of a few things to do. */
export function overflow(spot) {
  const { element, name } = spot;
  const items = (element.options ?? []).map((option) => ({
    text: plainOf(option.text),
    description: plainOf(option.description),
    run: () => {
      if (SAFE.test(option.url ?? "")) window.open(option.url, "_blank", "noopener");
      return spot.act({ selected_option: option }, node);
    },
  }));
  const label = name["aria-label"] ?? "More options";
  const node = el("button", {
    type: "button",
    class: "button overflow",
    "aria-label": label,
    "aria-haspopup": "menu",
    "aria-expanded": "false",
    dataset: { key: spot.key, action: element.action_id ?? "" },
    onclick: () => openMenu(node, items, label),
  }, icon("more"));
  return node;
}
