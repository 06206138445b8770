// Fields to type in: text, numbers, addresses, dates and times.

import { h, uid } from "./dom.js";
import { plain } from "./mrkdwn.js";

const NATIVE = {
  plain_text_input: { type: "text" },
  number_input: { type: "text", inputmode: "decimal" },
  email_text_input: { type: "email", autocomplete: "off" },
  url_text_input: { type: "url", autocomplete: "off" },
};

export const REQUIRED = "Please complete this required field.";
const TYPING_PAUSE = 350;

/** plain_text_input, number_input, email_text_input and url_text_input. */
export function textInput(element, place) {
  const { kept, control, describedBy, labelledBy, required } = place;
  const multiline = element.type === "plain_text_input" && element.multiline === true;
  const limit = element.max_length
    ? h("p", { class: "hidden", id: uid("limit") }, `At most ${number(element.max_length)} characters.`)
    : null;
  const field = h(multiline ? "textarea" : "input", {
    ...(multiline ? { rows: 4 } : NATIVE[element.type]),
    id: uid("field"),
    placeholder: plain(element.placeholder) || null,
    "aria-label": labelledBy ? null : plain(element.placeholder) || "Text",
    "aria-describedby": [describedBy, limit?.id].filter(Boolean).join(" ") || null,
    required: required ?? false,
    "data-autofocus": element.focus_on_load,
    spellcheck: element.type === "plain_text_input" ? "true" : "false",
  });
  field.value = kept ? (kept.value ?? "") : (element.initial_value ?? "");
  const counter = element.max_length ? h("p", { class: "counter", "aria-hidden": "true" }) : null;
  const count = () => {
    if (!counter) return;
    const left = element.max_length - length(field.value);
    counter.textContent =
      left < 0
        ? `${number(-left)} too many`
        : `${number(length(field.value))} / ${number(element.max_length)}`;
    counter.classList.toggle("over", left < 0);
    // Of no use while there is plenty of room.
    counter.hidden = left > element.max_length / 2;
  };
  count();
  field.addEventListener("input", () => {
    count();
    control.onTyped?.();
  });
  if (place.dispatches) dispatchTyped(element, field, place);
  return {
    node: h("div", { class: "text-field" }, field, limit, counter),
    target: field,
    targets: [field],
    focus: (options) => field.focus(options),
    read: () => ({ type: element.type, value: field.value === "" ? null : field.value }),
    problem: (isRequired) => textProblem(element, field.value, isRequired),
  };
}

function dispatchTyped(element, field, { surface, control }) {
  const on = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const tell = () => surface.act(control, { value: field.value });
  if (on.includes("on_enter_pressed")) {
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing || (field.tagName === "TEXTAREA" && event.shiftKey))
        return;
      event.preventDefault();
      tell();
    });
  }
  if (on.includes("on_character_entered")) {
    let timer = null;
    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(tell, TYPING_PAUSE);
    });
  }
}

function textProblem(element, value, required) {
  if (value.trim() === "") return required ? REQUIRED : null;
  if (element.max_length && length(value) > element.max_length) {
    return `This must be ${number(element.max_length)} characters or fewer; it is ${number(length(value))}.`;
  }
  if (element.min_length && length(value) < element.min_length) {
    return `This must be at least ${number(element.min_length)} characters.`;
  }
  if (element.type === "number_input") return numberProblem(element, value.trim());
  if (element.type === "email_text_input" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value.trim())) {
    return "Please enter an email address, such as name@example.org.";
  }
  if (element.type === "url_text_input" && !/^https?:\/\/[^\s/]+/i.test(value.trim())) {
    return "Please enter an address that begins with https:// or http://.";
  }
  return null;
}

function numberProblem(element, value) {
  if (!/^[+-]?\d+(\.\d+)?$/.test(value)) return "Please enter a number.";
  if (!element.is_decimal_allowed && value.includes(".")) return "Please enter a whole number.";
  if (element.min_value !== undefined && Number(value) < Number(element.min_value)) {
    return `This must be ${element.min_value} or more.`;
  }
  if (element.max_value !== undefined && Number(value) > Number(element.max_value)) {
    return `This must be ${element.max_value} or less.`;
  }
  return null;
}

function length(text) {
  return [...text].length;
}

function number(value) {
  return value.toLocaleString("en-GB");
}

const MOMENTS = {
  datepicker: { input: "date", value: "selected_date", initial: "initial_date", name: "Date" },
  timepicker: { input: "time", value: "selected_time", initial: "initial_time", name: "Time" },
  datetimepicker: {
    input: "datetime-local",
    value: "selected_date_time",
    initial: "initial_date_time",
    name: "Date and time",
  },
};

/** datepicker, timepicker and datetimepicker, as the browser's own. */
export function moment(element, { kept, changed, control, describedBy, labelledBy, required }) {
  const kind = MOMENTS[element.type];
  const field = h("input", {
    type: kind.input,
    id: uid("field"),
    class: "moment",
    "aria-label": labelledBy ? null : plain(element.placeholder) || kind.name,
    "aria-describedby": describedBy,
    required: required ?? false,
    "data-autofocus": element.focus_on_load,
  });
  if (labelledBy) field.setAttribute("aria-labelledby", labelledBy);
  const stored = kept ? kept[kind.value] : element[kind.initial];
  field.value = element.type === "datetimepicker" ? localMoment(stored) : (stored ?? "");
  field.addEventListener("input", () => control.onTyped?.());
  field.addEventListener("change", () => changed());
  let before = field.value;
  const read = () => {
    const value = field.value || null;
    const seconds =
      value && element.type === "datetimepicker" ? Math.floor(new Date(value).getTime() / 1000) : value;
    return { type: element.type, [kind.value]: seconds };
  };
  return {
    node: field,
    target: field,
    targets: [field],
    focus: (options) => field.focus(options),
    read,
    settle: () => (before = field.value),
    undo: () => (field.value = before),
    problem: (isRequired) => (isRequired && !field.value ? REQUIRED : null),
  };
}

function localMoment(seconds) {
  if (!seconds) return "";
  const at = new Date(seconds * 1000);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** rich_text_input as a plain field: the app gets one rich text section. */
export function richTextInput(element, { kept, control, describedBy, required }) {
  const field = h("textarea", {
    rows: 4,
    id: uid("field"),
    "aria-describedby": describedBy,
    required: required ?? false,
  });
  field.placeholder = plain(element.placeholder);
  field.value = written(kept ? kept.rich_text_value : element.initial_value);
  field.addEventListener("input", () => control.onTyped?.());
  const section = () => ({ type: "rich_text_section", elements: [{ type: "text", text: field.value }] });
  return {
    node: field,
    target: field,
    targets: [field],
    focus: (options) => field.focus(options),
    read: () => ({
      type: element.type,
      rich_text_value: field.value ? { type: "rich_text", elements: [section()] } : null,
    }),
    problem: (isRequired) => (isRequired && !field.value.trim() ? REQUIRED : null),
  };
}

function written(value) {
  return (value?.elements ?? [])
    .map((part) => (part.elements ?? []).map((each) => each.text ?? "").join(""))
    .join("\n");
}
