// rich_text blocks, Slack's `markdown` block and tables, as DOM nodes.

import { h } from "./dom.js";
import { channelMention, dateNode, emojiText, link, mention } from "./mrkdwn.js";
import { withEmoji } from "./emoji.js";

/** A rich_text block's elements. */
export function richText(block) {
  return (block.elements ?? []).map((element) => {
    if (element.type === "rich_text_section")
      return h("div", { class: "lines" }, richInline(element.elements));
    if (element.type === "rich_text_quote") return h("blockquote", null, richInline(element.elements));
    if (element.type === "rich_text_preformatted") return h("pre", null, richInline(element.elements));
    if (element.type === "rich_text_list") return richList(element);
    return h("p", { class: "unknown" }, `This text (${element.type}) can't be shown here.`);
  });
}

function richList(element) {
  const items = (element.elements ?? []).map((item) => h("li", null, richInline(item.elements)));
  const indent = element.indent ? `indent-${Math.min(element.indent, 4)}` : null;
  return element.style === "ordered"
    ? h("ol", { class: indent, start: element.offset ? element.offset + 1 : null }, items)
    : h("ul", { class: indent }, items);
}

const STYLE_TAGS = { bold: "strong", italic: "em", strike: "s", code: "code", underline: "u" };

function richInline(elements) {
  return (elements ?? []).map((element) => {
    const node = richPiece(element);
    return Object.entries(element.style ?? {}).reduce(
      (inner, [name, on]) => (on === true && STYLE_TAGS[name] ? h(STYLE_TAGS[name], null, inner) : inner),
      node,
    );
  });
}

function richPiece(element) {
  switch (element.type) {
    case "text":
      return element.text;
    case "link":
      return link(element.url, element.text || element.url);
    case "user":
      return mention(element.user_id);
    case "channel":
      return channelMention(element.channel_id);
    case "emoji":
      return emojiText(element.name);
    case "broadcast":
      return h("span", { class: "mention mine" }, `@${element.range}`);
    case "date":
      return dateNode(element.timestamp, element.format, element.url, element.fallback);
    case "color":
      return element.value;
    default:
      return h("span", { class: "mention" }, `(${element.type})`);
  }
}

/** A table block: the first row is its head. */
export function table(block) {
  const cells = (row, tag) =>
    row.map((cell) => h(tag, tag === "th" ? { scope: "col" } : null, tableCell(cell)));
  const [head, ...rows] = block.rows ?? [];
  if (!head) return h("p", { class: "unknown" }, "An empty table.");
  return h(
    "div",
    { class: "table-frame", tabindex: "0", role: "region", "aria-label": "Table" },
    h(
      "table",
      null,
      h("thead", null, h("tr", null, cells(head, "th"))),
      h(
        "tbody",
        null,
        rows.map((row) => h("tr", null, cells(row, "td"))),
      ),
    ),
  );
}

function tableCell(cell) {
  return cell?.type === "rich_text" ? richText(cell) : (cell?.text ?? "");
}

/** Standard Markdown, as far as Slack's markdown block takes it. */
export function markdown(text) {
  const nodes = [];
  const rows = (text ?? "").split("\n");
  for (let at = 0; at < rows.length;) {
    const taken = MARKDOWN_BLOCKS.map((reader) => reader(rows, at)).find(Boolean);
    nodes.push(...taken.nodes);
    at = taken.next;
  }
  return nodes;
}

const starts = (row) =>
  /^(#{1,6}\s|```|>|\s*([-*+]|\d+[.)])\s|(-{3,}|\*{3,}|_{3,})\s*$)/.test(row) || row.trim() === "";

const MARKDOWN_BLOCKS = [
  (rows, at) => (rows[at].trim() === "" ? { nodes: [], next: at + 1 } : null),
  (rows, at) => {
    if (!rows[at].startsWith("```")) return null;
    let end = rows.findIndex((row, index) => index > at && row.startsWith("```"));
    if (end < 0) end = rows.length;
    return { nodes: [h("pre", null, rows.slice(at + 1, end).join("\n"))], next: end + 1 };
  },
  (rows, at) => {
    const found = /^(#{1,6})\s+(.*)$/.exec(rows[at]);
    return found
      ? { nodes: [h(`h${Math.min(found[1].length + 2, 6)}`, null, spans(found[2]))], next: at + 1 }
      : null;
  },
  (rows, at) => (/^(-{3,}|\*{3,}|_{3,})\s*$/.test(rows[at]) ? { nodes: [h("hr")], next: at + 1 } : null),
  (rows, at) => run(rows, at, /^>\s?(.*)$/, (own) => h("blockquote", null, markdown(own.join("\n")))),
  (rows, at) =>
    run(rows, at, /^\s*[-*+]\s+(.*)$/, (own) =>
      h(
        "ul",
        null,
        own.map((row) => h("li", null, spans(row))),
      ),
    ),
  (rows, at) =>
    run(rows, at, /^\s*\d+[.)]\s+(.*)$/, (own) =>
      h(
        "ol",
        null,
        own.map((row) => h("li", null, spans(row))),
      ),
    ),
  (rows, at) => {
    let next = at + 1;
    while (next < rows.length && !starts(rows[next])) next += 1;
    return { nodes: [h("p", null, spans(rows.slice(at, next).join("\n")))], next };
  },
];

/** The rows from `at` that `pattern` takes, made into one node. */
function run(rows, at, pattern, make) {
  const own = [];
  while (at + own.length < rows.length && pattern.test(rows[at + own.length])) {
    own.push(pattern.exec(rows[at + own.length])[1]);
  }
  return own.length ? { nodes: [make(own)], next: at + own.length } : null;
}

const SPANS = [
  [/`([^`]+)`/, (found) => h("code", null, found[1])],
  [/!?\[([^\]]*)\]\(([^)\s]+)\)/, (found) => link(found[2], found[1] || found[2])],
  [/\*\*(\S(?:.*?\S)?)\*\*/, (found) => h("strong", null, spans(found[1]))],
  [/__(\S(?:.*?\S)?)__/, (found) => h("strong", null, spans(found[1]))],
  [/~~(\S(?:.*?\S)?)~~/, (found) => h("s", null, spans(found[1]))],
  [/\*(\S(?:.*?\S)?)\*/, (found) => h("em", null, spans(found[1]))],
  [/(?<![\p{L}\p{N}])_(\S(?:.*?\S)?)_(?![\p{L}\p{N}])/u, (found) => h("em", null, spans(found[1]))],
  [/<@(\w+)>/, (found) => mention(found[1])],
  [/(https?:\/\/[^\s<>)]+)/, (found) => link(found[1], found[1])],
];

function spans(text) {
  let first = null;
  for (const [pattern, make] of SPANS) {
    const found = pattern.exec(text);
    if (found && (first === null || found.index < first.found.index)) first = { found, make };
  }
  if (!first) return text ? [withEmoji(text)] : [];
  const { found, make } = first;
  return [
    ...spans(text.slice(0, found.index)),
    make(found),
    ...spans(text.slice(found.index + found[0].length)),
  ];
}
