// Blocks: what stands around the elements. Each gives {node, controls, showError?}.

import { renderElement } from "./elements.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { plain, safeUrl, textObject } from "./mrkdwn.js";
import { markdown, richText, table } from "./richtext.js";

const BLOCKS = {
  section,
  divider: () => ({ node: h("hr") }),
  header: (block) => ({ node: h("h3", { class: "header-block" }, plain(block.text)) }),
  context,
  actions,
  image: (block) => ({ node: figure(block) }),
  input,
  rich_text: (block) => ({ node: h("div", { class: "rich-text" }, richText(block)) }),
  markdown: (block) => ({ node: h("div", { class: "markdown" }, markdown(block.text)) }),
  table: (block) => ({ node: table(block) }),
  file: (block) => ({ node: h("p", { class: "unknown" }, `File ${block.external_id ?? ""}`) }),
};

/** A block as {node, controls, showError?}; `known` are the values its controls had, by action_id. */
export function renderBlock(block, surface, known) {
  const make = BLOCKS[block.type];
  if (!make) return unknown("block", block.type);
  try {
    return { controls: [], ...make(block, surface, known) };
  } catch {
    // A malformed block must not take the page with it.
    return unknown("block", block.type);
  }
}

function unknown(what, type) {
  return { node: h("p", { class: "unknown" }, `This ${what} (${type}) can't be shown here.`), controls: [] };
}

function control(element, block, surface, known, more = {}) {
  return renderElement(element, {
    surface,
    blockId: block.block_id ?? "",
    actionId: element.action_id ?? "",
    kept: known[element.action_id ?? ""],
    ...more,
  });
}

function section(block, surface, known) {
  const text = block.text
    ? h("div", { class: "section-text", id: uid("text") }, textObject(block.text))
    : null;
  const fields = block.fields
    ? h(
        "div",
        { class: "fields" },
        block.fields.map((field) => h("div", null, textObject(field))),
      )
    : null;
  const controls = [];
  let accessory = null;
  if (block.accessory) {
    const made = control(block.accessory, block, surface, known, { labelledBy: text?.id });
    if (made.read || made.press) controls.push(made);
    accessory = h("div", { class: "accessory" }, made.node);
  }
  return {
    node: h("div", { class: "section" }, h("div", { class: "section-body" }, text, fields), accessory),
    controls,
  };
}

function context(block) {
  const parts = (block.elements ?? []).map((element) =>
    element.type === "image" ? picture(element, "context-image") : h("span", null, textObject(element)),
  );
  return { node: h("div", { class: "context" }, parts) };
}

function actions(block, surface, known) {
  const made = (block.elements ?? []).map((element) => control(element, block, surface, known));
  return {
    node: h(
      "div",
      { class: "actions" },
      made.map((each) => each.node),
    ),
    controls: made.filter((each) => each.read || each.press),
  };
}

function figure(block) {
  const title = block.title ? h("figcaption", null, plain(block.title)) : null;
  return h("figure", null, title, picture(block, "picture"));
}

/** A picture of the stand-in's own; anything from elsewhere is named, not loaded. */
export function picture(image, className) {
  const address = image.image_url ? new URL(image.image_url, location.href) : null;
  if (address?.origin === location.origin || address?.protocol === "data:") {
    return h("img", { class: className, src: address.href, alt: image.alt_text ?? "" });
  }
  const from = address && safeUrl(address.href) ? ` (at ${address.host}, not loaded)` : "";
  return h(
    "span",
    { class: "unknown", role: "img", "aria-label": image.alt_text ?? "Image" },
    icon("image"),
    `${image.alt_text ?? "Image"}${from}`,
  );
}

/** A label, its control, a hint and room for an error; groups of choices get a fieldset. */
function input(block, surface, known) {
  const ids = { label: uid("label"), hint: uid("hint"), error: uid("error") };
  const hint = block.hint ? h("p", { class: "hint", id: ids.hint }, plain(block.hint)) : null;
  const made = control(block.element, block, surface, known, {
    labelledBy: ids.label,
    describedBy: hint?.id,
    required: !block.optional,
    inInput: true,
    dispatches: block.dispatch_action === true,
  });
  const error = h("p", { class: "error", id: ids.error, role: "alert" });
  const said = [plain(block.label), block.optional ? h("span", { class: "optional" }, " (optional)") : null];
  const label = made.group
    ? h("legend", { id: ids.label }, said)
    : h("label", { id: ids.label, htmlFor: made.target?.id ?? "" }, said);
  const node = h(made.group ? "fieldset" : "div", { class: "field" }, label, made.node, hint, error);
  const showError = (sentence) => {
    error.textContent = sentence;
    node.classList.toggle("wrong", Boolean(sentence));
    for (const target of made.targets ?? []) {
      if (sentence) target.setAttribute("aria-invalid", "true");
      else target.removeAttribute("aria-invalid");
      describe(target, ids.error, Boolean(sentence));
    }
  };
  made.onTyped = () => node.classList.contains("wrong") && showError("");
  return { node, controls: made.read ? [made] : [], showError };
}

function describe(target, id, on) {
  const ids = (target.getAttribute("aria-describedby") ?? "")
    .split(" ")
    .filter((each) => each && each !== id);
  if (on) ids.push(id);
  if (ids.length) target.setAttribute("aria-describedby", ids.join(" "));
  else target.removeAttribute("aria-describedby");
}
