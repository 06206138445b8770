// Buttons and overflow menus.

import { askFirst } from "./confirm.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { plain, safeUrl } from "./mrkdwn.js";

/** A button: it asks first where it has a confirm dialog, opens its url, and tells the app. */
export function button(element, { surface, control }) {
  const node = h(
    "button",
    {
      type: "button",
      class: ["button", element.style].filter(Boolean).join(" "),
      "aria-label": element.accessibility_label,
    },
    plain(element.text),
  );
  const press = async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    if (element.confirm && !(await askFirst(element.confirm))) return;
    const url = element.url && safeUrl(element.url);
    if (url) window.open(url, "_blank", "noopener,noreferrer");
    await surface.act(control, { text: element.text, value: element.value });
  };
  node.addEventListener("click", press);
  return { node, press, focus: (options) => node.focus(options) };
}

/** An overflow menu. */
export function overflow(element, { surface, control }) {
  const node = h(
    "button",
    {
      type: "button",
      class: "button icon",
      "aria-label": "More options",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    },
    icon("dots"),
  );
  const press = () => {
    const items = (element.options ?? []).map((option) => ({
      label: plain(option.text),
      description: plain(option.description),
      act: async () => {
        if (element.confirm && !(await askFirst(element.confirm))) return;
        const url = option.url && safeUrl(option.url);
        if (url) window.open(url, "_blank", "noopener,noreferrer");
        await surface.act(control, { selected_option: option });
      },
    }));
    openMenu(node, items, "More options");
  };
  node.addEventListener("click", press);
  return { node, press, focus: (options) => node.focus(options) };
}
