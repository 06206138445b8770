// rich_text blocks: sections, lists, quotes and preformatted text.

import { el } from "../dom.js";
import { dateNode } from "./dates.js";
import { emojiOf } from "./emoji.js";
import { channelNode, linkNode, userNode } from "./mrkdwn.js";

const STYLES = [["code", "code"], ["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"]];

function styled(node, style = {}) {
  return STYLES.reduce((inside, [name, tag]) => (style[name] ? el(tag, {}, inside) : inside), node);
}

function fromUnicode(element) {
  if (!element.unicode) return emojiOf(element.name) ?? `:${element.name}:`;
  return String.fromCodePoint(...element.unicode.split("-").map((part) => Number.parseInt(part, 16)));
}

const PARTS = {
  text: (part) => el("span", { class: "lines" }, part.text),
  link: (part) => linkNode(part.url, part.text || part.url),
  emoji: (part) => document.createTextNode(fromUnicode(part)),
  user: (part) => userNode(part.user_id),
  usergroup: () => el("span", { class: "mention" }, "@group"),
  channel: (part) => channelNode(part.channel_id),
  broadcast: (part) => el("span", { class: "mention mention-me" }, `@${part.range}`),
  date: (part) => dateNode(part.timestamp, part.format ?? "{date}", part.fallback ?? ""),
  color: (part) => el("code", {}, part.value),
};

function parts(elements = []) {
  return elements.map((part) => styled(PARTS[part.type]?.(part) ?? document.createTextNode(part.text ?? ""), part.style));
}

const STRUCTURES = {
  rich_text_section: (each) => el("div", { class: "rich-section" }, parts(each.elements)),
  rich_text_preformatted: (each) => el("pre", {}, parts(each.elements)),
  rich_text_quote: (each) => el("blockquote", {}, parts(each.elements)),
  rich_text_list: (each) =>
    el(
      each.style === "ordered" ? "ol" : "ul",
      { class: `rich-list indent-${Math.min(each.indent ?? 0, 6)}`, start: each.style === "ordered" ? (each.offset ?? 0) + 1 : null },
      (each.elements ?? []).map((item) => el("li", {}, parts(item.elements))),
    ),
};

/** The nodes of a rich_text block. */
export function richText(block) {
  return (block.elements ?? []).map((each) => STRUCTURES[each.type]?.(each) ?? el("p", { class: "unknown" }, "Text of a kind that this page can’t show."));
}
