// A place where blocks stand: a message, a modal or the Home. It keeps what a person typed and chose, as Slack
// does: by block_id and action_id, so that a view that is updated keeps the answers to the fields that stay.

import { post } from "../net.js";
import { world } from "../world.js";
import { confirmDialog } from "../dialogs.js";
import { renderBlock } from "./blocks.js";

const REQUIRED = "Please complete this required field.";

/** Whether a state entry holds no answer. */
export function isEmpty(entry) {
  const { type: _type, ...answers } = entry;
  return Object.values(answers).every((answer) => answer === null || answer === "" || (Array.isArray(answer) && !answer.length));
}

export class Surface {
  #root;
  #container;
  #report;
  #entries = new Map(); // "block_id action_id" → what is typed or chosen, in Slack's own form
  #shown = new Map(); // a block as JSON → its node
  #fields = new Map(); // block_id → how to check that input and where its error goes
  #seed = {};

  /** `container` is the contract's; `report` is given a sentence when an action failed, and null when one starts. */
  constructor(root, { container, report }) {
    this.#root = root;
    this.#container = container;
    this.#report = report;
  }

  /** Show `blocks`; `seed` are state values that the server remembers from before this page was loaded. */
  show(blocks, seed = {}) {
    this.#seed = seed;
    const focus = this.#rememberFocus();
    const before = this.#shown;
    const entries = this.#entries;
    const fields = this.#fields;
    this.#shown = new Map();
    this.#entries = new Map();
    this.#fields = new Map();
    const nodes = blocks.map((block, index) => this.#place(block, index, { before, entries, fields }));
    arrange(this.#root, nodes);
    focus();
  }

  /** The answers of all inputs that are shown: {values: {block_id: {action_id: entry}}}. */
  get state() {
    const values = {};
    for (const { blockId, actionId, entry } of this.#entries.values()) {
      values[blockId] = { ...values[blockId], [actionId]: entry };
    }
    return { values };
  }

  /** Check required fields, lengths and forms. The errors by block_id: {} when all is well. */
  check() {
    const errors = {};
    for (const [blockId, field] of this.#fields) {
      const sentence = field.check() ?? (field.optional || !isEmpty(field.entry()) ? null : REQUIRED);
      if (sentence) errors[blockId] = sentence;
    }
    return errors;
  }

  /** Show an error under each field named, none under the others, and go to the first. */
  showErrors(errors) {
    let first = null;
    for (const [blockId, field] of this.#fields) {
      field.complain(errors[blockId] ?? "");
      if (errors[blockId] && !first) first = field;
    }
    first?.focus();
    return first !== null;
  }

  /** Where an element stands: what its renderer needs to name it, keep its value and send what is done. */
  spot(block, element, { id, name = {}, describedBy = [], dispatch = true }) {
    const actionId = element.action_id ?? `${element.type}`;
    const key = keyOf(block.block_id, actionId);
    const spot = {
      element,
      id,
      name,
      key,
      attributes: {
        id,
        ...name,
        "aria-describedby": describedBy.join(" ") || null,
        dataset: { key, control: "", action: actionId },
      },
      dispatch,
      surface: this,
      check: () => null,
      entry: () => this.#entries.get(key)?.entry,
      begin: (initial) => this.#begin(block.block_id, actionId, initial),
      keep: (entry) => this.#keep(block.block_id, actionId, entry),
      act: (answers, node) => this.#act(block.block_id, actionId, element, answers, node),
      suggest: (value) => this.#suggest(block.block_id, actionId, value),
    };
    return spot;
  }

  /** Make known how an input block is checked. */
  addField(blockId, field) {
    this.#fields.set(blockId, field);
  }

  #place(block, index, { before, entries, fields }) {
    const known = JSON.stringify(block);
    const kept = before.get(known);
    this.#carry(block, entries);
    if (kept !== undefined && !this.#shown.has(known)) {
      this.#shown.set(known, kept);
      if (fields.has(block.block_id)) this.#fields.set(block.block_id, fields.get(block.block_id));
      return kept;
    }
    const node = renderBlock(block, index, this);
    this.#shown.set(known, node);
    return node;
  }

  /** Take over what was typed into the elements of `block` when it was last shown. */
  #carry(block, entries) {
    for (const element of [block.element, block.accessory, ...(block.elements ?? [])]) {
      const key = keyOf(block.block_id, element?.action_id ?? element?.type);
      const old = entries.get(key);
      if (old && old.entry.type === element.type) this.#entries.set(key, old);
    }
  }

  #begin(blockId, actionId, initial) {
    const key = keyOf(blockId, actionId);
    const seeded = this.#seed[blockId]?.[actionId];
    if (!this.#entries.has(key)) {
      this.#entries.set(key, { blockId, actionId, entry: seeded?.type === initial.type ? seeded : initial });
    }
    return this.#entries.get(key).entry;
  }

  #keep(blockId, actionId, entry) {
    this.#entries.set(keyOf(blockId, actionId), { blockId, actionId, entry });
    this.#fields.get(blockId)?.complain("");
  }

  /** Tell the bot. False where the person said no to the question that stands before it. */
  async #act(blockId, actionId, element, answers, node) {
    if (element.confirm && !(await confirmDialog(element.confirm))) return false;
    this.#report(null);
    node?.setAttribute("aria-busy", "true");
    try {
      await post("action", {
        as: world.me.id,
        container: this.#container,
        block_id: blockId,
        action_id: actionId,
        element_type: element.type,
        ...answers,
        state: this.state,
      });
    } catch (error) {
      this.#report(error.message);
    } finally {
      node?.removeAttribute("aria-busy");
    }
    return true;
  }

  async #suggest(blockId, actionId, value) {
    const place = this.#container.type === "view" ? { view_id: this.#container.view_id } : {};
    const answer = await post("options", {
      as: world.me.id, container: this.#container, ...place, block_id: blockId, action_id: actionId, value,
    });
    return answer;
  }

  /** Note which element has the focus, and give it back to the element in its place after a change. */
  #rememberFocus() {
    const active = document.activeElement;
    const key = this.#root.contains(active) ? active.dataset.key : undefined;
    if (key === undefined) return () => {};
    const selection = "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
    return () => {
      if (active.isConnected && document.activeElement === active) return;
      const heir = this.#root.querySelector(`[data-key="${CSS.escape(key)}"]`);
      heir?.focus();
      if (heir && selection?.[0] !== null && selection !== null && heir.setSelectionRange) heir.setSelectionRange(...selection);
    };
  }
}

function keyOf(blockId, actionId) {
  return `${blockId} ${actionId}`;
}

/** Make `nodes` the children of `root`, moving as few as possible: a node that is moved loses the focus. */
export function arrange(root, nodes) {
  const wanted = new Set(nodes);
  for (const child of [...root.childNodes]) if (!wanted.has(child)) child.remove();
  nodes.forEach((node, index) => {
    if (root.childNodes[index] !== node) root.insertBefore(node, root.childNodes[index] ?? null);
  });
}
