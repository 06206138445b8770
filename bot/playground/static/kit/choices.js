// Radio buttons and checkboxes.

import { el, newId } from "../dom.js";
import { nodesOf, placeOf } from "./objects.js";

function choice(spot, { type, name, option, index, checked, onchange }) {
  const [id, descriptionId] = [newId("choice"), newId("description")];
  const box = el("input", {
    type, id, name, checked, onchange,
    dataset: { key: `${spot.key} ${index}` },
    "aria-describedby": option.description ? descriptionId : null,
  });
  return {
    box,
    node: el("div", { class: "choice" }, box, el("div", {},
      el("label", { for: id }, nodesOf(option.text)),
      option.description ? el("div", { class: "description", id: descriptionId }, nodesOf(option.description)) : null)),
  };
}

/** Radio buttons: one of a few, all in sight. */
export function radios(spot) {
  const { element } = spot;
  const options = element.options ?? [];
  const begun = spot.begin({ type: element.type, selected_option: element.initial_option ?? null });
  const name = newId("radios");
  let at = placeOf(options, begun.selected_option);
  const choose = async (index, boxes) => {
    const before = at;
    at = index;
    spot.keep({ type: element.type, selected_option: options[index] });
    if (spot.dispatch && !(await spot.act({ selected_option: options[index] }))) {
      at = before;
      spot.keep({ type: element.type, selected_option: options[before] ?? null });
      boxes.forEach((box, each) => { box.checked = each === before; });
    }
  };
  const choices = options.map((option, index) => choice(spot, {
    type: "radio", name, option, index, checked: index === at,
    onchange: () => choose(index, choices.map(({ box }) => box)),
  }));
  return el("div", { class: "choices", role: "radiogroup", ...spot.attributes }, choices.map(({ node }) => node));
}

/** Checkboxes: any of a few, all in sight. */
export function checkboxes(spot) {
  const { element } = spot;
  const options = element.options ?? [];
  const begun = spot.begin({ type: element.type, selected_options: element.initial_options ?? [] });
  const chosen = new Set(begun.selected_options.map((option) => placeOf(options, option)));
  const flip = (index, on) => {
    if (on) chosen.add(index);
    else chosen.delete(index);
    const selected = options.filter((_option, each) => chosen.has(each));
    spot.keep({ type: element.type, selected_options: selected });
    return selected;
  };
  const choices = options.map((option, index) => choice(spot, {
    type: "checkbox", name: null, option, index, checked: chosen.has(index),
    onchange: async (event) => {
      const box = event.currentTarget;
      const selected = flip(index, box.checked);
      if (spot.dispatch && !(await spot.act({ selected_options: selected }))) {
        box.checked = !box.checked;
        flip(index, box.checked);
      }
    },
  }));
  return el("div", { class: "choices", role: "group", ...spot.attributes }, choices.map(({ node }) => node));
}
