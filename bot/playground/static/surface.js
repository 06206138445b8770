// A surface holds Block Kit: a message, a modal or the Home. It keeps what was typed when its blocks change.

import { post } from "./api.js";
import { renderBlock } from "./blocks.js";
import { arrange, h, same } from "./dom.js";
import { directory } from "./directory.js";

/**
 * `container` is who the app hears it from, in the form of /page/action; `onTrouble(sentence)` shows what went
 * wrong where the person is looking.
 */
export class Surface {
  constructor({ container, onTrouble, label }) {
    Object.assign(this, { container, onTrouble, label });
    this.node = h("div", { class: "blocks" });
    this.entries = [];
  }

  /** Show `blocks`. `before` are values in Slack's form for what this surface has not shown yet. */
  update(blocks, before = {}) {
    const focused = this.#focused();
    const old = new Map(this.entries.map((entry) => [entry.key, entry]));
    const kept = this.values();
    this.entries = blocks.map((block, at) => {
      const key = block.block_id ?? `#${at}`;
      const entry = old.get(key);
      if (entry && same(entry.block, block)) return entry;
      const known = kept[block.block_id ?? ""] ?? before[block.block_id ?? ""] ?? {};
      return { key, block, ...renderBlock(block, this, known) };
    });
    arrange(
      this.node,
      this.entries.map((entry) => entry.node),
    );
    if (focused) this.#refocus(focused);
  }

  get controls() {
    return this.entries.flatMap((entry) => entry.controls);
  }

  /** Everything that holds a value: {block_id: {action_id: value}}. */
  values() {
    const values = {};
    for (const control of this.controls) {
      if (!control.read) continue;
      (values[control.blockId] ??= {})[control.actionId] = control.read();
    }
    return values;
  }

  /** What Slack itself refuses before it asks the app: {block_id: sentence}. */
  problems() {
    const problems = {};
    for (const entry of this.entries) {
      if (entry.block.type !== "input") continue;
      const [control] = entry.controls;
      const problem = control?.problem?.(!entry.block.optional);
      if (problem) problems[entry.block.block_id ?? ""] = problem;
    }
    return problems;
  }

  /** Show errors under their fields and go to the first; those of no field are given back. */
  showErrors(errors) {
    const left = { ...errors };
    let first = null;
    for (const entry of this.entries) {
      if (!entry.showError) continue;
      const sentence = left[entry.block.block_id ?? ""] ?? "";
      delete left[entry.block.block_id ?? ""];
      entry.showError(sentence);
      if (sentence) first ??= entry;
    }
    first?.controls[0]?.focus();
    return Object.values(left);
  }

  /** Tell the app that a control was used. True when the app acknowledged it. */
  async act(control, value) {
    const busy = control.node.closest("button") ?? control.node;
    busy.setAttribute("aria-busy", "true");
    this.onTrouble("");
    try {
      await post("action", {
        as: directory.me.id,
        container: this.container(),
        block_id: control.blockId,
        action_id: control.actionId,
        element_type: control.type,
        ...value,
        state: { values: this.values() },
      });
      return true;
    } catch (error) {
      this.onTrouble(error.message);
      return false;
    } finally {
      busy.removeAttribute("aria-busy");
    }
  }

  /** Ask the app for the options of an external select. */
  async options(control, value) {
    const asked = { block_id: control.blockId, action_id: control.actionId, value };
    const container = this.container();
    return (await post("options", { as: directory.me.id, container, view_id: container.view_id, ...asked }))
      .options;
  }

  /** The control that `node` is part of. */
  controlOf(node) {
    return this.controls.find((each) => each.node.contains(node));
  }

  /** Focus what stands where `control` stood; false where nothing does. */
  focusOn(control) {
    const now = this.controls.find(
      (each) => each.blockId === control.blockId && each.actionId === control.actionId,
    );
    now?.focus({ preventScroll: true });
    return now !== undefined;
  }

  #focused() {
    const active = document.activeElement;
    if (!active || !this.node.contains(active)) return null;
    const control = this.controlOf(active);
    const selection =
      active.selectionStart === undefined ? null : safely(() => [active.selectionStart, active.selectionEnd]);
    return { active, control, selection };
  }

  #refocus({ active, control, selection }) {
    if (document.activeElement === active) return;
    if (active.isConnected && this.node.contains(active)) {
      active.focus({ preventScroll: true });
      return;
    }
    if (!control || !this.focusOn(control)) {
      this.onLostFocus?.();
      return;
    }
    if (selection?.[0] !== null && selection)
      safely(() => document.activeElement.setSelectionRange(...selection));
  }
}

/** Some kinds of input have no selection, and say so with an exception. */
function safely(read) {
  try {
    return read();
  } catch {
    return null;
  }
}
