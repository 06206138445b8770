// The markdown block: the part of Markdown that Slack shows.

import { el } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { linkNode } from "./mrkdwn.js";

const INLINE =
  /`([^`\n]+)`|!?\[([^\]\n]*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)|(\*\*|__)(?=\S)(.+?\S|\S)\4|(?<![\p{L}\p{N}])([*_])(?=\S)(.+?\S|\S)\6(?![\p{L}\p{N}])|~~(.+?)~~|\\([\\`*_{}[\]()#+\-.!~|>])|<?(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]])>?/gu;

function inline(text) {
  const nodes = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [all, code, label, address, , bold, , italic, strike, escaped, bare] = match;
    if (match.index > from) nodes.push(withEmoji(text.slice(from, match.index)));
    from = match.index + all.length;
    if (code !== undefined) nodes.push(el("code", {}, code));
    else if (address !== undefined) nodes.push(linkNode(address, label || address));
    else if (bold !== undefined) nodes.push(el("strong", {}, inline(bold)));
    else if (italic !== undefined) nodes.push(el("em", {}, inline(italic)));
    else if (strike !== undefined) nodes.push(el("s", {}, inline(strike)));
    else if (escaped !== undefined) nodes.push(escaped);
    else nodes.push(linkNode(bare));
  }
  if (from < text.length) nodes.push(withEmoji(text.slice(from)));
  return nodes;
}

function list(lines, pattern) {
  const ordered = /^\s*\d/.test(lines[0]);
  return el(
    ordered ? "ol" : "ul",
    { start: ordered ? lines[0].trim().match(/^\d+/)[0] : null },
    lines.map((line) => {
      const depth = Math.min(Math.floor(line.match(/^\s*/)[0].length / 2), 6);
      return el("li", { class: depth ? `indent-${depth}` : null }, inline(line.replace(pattern, "")));
    }),
  );
}

function table(lines) {
  const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => inline(cell.trim()));
  const [head, , ...rows] = lines;
  return el("div", { class: "table-wrap", tabindex: "0", role: "group", "aria-label": "Table" }, el("table", {},
    el("thead", {}, el("tr", {}, cells(head).map((cell) => el("th", { scope: "col" }, cell)))),
    el("tbody", {}, rows.map((row) => el("tr", {}, cells(row).map((cell) => el("td", {}, cell)))))));
}

const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const TABLE_LINE = /^\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*$/;

/** Take lines from the front of `lines` as long as they pass. */
function take(lines, passes) {
  const taken = [];
  while (lines.length && passes(lines[0])) taken.push(lines.shift());
  return taken;
}

function paragraph(lines) {
  const ends = (line) => !line.trim() || ITEM.test(line) || HEADING.test(line) || /^\s*(>|```)/.test(line) || RULE.test(line);
  const taken = [lines.shift(), ...take(lines, (line) => !ends(line))];
  return el("p", {}, taken.flatMap((line, index) => (index ? [el("br"), ...inline(line)] : inline(line))));
}

/** `text`, Markdown, as nodes. */
export function markdown(text) {
  const lines = text.split("\n");
  const nodes = [];
  while (lines.length) {
    const [line] = lines;
    const heading = HEADING.exec(line);
    if (!line.trim()) lines.shift();
    else if (/^\s*```/.test(line)) {
      lines.shift();
      nodes.push(el("pre", {}, take(lines, (each) => !/^\s*```/.test(each)).join("\n")));
      lines.shift();
    } else if (heading) {
      lines.shift();
      nodes.push(el("p", { class: `markdown-heading level-${heading[1].length}`, role: "heading", "aria-level": String(Math.min(heading[1].length + 2, 6)) }, inline(heading[2])));
    } else if (RULE.test(line)) {
      lines.shift();
      nodes.push(el("hr"));
    } else if (/^\s*>/.test(line)) {
      nodes.push(el("blockquote", {}, markdown(take(lines, (each) => /^\s*>/.test(each)).map((each) => each.replace(/^\s*> ?/, "")).join("\n"))));
    } else if (ITEM.test(line)) nodes.push(list(take(lines, (each) => ITEM.test(each)), ITEM));
    else if (line.includes("|") && TABLE_LINE.test(lines[1] ?? "")) nodes.push(table(take(lines, (each) => each.includes("|"))));
    else nodes.push(paragraph(lines));
  }
  return nodes;
}
