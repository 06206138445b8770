// Block Kit's layout blocks as page nodes. One that this page does not know says so and does no harm.

import { el, newId } from "../dom.js";
import { world } from "../world.js";
import { elementNode, isGroup } from "./elements.js";
import { markdown } from "./markdown.js";
import { mrkdwn } from "./mrkdwn.js";
import { nodesOf, plainOf } from "./objects.js";
import { richText } from "./richtext.js";

function unknown(what) {
  return el("p", { class: "unknown" }, `This page can’t show “${what}”.`);
}

/** A picture of this computer; for any other its description, since nothing is loaded from elsewhere. */
export function pictureNode({ image_url: address, slack_file: file, alt_text: alt }, className) {
  const own = file?.id ? `/page/file?${new URLSearchParams({ as: world.me.id, id: file.id })}` : address ?? "";
  const url = new URL(own, location.href);
  if (url.origin === location.origin || url.protocol === "data:") return el("img", { class: className, src: url.href, alt: alt ?? "" });
  return el("span", { class: `${className} picture-elsewhere`, role: "img", "aria-label": alt || "Picture" }, alt || "Picture");
}

function section(block, surface) {
  const textId = newId("text");
  const text = block.text ? el("div", { class: "text", id: textId }, nodesOf(block.text)) : null;
  const fields = block.fields ? el("div", { class: "fields" }, block.fields.map((each) => el("div", { class: "text" }, nodesOf(each)))) : null;
  const accessory = block.accessory ? el("div", { class: "accessory" }, placed(block, block.accessory, surface, text ? textId : null)) : null;
  return el("div", { class: "block section" }, el("div", { class: "section-main" }, text, fields), accessory);
}

/** An element outside an input block: it has no label of its own, so it takes its placeholder's words, or the text beside it. */
function placed(block, element, surface, textId) {
  if (element.type === "image") return pictureNode(element, "picture-small");
  const said = plainOf(element.placeholder);
  const name = said || !textId ? { "aria-label": said || DEFAULT_NAMES[element.type] || "Choose" } : { "aria-labelledby": textId };
  const spot = surface.spot(block, element, { id: newId("element"), name, describedBy: textId && said ? [textId] : [] });
  return elementNode(spot) ?? unknown(element.type);
}

const DEFAULT_NAMES = { datepicker: "Date", timepicker: "Time", datetimepicker: "Date and time", overflow: "More options" };

function actions(block, surface) {
  return el("div", { class: "block actions" }, (block.elements ?? []).map((element) => placed(block, element, surface, null)));
}

function context(block) {
  const nodes = (block.elements ?? []).map((each) => {
    if (each.type === "image") return pictureNode(each, "picture-inline");
    return el("div", { class: "text" }, nodesOf(each));
  });
  return el("div", { class: "block context" }, nodes);
}

function input(block, surface) {
  const { element } = block;
  const [id, labelId, hintId, errorId] = ["field", "label", "hint", "error"].map(newId);
  const describedBy = [...(block.hint ? [hintId] : []), errorId];
  const name = isGroup(element) ? { "aria-labelledby": labelId } : {};
  const spot = surface.spot(block, element, { id, name, describedBy, dispatch: block.dispatch_action === true });
  if (!block.optional && element.type !== "checkboxes") spot.attributes["aria-required"] = "true";
  const control = elementNode(spot);
  if (!control) return unknown(element.type);
  const words = [plainOf(block.label), block.optional ? el("span", { class: "optional" }, " (optional)") : null];
  const label = isGroup(element)
    ? el("div", { class: "label", id: labelId }, words)
    : el("label", { class: "label", id: labelId, for: id }, words);
  const hint = block.hint ? el("p", { class: "hint", id: hintId }, plainOf(block.hint)) : null;
  const error = el("p", { class: "error", id: errorId, role: "alert" });
  const node = el("div", { class: "block field", dataset: { block: block.block_id } }, label, control, hint, error);
  surface.addField(block.block_id, {
    optional: block.optional === true,
    check: () => spot.check(),
    entry: spot.entry,
    complain: (sentence) => complain(node, error, sentence),
    focus: () => node.querySelector("[data-control]:not([role=group], [role=radiogroup]), [data-control] input")?.focus(),
  });
  return node;
}

function complain(node, error, sentence) {
  if (error.textContent === sentence) return;
  error.textContent = sentence;
  node.classList.toggle("wrong", sentence !== "");
  for (const control of node.querySelectorAll("[data-control]")) {
    if (sentence) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }
}

function image(block) {
  const title = block.title ? el("figcaption", {}, nodesOf(block.title)) : null;
  return el("figure", { class: "block picture" }, title, pictureNode(block, "picture-large"));
}

function table(block) {
  const cell = (each, tag, column) => {
    const align = block.column_settings?.[column]?.align;
    const inside = each.type === "rich_text" ? richText(each) : each.text ?? each.value ?? "";
    return el(tag, { class: align ? `align-${align}` : null, scope: tag === "th" ? "col" : null }, inside);
  };
  const row = (cells, tag) => el("tr", {}, cells.map((each, column) => cell(each, tag, column)));
  const [head, ...rows] = block.rows ?? [];
  return el("div", { class: "block table-wrap", tabindex: "0", role: "group", "aria-label": "Table" },
    el("table", {}, el("thead", {}, head ? row(head, "th") : null), el("tbody", {}, rows.map((each) => row(each, "td")))));
}

const BLOCKS = {
  section,
  actions,
  context,
  input,
  image,
  table,
  divider: () => el("hr", { class: "block" }),
  header: (block) => el("div", { class: "block header", role: "heading", "aria-level": "3" }, nodesOf(block.text)),
  rich_text: (block) => el("div", { class: "block rich" }, richText(block)),
  markdown: (block) => el("div", { class: "block markdown" }, markdown(block.text ?? "")),
};

/** The node of one block; a plain note where it is unknown or badly made. */
export function renderBlock(block, index, surface) {
  const named = block.block_id ? block : { ...block, block_id: `block-${index}` };
  const render = BLOCKS[block.type];
  if (!render) return unknown(block.type);
  try {
    return render(named, surface);
  } catch (error) {
    console.error("A block could not be shown", block.type, error);
    return unknown(block.type);
  }
}

/** What a message without blocks says. */
export function textNode(text) {
  return el("div", { class: "text" }, mrkdwn(text));
}
