// Block Kit's composition objects: text, options, option groups.

import { el } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** A text object as a string, for names, placeholders and options. */
export function plainOf(text) {
  if (!text) return "";
  const said = typeof text === "string" ? text : text.text ?? "";
  return text.emoji === false ? said : withEmoji(said);
}

/** A text object as nodes. */
export function nodesOf(text) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text ?? "", { verbatim: text.verbatim === true });
  return plainOf(text).split("\n").flatMap((line, index) => (index ? [el("br"), line] : [line]));
}

/** The options of a select, with or without groups, as [{label, options}]. */
export function groupsOf(element) {
  if (element.option_groups) {
    return element.option_groups.map((group) => ({ label: plainOf(group.label), options: group.options ?? [] }));
  }
  return [{ label: "", options: element.options ?? [] }];
}

/** An option's place among `options` by its value, or -1. */
export function placeOf(options, option) {
  return option ? options.findIndex((each) => each.value === option.value) : -1;
}
