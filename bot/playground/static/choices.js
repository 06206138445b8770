// Choices as the browser's own controls: lists, radio buttons, checkboxes.

import { channelName, directory, people } from "./directory.js";
import { h, same, uid } from "./dom.js";
import { REQUIRED } from "./fields.js";
import { plain, textObject } from "./mrkdwn.js";

/** Where each kind keeps what is chosen, and what it starts with. */
const SINGLE = {
  static_select: { value: "selected_option", initial: "initial_option" },
  external_select: { value: "selected_option", initial: "initial_option" },
  users_select: { value: "selected_user", initial: "initial_user" },
  conversations_select: { value: "selected_conversation", initial: "initial_conversation" },
  channels_select: { value: "selected_channel", initial: "initial_channel" },
};

/** [{label?, options: [{key, text, description, stored}]}]; `stored` is what the app gets. */
export function optionGroups(element) {
  if (/users_select$/.test(element.type)) {
    return [
      {
        options: people().map((user) => ({
          key: user.id,
          text: user.real_name,
          description: "",
          stored: user.id,
        })),
      },
    ];
  }
  if (/(conversations|channels)_select$/.test(element.type)) return [{ options: conversations(element) }];
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.map((group) => ({
    label: group.label ? plain(group.label) : undefined,
    options: group.options.map(fromOption),
  }));
}

/** An option of the app's as a choice. */
export function fromOption(option) {
  return {
    key: option.value,
    text: plain(option.text),
    description: option.description ? plain(option.description) : "",
    stored: option,
  };
}

function conversations(element) {
  const include =
    element.filter?.include ?? (/channels/.test(element.type) ? ["public"] : ["public", "private", "im"]);
  return [...directory.channels.values()]
    .filter(
      (channel) =>
        include.includes(channel.kind) && !(element.filter?.exclude_bot_users && channel.kind === "im"),
    )
    .map((channel) => ({ key: channel.id, text: channelName(channel), description: "", stored: channel.id }));
}

/** static_select, users_select, conversations_select and channels_select. */
export function select(element, place) {
  const { kept, changed, describedBy, labelledBy, required } = place;
  const names = SINGLE[element.type];
  const groups = optionGroups(element);
  const choices = groups.flatMap((group) => group.options);
  const stored = kept ? kept[names.value] : element[names.initial];
  const chosen = choices.findIndex(
    (choice) => same(choice.stored, stored) || (stored && choice.key === stored.value),
  );
  const placeholder = plain(element.placeholder) || "Choose an option";
  const list = h(
    "select",
    {
      id: uid("field"),
      required: required ?? false,
      "aria-label": labelledBy ? null : placeholder,
      "aria-labelledby": labelledBy,
      "aria-describedby": describedBy,
      "data-autofocus": element.focus_on_load,
    },
    h("option", { value: "", disabled: required ?? false, selected: chosen < 0 }, placeholder),
    groups.map((group) => {
      const options = group.options.map((choice) => {
        const at = choices.indexOf(choice);
        const said = choice.description ? `${choice.text} – ${choice.description}` : choice.text;
        return h("option", { value: String(at), selected: at === chosen, "data-text": choice.text }, said);
      });
      return group.label ? h("optgroup", { label: group.label }, options) : options;
    }),
  );
  list.addEventListener("change", () => changed());
  const read = () => ({
    type: element.type,
    [names.value]: list.value === "" ? null : choices[Number(list.value)].stored,
  });
  let before = list.value;
  return {
    node: list,
    target: list,
    targets: [list],
    focus: (options) => list.focus(options),
    read,
    settle: () => (before = list.value),
    undo: () => (list.value = before),
    problem: (isRequired) => (isRequired && list.value === "" ? REQUIRED : null),
  };
}

/** radio_buttons. */
export function radioButtons(element, place) {
  const initial = place.kept ? place.kept.selected_option : element.initial_option;
  const made = group(element, place, "radio", initial ? [initial] : []);
  return {
    ...made,
    read: () => ({ type: element.type, selected_option: made.chosen()[0] ?? null }),
    problem: (isRequired) => (isRequired && !made.chosen().length ? REQUIRED : null),
  };
}

/** checkboxes. */
export function checkboxes(element, place) {
  const initial = (place.kept ? place.kept.selected_options : element.initial_options) ?? [];
  const made = group(element, place, "checkbox", initial);
  return {
    ...made,
    read: () => ({ type: element.type, selected_options: made.chosen() }),
    problem: (isRequired) => (isRequired && !made.chosen().length ? REQUIRED : null),
  };
}

function group(element, { changed, describedBy, labelledBy, inInput, required }, type, initial) {
  const name = uid("group");
  const values = new Set(initial.map((option) => option.value));
  const boxes = [];
  const rows = (element.options ?? []).map((option) => {
    const description = option.description
      ? h("span", { class: "description", id: uid("description") }, textObject(option.description))
      : null;
    const box = h("input", {
      type,
      name,
      checked: values.has(option.value),
      required: type === "radio" && required === true,
      "aria-describedby": [describedBy, description?.id].filter(Boolean).join(" ") || null,
      onchange: () => changed(),
    });
    boxes.push({ box, option });
    return h(
      "div",
      { class: "choice" },
      h("label", null, box, h("span", null, textObject(option.text))),
      description,
    );
  });
  let before = boxes.map((each) => each.box.checked);
  // In an input block the fieldset around it is the group.
  const own = inInput
    ? {}
    : { role: "group", "aria-labelledby": labelledBy, "aria-label": labelledBy ? null : "Choices" };
  return {
    node: h("div", { class: "choices", ...own }, rows),
    group: true,
    targets: boxes.map((each) => each.box),
    settle: () => (before = boxes.map((each) => each.box.checked)),
    undo: () => boxes.forEach((each, at) => (each.box.checked = before[at])),
    chosen: () => boxes.filter((each) => each.box.checked).map((each) => each.option),
    focus: (options) => (boxes.find((each) => each.box.checked) ?? boxes[0])?.box.focus(options),
  };
}
