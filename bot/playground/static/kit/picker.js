// A field to choose from a long list by typing: a combobox with a listbox, and what is chosen as chips before it.

import { el, icon, newId, say } from "../dom.js";

const TYPING_PAUSE = 200;

/**
 * `load(query)` gives groups of items {key, text, description, raw}. `keep(items)` is told what is chosen, and
 * `tell(items)` after it; it resolves to false when the choice is to be taken back. `least` characters are needed
 * before `load` is asked, `most` items can be chosen.
 */
export function picker({ spot, chosen, single, load, least, most, placeholder, keep, tell }) {
  return new Picker({ spot, chosen, single, load, least, most, placeholder, keep, tell }).node;
}

class Picker {
  constructor(options) {
    Object.assign(this, options);
    this.active = -1;
    this.options = [];
    this.asked = 0;
    const listId = newId("list");
    this.chips = el("ul", { class: "chips", "aria-label": "Chosen" });
    this.input = el("input", {
      class: "input",
      type: "text",
      role: "combobox",
      autocomplete: "off",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": listId,
      placeholder: this.placeholder || (this.least ? "Type to search" : "Choose"),
      ...this.spot.attributes,
      oninput: () => this.#soon(),
      onclick: () => this.#open(),
      onkeydown: (event) => this.#key(event),
      onblur: () => this.#close(),
    });
    this.list = el("div", {
      class: "options", id: listId, role: "listbox", hidden: true, "aria-label": "Choices", "aria-multiselectable": this.single ? null : "true",
      // A press on the list must not take the focus from the field.
      onpointerdown: (event) => event.preventDefault(),
      onmousedown: (event) => event.preventDefault(),
    });
    this.node = el("div", { class: "picker" }, this.chips, this.input, this.list);
    this.#showChips();
  }

  #say(sentence) {
    say(sentence, this.node.closest("dialog") ?? document);
  }

  #isChosen(item) {
    return this.chosen.some((each) => each.key === item.key);
  }

  #showChips() {
    this.chips.replaceChildren(...this.chosen.map((item) => el("li", { class: "chip" },
      el("span", {}, item.text),
      el("button", { type: "button", "aria-label": `Remove ${item.text}`, onclick: () => this.#remove(item) }, icon("close")))));
    this.chips.hidden = !this.chosen.length;
  }

  #soon() {
    clearTimeout(this.timer);
    if (!this.spot.element.type.includes("external")) {
      this.#open();
      return;
    }
    this.timer = setTimeout(() => this.#open(), TYPING_PAUSE);
  }

  async #open() {
    const query = this.input.value.trim();
    this.asked += 1;
    const asked = this.asked;
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    if (query.length < this.least) {
      this.#note(`Type at least ${this.least} characters.`);
      return;
    }
    if (this.spot.element.type.includes("external")) this.#note("Searching…");
    try {
      const groups = await this.load(query);
      if (asked === this.asked && !this.list.hidden) this.#show(groups);
    } catch (error) {
      if (asked === this.asked) this.#note(error.message);
    }
  }

  #note(sentence) {
    this.options = [];
    this.#activate(-1);
    this.list.replaceChildren(el("div", { class: "options-note", role: "option", "aria-disabled": "true", "aria-selected": "false" }, sentence));
  }

  #show(groups) {
    const filled = groups.filter((group) => group.items.length);
    if (!filled.length) {
      this.#note("Nothing found.");
      return;
    }
    this.options = [];
    this.list.replaceChildren(...filled.map((group) => {
      const nodes = group.items.map((item) => this.#option(item));
      return group.label ? el("div", { role: "group", "aria-label": group.label }, el("div", { class: "options-label", "aria-hidden": "true" }, group.label), nodes) : el("div", { role: "presentation" }, nodes);
    }));
    this.#activate(this.options.length ? 0 : -1);
  }

  #option(item) {
    const node = el("div", { class: "option", role: "option", id: newId("option"), "aria-selected": String(this.#isChosen(item)), onclick: () => this.#toggle(item) },
      el("span", {}, item.text), item.description ? el("span", { class: "description" }, item.description) : null);
    this.options.push({ item, node });
    return node;
  }

  #activate(index) {
    this.options[this.active]?.node.classList.remove("active");
    this.active = index;
    const option = this.options[index];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.node.classList.add("active");
    option.node.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.node.id);
  }

  #close() {
    clearTimeout(this.timer);
    this.asked += 1;
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  #key(event) {
    const open = !this.list.hidden;
    const keys = {
      ArrowDown: () => (open ? this.#activate(Math.min(this.active + 1, this.options.length - 1)) : this.#open()),
      ArrowUp: () => open && this.#activate(Math.max(this.active - 1, 0)),
      Enter: () => open && this.options[this.active] && this.#toggle(this.options[this.active].item),
      Escape: () => this.#close(),
    };
    if (event.key === "Backspace" && !this.input.value && this.chosen.length) {
      this.#remove(this.chosen[this.chosen.length - 1]);
      return;
    }
    if (!(event.key in keys) || event.isComposing || (event.key === "Escape" && !open)) return;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    keys[event.key]();
  }

  async #toggle(item) {
    if (this.#isChosen(item)) {
      await this.#remove(item);
      return;
    }
    if (!this.single && this.chosen.length >= this.most) {
      this.#say(`At most ${this.most} can be chosen.`);
      return;
    }
    if (this.single) this.#close();
    await this.#change(this.single ? [item] : [...this.chosen, item], `${item.text} chosen`);
  }

  async #remove(item) {
    this.input.focus();
    await this.#change(this.chosen.filter((each) => each.key !== item.key), `${item.text} removed`);
  }

  async #change(items, sentence) {
    const before = this.chosen;
    this.#put(items);
    this.#say(sentence);
    if (!(await this.tell(items))) this.#put(before);
  }

  #put(items) {
    this.chosen = items;
    this.keep(items);
    this.#showChips();
    const searched = this.input.value !== "";
    this.input.value = "";
    if (searched && !this.list.hidden) this.#open();
    for (const { item, node } of this.options) node.setAttribute("aria-selected", String(this.#isChosen(item)));
  }
}
