// Slack's mrkdwn as page nodes: *bold*, _italic_, ~strike~, `code`, quotes, lists, links, mentions, dates.

import { el } from "../dom.js";
import { channelName, userName } from "../people.js";
import { world } from "../world.js";
import { dateNode } from "./dates.js";
import { withEmoji } from "./emoji.js";

const SAFE = /^(https?:\/\/|mailto:|tel:)/i;
const URL_IN_TEXT = /https?:\/\/[^\s<>\u2028]*[^\s<>.,;:!?'")\]\u2028]/g;

/** A link that opens in another tab; plain text where its scheme is not one of the harmless ones. */
export function linkNode(address, label = address) {
  if (!SAFE.test(address)) return document.createTextNode(label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** The characters that Slack escapes, as themselves again. */
export function unescape(text) {
  return text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

/** A mention of someone. */
export function userNode(id, label) {
  const known = world.users.has(id);
  const mine = id === world.me?.id;
  return el("span", { class: mine ? "mention mention-me" : "mention" }, `@${known ? userName(id) : label || id}`);
}

/** A mention of a channel: a link where the person may see it. */
export function channelNode(id, label) {
  const channel = world.channels.get(id);
  if (!channel) return el("span", { class: "mention" }, label ? `#${label}` : "🔒 a private channel");
  return el("a", { class: "mention", href: `#as=${world.me.id}&in=${id}` }, `#${channelName(channel)}`);
}

// Whole tokens are taken out of the text first and stand in it as one number between these two characters,
// so that the signs of bold and italic inside them are left alone.
const OPEN = "\uE000";
const SHUT = "\uE001";
const HELD = new RegExp(`${OPEN}(\\d+)${SHUT}`);
const TOKEN = /`([^`\n]+)`|<([^<>\n]+)>/g;
const EMPHASIS = /(?<![\p{L}\p{N}])([*_~])(?!\s|\1)(.*?[^\s])\1(?![\p{L}\p{N}])/u;
const TAGS = { "*": "strong", _: "em", "~": "s" };

function tokenNode(code, inside) {
  if (code !== undefined) return el("code", {}, unescape(code));
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (/^@[UW]/.test(target)) return userNode(target.slice(1), label);
  if (/^#C/.test(target)) return channelNode(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, seconds, pattern, address] = target.split("^");
    const node = dateNode(seconds, pattern ?? "", label);
    return address && SAFE.test(address) ? linkNode(address, node) : node;
  }
  if (/^!(here|channel|everyone)$/.test(target)) return el("span", { class: "mention mention-me" }, `@${target.slice(1)}`);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, label || "@group");
  return linkNode(unescape(target), label || unescape(target).replace(/^mailto:/i, ""));
}

function leaf(text, held, options) {
  const nodes = [];
  text.split(HELD).forEach((part, index) => {
    if (index % 2) nodes.push(held[Number(part)]);
    else if (part) nodes.push(...plainNodes(unescape(part), options));
  });
  return nodes;
}

/** Text with emoji names replaced and, unless `verbatim`, bare addresses made into links. */
function plainNodes(text, { verbatim }) {
  if (verbatim) return [withEmoji(text)];
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(URL_IN_TEXT)) {
    nodes.push(withEmoji(text.slice(from, match.index)), linkNode(match[0]));
    from = match.index + match[0].length;
  }
  nodes.push(withEmoji(text.slice(from)));
  return nodes.filter((node) => node !== "");
}

function emphasised(text, held, options) {
  const match = EMPHASIS.exec(text);
  if (!match) return leaf(text, held, options);
  return [
    ...leaf(text.slice(0, match.index), held, options),
    el(TAGS[match[1]], {}, emphasised(match[2], held, options)),
    ...emphasised(text.slice(match.index + match[0].length), held, options),
  ];
}

function inline(text, options) {
  const held = [];
  const bare = text.replaceAll(OPEN, "").replaceAll(SHUT, "").replace(TOKEN, (_all, code, inside) => {
    held.push(tokenNode(code, inside));
    return `${OPEN}${held.length - 1}${SHUT}`;
  });
  return emphasised(bare, held, options);
}

const LIST = /^\s*(?:([•◦▪‣–-])|(\d+)\.)\s+(.*)$/;

function kindOf(line) {
  if (/^(&gt;|>)/.test(line)) return "quote";
  const item = LIST.exec(line);
  if (item) return item[1] ? "bullets" : "numbers";
  return "text";
}

/** Lines of one kind that follow each other, as one node (or several, for plain text). */
function group(kind, lines, options) {
  if (kind === "quote") {
    const inside = lines.map((line) => line.replace(/^(&gt;|>) ?/, ""));
    return [el("blockquote", {}, withBreaks(inside, options))];
  }
  if (kind === "bullets") return [el("ul", {}, lines.map((line) => el("li", {}, inline(LIST.exec(line)[3], options))))];
  if (kind === "numbers") {
    const start = LIST.exec(lines[0])[2];
    return [el("ol", { start }, lines.map((line) => el("li", {}, inline(LIST.exec(line)[3], options))))];
  }
  return withBreaks(lines, options);
}

function withBreaks(lines, options) {
  return lines.flatMap((line, index) => (index ? [el("br"), ...inline(line, options)] : inline(line, options)));
}

function lined(text, options) {
  const groups = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    const last = groups[groups.length - 1];
    if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.flatMap(({ kind, lines }) => group(kind, lines, options));
}

/** `text` as nodes, to be put into an element. `verbatim` leaves bare addresses alone. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const nodes = [];
  text.split("```").forEach((part, index, all) => {
    if (index % 2 && index < all.length - 1) nodes.push(el("pre", {}, unescape(part.replace(/^\n|\n$/g, ""))));
    else if (index % 2) nodes.push(...lined(`\`\`\`${part}`, { verbatim }));
    else if (part.replace(/^\n|\n$/g, "")) nodes.push(...lined(part.replace(/^\n|\n$/g, ""), { verbatim }));
  });
  return nodes;
}
