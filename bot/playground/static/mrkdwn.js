// Slack's mrkdwn as DOM nodes. Reference: Slack's "Formatting text for app surfaces".

import { channelName, directory, userName } from "./directory.js";
import { h } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";

const UNESCAPED = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };

/** `text` with the three escapes of mrkdwn undone. */
export function unescape(text) {
  return text.replace(/&(?:amp|lt|gt);/g, (entity) => UNESCAPED[entity]);
}

/** A text object (plain_text or mrkdwn) as nodes. */
export function textObject(object, fallback = "") {
  if (!object) return [document.createTextNode(fallback)];
  if (object.type === "mrkdwn") return mrkdwn(object.text, { verbatim: object.verbatim });
  return [document.createTextNode(plain(object))];
}

/** A plain_text object as a string. */
export function plain(object) {
  if (!object) return "";
  return object.emoji === false ? object.text : withEmoji(object.text);
}

/** Only http, https, mailto and tel lead anywhere. */
export function safeUrl(url) {
  try {
    return ["http:", "https:", "mailto:", "tel:"].includes(new URL(url, location.href).protocol) ? url : null;
  } catch {
    return null;
  }
}

/** A link that opens in a tab of its own. */
export function link(url, label) {
  const safe = safeUrl(url);
  if (!safe) return h("span", null, label);
  return h("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, label);
}

/** mrkdwn as a list of nodes. */
export function mrkdwn(text, { verbatim = false } = {}) {
  const nodes = [];
  (text ?? "").split("```").forEach((part, at, parts) => {
    const fenced = at % 2 === 1 && at < parts.length - 1;
    if (fenced) nodes.push(h("pre", null, unescape(part.replace(/^\n/, ""))));
    else nodes.push(...lines(at % 2 === 1 ? "```" + part : part, verbatim));
  });
  return nodes;
}

const LISTED = /^(\s*)([•◦▪‣]|-|\d{1,3}\.)\s+(.*)$/;
const QUOTED = /^(?:>|&gt;)\s?(.*)$/;

function kindOf(line) {
  if (QUOTED.test(line)) return "quote";
  return LISTED.test(line) ? "list" : "text";
}

/** Group lines into quotes, lists and running text. */
function lines(text, verbatim) {
  const groups = [];
  for (const line of text.split("\n")) {
    const kind = kindOf(line);
    const last = groups[groups.length - 1];
    if (last?.kind === kind) last.lines.push(line);
    else groups.push({ kind, lines: [line] });
  }
  return groups.flatMap(({ kind, lines: own }, at) => {
    if (kind === "quote") {
      return h("blockquote", null, inline(own.map((line) => QUOTED.exec(line)[1]).join("\n"), verbatim));
    }
    if (kind === "list")
      return h(
        "ul",
        { class: "typed-list" },
        own.map((line) => listItem(line, verbatim)),
      );
    // Block elements break lines by themselves.
    let said = own.join("\n");
    if (at > 0 && said === "" && at === groups.length - 1) return [];
    if (said === "" && text === "") return [];
    return h(
      "span",
      { class: at > 0 || at < groups.length - 1 ? "lines block" : "lines" },
      inline(said, verbatim),
    );
  });
}

function listItem(line, verbatim) {
  const [, indent, mark, said] = LISTED.exec(line);
  const marked = h("span", { class: "list-mark", "aria-hidden": "true" }, `${mark === "-" ? "•" : mark} `);
  return h("li", { class: indent.length > 1 ? "indented" : null }, marked, inline(said, verbatim));
}

const STYLES = { "*": "strong", _: "em", "~": "s" };
const WORD = /[\p{L}\p{N}]/u;

/** The text inside a line: styles, code, links, mentions, emoji. */
function inline(text, verbatim) {
  const nodes = [];
  let from = 0;
  let at = 0;
  const flush = (to) => {
    if (to > from) nodes.push(...words(text.slice(from, to), verbatim));
  };
  while (at < text.length) {
    const found = codeAt(text, at) ?? tokenAt(text, at) ?? styleAt(text, at, verbatim);
    if (found) {
      flush(at);
      nodes.push(found.node);
      at = found.end;
      from = at;
    } else at += 1;
  }
  flush(text.length);
  return nodes;
}

function codeAt(text, at) {
  if (text[at] !== "`") return null;
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1 || text.slice(at, end).includes("\n")) return null;
  return { node: h("code", null, unescape(text.slice(at + 1, end))), end: end + 1 };
}

function tokenAt(text, at) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end <= at + 1) return null;
  const node = token(text.slice(at + 1, end));
  return node ? { node, end: end + 1 } : null;
}

function styleAt(text, at, verbatim) {
  const tag = STYLES[text[at]];
  if (!tag || (at > 0 && (WORD.test(text[at - 1]) || text[at - 1] === text[at]))) return null;
  if (!text[at + 1] || /\s/.test(text[at + 1]) || text[at + 1] === text[at]) return null;
  for (let end = at + 2; end < text.length && text[end] !== "\n"; end += 1) {
    const skipped = codeAt(text, end) ?? tokenAt(text, end);
    if (skipped) {
      end = skipped.end - 1;
      continue;
    }
    const closes = text[end] === text[at] && !/\s/.test(text[end - 1]);
    if (closes && !(text[end + 1] && WORD.test(text[end + 1]))) {
      return { node: h(tag, null, inline(text.slice(at + 1, end), verbatim)), end: end + 1 };
    }
  }
  return null;
}

/** Plain words: addresses become links unless the text is verbatim. */
function words(text, verbatim) {
  const readable = withEmoji(unescape(text));
  if (verbatim) return [readable];
  const parts = readable.split(/(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])/);
  return parts.filter(Boolean).map((part) => (/^https?:\/\//.test(part) ? link(part, part) : part));
}

/** What stands between < and >; null where it is none of Slack's. */
function token(body) {
  const [target, label] = body.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(target.slice(1), label);
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!")) return special(target.slice(1), label);
  if (/^(https?|mailto|tel):/i.test(target)) {
    const shown = unescape(target).replace(/^(mailto|tel):/i, "");
    return link(unescape(target), label ? withEmoji(unescape(label)) : shown);
  }
  return null;
}

/** Somebody's name as a mention. */
export function mention(id, label) {
  const mine = id === directory.me?.id;
  const known = directory.users.has(id) || !label;
  return h(
    "span",
    { class: mine ? "mention mine" : "mention" },
    `@${known ? userName(id) : unescape(label)}`,
  );
}

/** A channel's name; one the person can't see says no more than that. */
export function channelMention(id, label) {
  const channel = directory.channels.get(id);
  const name = channel ? channelName(channel) : label ? `#${unescape(label)}` : "#private-channel";
  return h(
    "a",
    { class: "mention", href: channel ? `#in=${id}` : null, "data-channel": channel ? id : null },
    name,
  );
}

function special(body, label) {
  if (/^(here|channel|everyone)$/.test(body)) return h("span", { class: "mention mine" }, `@${body}`);
  const [kind, ...rest] = body.split("^");
  if (kind === "date") return dateNode(Number(rest[0]), rest[1] ?? "{date}", rest[2], label);
  if (kind === "subteam") return h("span", { class: "mention" }, label ? unescape(label) : "@group");
  return h("span", { class: "mention" }, label ? unescape(label) : `<${body}>`);
}

/** A moment in the reader's own zone, in the form that `format` asks for. */
export function dateNode(seconds, format, url, fallback) {
  const moment = new Date(seconds * 1000);
  if (Number.isNaN(moment.getTime())) return h("span", null, unescape(fallback ?? ""));
  const shown = unescape(format).replace(/\{(\w+)\}/g, (whole, name) => DATE_FORMS[name]?.(moment) ?? whole);
  const node = h(
    "time",
    { datetime: moment.toISOString(), title: fallback ? unescape(fallback) : null },
    shown,
  );
  return url ? link(unescape(url), node) : node;
}

const formatted = (options) => (moment) => new Intl.DateTimeFormat("en-GB", options).format(moment);
const LONG = { day: "numeric", month: "long", year: "numeric" };
const SHORT = { day: "numeric", month: "short", year: "numeric" };
const CLOCK = { hour: "2-digit", minute: "2-digit" };

const near = (options) => (moment) => {
  const days = Math.round((midnight(moment) - midnight(new Date())) / 86_400_000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? formatted(options)(moment);
};

function midnight(moment) {
  return new Date(moment.getFullYear(), moment.getMonth(), moment.getDate());
}

const DATE_FORMS = {
  date: formatted(LONG),
  date_num: (moment) => `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`,
  date_slash: formatted({ day: "2-digit", month: "2-digit", year: "numeric" }),
  date_long: formatted({ weekday: "long", ...LONG }),
  date_short: formatted(SHORT),
  date_pretty: near(LONG),
  date_long_pretty: near({ weekday: "long", ...LONG }),
  date_short_pretty: near(SHORT),
  time: formatted(CLOCK),
  time_secs: formatted({ ...CLOCK, second: "2-digit" }),
};

function two(number) {
  return String(number).padStart(2, "0");
}

/** An emoji element of rich text. */
export function emojiText(name) {
  return emoji(name) ?? `:${name}:`;
}
