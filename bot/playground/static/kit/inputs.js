// Fields to type in, and dates and times: native controls, because keyboards, phones and screen readers know them.

import { el, newId, say } from "../dom.js";
import { plainOf } from "./objects.js";

const TYPING_PAUSE = 300;
const NEARLY_FULL = 20;

/** The length Slack counts: characters, not the halves in which JavaScript holds emoji. */
function lengthOf(text) {
  return [...text].length;
}

function figure(number) {
  return number.toLocaleString("en-GB");
}

/** Send an answer once typing pauses, or at once when the field is left. */
function afterTyping(node, send) {
  let timer = null;
  const now = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    send();
  };
  node.addEventListener("blur", now);
  return () => {
    clearTimeout(timer);
    timer = setTimeout(now, TYPING_PAUSE);
  };
}

/** A one-line or many-line field whose value is a string. `type` is the native input's. */
function typed(spot, { type, attributes = {}, multiline = false, problem = () => null }) {
  const { element } = spot;
  const begun = spot.begin({ type: element.type, value: element.initial_value ?? null });
  const node = el(multiline ? "textarea" : "input", {
    class: "input",
    type: multiline ? null : type,
    rows: multiline ? "4" : null,
    placeholder: plainOf(element.placeholder) || null,
    autocomplete: "off",
    ...spot.attributes,
    ...attributes,
  });
  node.value = begun.value ?? "";
  const answer = () => ({ value: node.value || null });
  const when = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const later = afterTyping(node, () => spot.act(answer(), node));
  node.addEventListener("input", () => {
    spot.keep({ type: element.type, ...answer() });
    if (spot.dispatch && when.includes("on_character_entered")) later();
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || multiline) return;
    if (spot.dispatch && when.includes("on_enter_pressed")) {
      event.preventDefault(); // it tells the bot instead of submitting the form
      spot.act(answer(), node);
    }
  });
  spot.check = () => problem(node);
  if (element.focus_on_load) node.dataset.first = "";
  return node;
}

/** plain_text_input, with a counter where its length is limited. */
export function textInput(spot) {
  const { element } = spot;
  const { max_length: most, min_length: least } = element;
  const node = typed(spot, {
    type: "text",
    multiline: element.multiline === true,
    problem: ({ value }) => {
      const length = lengthOf(value);
      if (most && length > most) return `Too long by ${figure(length - most)}: at most ${figure(most)} characters, and this is ${figure(length)}.`;
      if (least && length && length < least) return `Too short: at least ${figure(least)} characters.`;
      return null;
    },
  });
  return most ? el("div", { class: "counted" }, node, counter(node, most)) : node;
}

function counter(node, most) {
  const id = newId("counter");
  const place = el("p", { class: "counter", id });
  let left = null;
  const count = () => {
    const length = lengthOf(node.value);
    place.textContent = `${figure(length)} of ${figure(most)}`;
    place.classList.toggle("over", length > most);
    const now = most - length;
    if (left !== null && now !== left && (now === NEARLY_FULL || now === 0 || now === -1)) {
      const said = now < 0 ? "Too long" : `${now} characters left`;
      say(said, node.closest("dialog") ?? document);
    }
    left = now;
  };
  node.addEventListener("input", count);
  node.setAttribute("aria-describedby", `${node.getAttribute("aria-describedby") ?? ""} ${id}`.trim());
  count();
  return place;
}

/** number_input. */
export function numberInput(spot) {
  const { element } = spot;
  const { min_value: least, max_value: most, is_decimal_allowed: decimal } = element;
  return typed(spot, {
    type: "text",
    attributes: { inputmode: decimal ? "decimal" : "numeric" },
    problem: ({ value }) => {
      if (!value) return null;
      const number = Number(value);
      if (Number.isNaN(number) || (!decimal && !Number.isInteger(number))) return decimal ? "Enter a number." : "Enter a whole number.";
      if (least !== undefined && number < Number(least)) return `Enter a number of at least ${least}.`;
      if (most !== undefined && number > Number(most)) return `Enter a number of at most ${most}.`;
      return null;
    },
  });
}

/** email_text_input. */
export function emailInput(spot) {
  return typed(spot, {
    type: "email",
    problem: (node) => (node.value && !node.validity.valid ? "Enter an e-mail address, such as name@example.com." : null),
  });
}

/** url_text_input. */
export function urlInput(spot) {
  return typed(spot, {
    type: "url",
    problem: (node) => (node.value && !node.validity.valid ? "Enter a web address that begins with https://." : null),
  });
}

/** rich_text_input, as plain text: formatting can't be typed here. */
export function richTextInput(spot) {
  const { element } = spot;
  const rich = (text) => text && {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  };
  const begun = spot.begin({ type: element.type, rich_text_value: element.initial_value ?? null });
  const node = el("textarea", { class: "input", rows: "4", placeholder: plainOf(element.placeholder) || null, ...spot.attributes });
  node.value = (begun.rich_text_value?.elements ?? []).flatMap((each) => each.elements ?? []).map((part) => part.text ?? "").join("");
  node.addEventListener("input", () => spot.keep({ type: element.type, rich_text_value: rich(node.value) || null }));
  return node;
}

/** A native date or time field. `read` makes its text Slack's value, `write` the other way round. */
function picked(spot, { type, answer, initial, read = (text) => text, write = (value) => value ?? "" }) {
  const { element } = spot;
  const begun = spot.begin({ type: element.type, [answer]: initial ?? null });
  const node = el("input", { class: "input input-short", type, ...spot.attributes });
  node.value = write(begun[answer]);
  let sent = begun[answer];
  const value = () => (node.value ? read(node.value) : null);
  const send = async () => {
    const before = sent;
    sent = value();
    if (sent === before || (await spot.act({ [answer]: sent }, node))) return;
    sent = before;
    node.value = write(before);
    spot.keep({ type: element.type, [answer]: before });
  };
  // While a year is typed by keyboard, each digit is a change: send when typing pauses.
  const later = afterTyping(node, send);
  node.addEventListener("input", () => {
    spot.keep({ type: element.type, [answer]: value() });
    if (spot.dispatch) later();
  });
  spot.check = () => (node.validity.badInput ? "Finish this, or empty it." : null);
  if (element.focus_on_load) node.dataset.first = "";
  return node;
}

/** datepicker. */
export function dateInput(spot) {
  return picked(spot, { type: "date", answer: "selected_date", initial: spot.element.initial_date });
}

/** timepicker. */
export function timeInput(spot) {
  return picked(spot, { type: "time", answer: "selected_time", initial: spot.element.initial_time });
}

/** datetimepicker: seconds since 1970 for Slack, this computer's zone for the person. */
export function dateTimeInput(spot) {
  return picked(spot, {
    type: "datetime-local",
    answer: "selected_date_time",
    initial: spot.element.initial_date_time,
    read: (text) => Math.floor(new Date(text).getTime() / 1000),
    write: (seconds) => {
      if (!seconds) return "";
      const when = new Date(seconds * 1000);
      return new Date(when.getTime() - when.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
    },
  });
}
