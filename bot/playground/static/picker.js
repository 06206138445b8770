// Choosing several of many, or one of a list that the app looks up: a button that opens a list of native
// checkboxes or radio buttons in place, with a box to search in.

import { fromOption, optionGroups } from "./choices.js";
import { h, same, uid } from "./dom.js";
import { REQUIRED } from "./fields.js";
import { plain } from "./mrkdwn.js";

const MULTI = {
  multi_static_select: { value: "selected_options", initial: "initial_options" },
  multi_external_select: { value: "selected_options", initial: "initial_options" },
  multi_users_select: { value: "selected_users", initial: "initial_users" },
  multi_conversations_select: { value: "selected_conversations", initial: "initial_conversations" },
  multi_channels_select: { value: "selected_channels", initial: "initial_channels" },
  external_select: { value: "selected_option", initial: "initial_option" },
};
const SEARCH_FROM = 8;
const LOOKUP_PAUSE = 200;

/** All multi_… selects, and external_select. */
export function picker(element, place) {
  return new Picker(element, place).control();
}

class Picker {
  constructor(element, place) {
    Object.assign(this, { element, place });
    this.single = element.type === "external_select";
    this.external = /external/.test(element.type);
    this.names = MULTI[element.type];
    this.groups = this.external ? [] : optionGroups(element);
    const stored = (place.kept ? place.kept[this.names.value] : element[this.names.initial]) ?? [];
    this.chosen = [stored]
      .flat()
      .map((each) => this.#find(each))
      .filter(Boolean);
    this.limit = element.max_selected_items ?? Infinity;
    this.#build();
    this.#summarise();
    this.#list();
  }

  #find(stored) {
    const known = this.groups.flatMap((group) => group.options);
    const key = typeof stored === "string" ? stored : stored.value;
    return known.find((choice) => choice.key === key) ?? (this.external ? fromOption(stored) : null);
  }

  #build() {
    const { labelledBy, describedBy } = this.place;
    const placeholder =
      plain(this.element.placeholder) || (this.single ? "Choose an option" : "Choose options");
    this.placeholder = placeholder;
    const ids = { summary: uid("summary"), panel: uid("panel") };
    this.summary = h("span", { class: "picker-summary", id: ids.summary });
    this.button = h(
      "button",
      {
        type: "button",
        class: "picker-button",
        id: uid("field"),
        "aria-expanded": "false",
        "aria-controls": ids.panel,
        "aria-labelledby": [labelledBy, ids.summary].filter(Boolean).join(" "),
        "aria-describedby": describedBy,
        "data-autofocus": this.element.focus_on_load,
        onclick: () => this.#toggle(this.panel.hidden),
      },
      this.summary,
    );
    this.rows = h("div", { class: "picker-rows", role: "group", "aria-label": placeholder });
    this.status = h("p", { class: "picker-status", role: "status" });
    this.search = this.#searchBox();
    const done = h("button", { type: "button", class: "button", onclick: () => this.#toggle(false) }, "Done");
    this.panel = h(
      "div",
      { class: "picker-panel", id: ids.panel, hidden: true },
      this.search,
      this.rows,
      h("div", { class: "picker-foot" }, this.status, done),
    );
    this.node = h("div", { class: "picker" }, this.button, this.panel);
    this.panel.addEventListener("keydown", (event) => this.#keys(event));
    this.node.addEventListener("focusout", (event) => {
      if (event.relatedTarget && !this.node.contains(event.relatedTarget) && !this.panel.hidden)
        this.#toggle(false, false);
    });
  }

  #searchBox() {
    const many = this.groups.flatMap((group) => group.options).length > SEARCH_FROM;
    if (!many && !this.external) return null;
    let timer = null;
    const search = h("input", {
      type: "search",
      "aria-label": "Search",
      placeholder: "Search",
      autocomplete: "off",
    });
    search.addEventListener("input", () => {
      clearTimeout(timer);
      if (this.external) timer = setTimeout(() => this.#lookUp(), LOOKUP_PAUSE);
      else this.#list();
    });
    return search;
  }

  #keys(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#toggle(false);
    } else if (
      event.key === "Enter" &&
      !event.ctrlKey &&
      !event.metaKey &&
      event.target.tagName === "INPUT"
    ) {
      event.preventDefault();
      if (event.target === this.search) this.rows.querySelector("input")?.focus();
      else event.target.click();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const boxes = [...this.rows.querySelectorAll("input:not([disabled])")];
      const step = event.key === "ArrowDown" ? 1 : -1;
      event.preventDefault();
      boxes[Math.max(0, boxes.indexOf(event.target) + step)]?.focus();
    }
  }

  #toggle(open, refocus = true) {
    if (open === !this.panel.hidden) return;
    this.panel.hidden = !open;
    this.button.setAttribute("aria-expanded", String(open));
    if (open) {
      this.before = this.#stored();
      if (this.external) this.#lookUp();
      (this.search ?? this.rows.querySelector("input"))?.focus();
      this.panel.scrollIntoView({ block: "nearest" });
      return;
    }
    if (refocus) this.button.focus();
    if (!same(this.before, this.#stored())) this.place.changed();
  }

  async #lookUp() {
    const asked = this.search.value;
    if (asked.length < (this.element.min_query_length ?? 0)) {
      this.status.textContent = `Type at least ${this.element.min_query_length} characters.`;
      return;
    }
    this.status.textContent = "Looking…";
    try {
      const options = await this.place.surface.options(this.place.control, asked);
      if (asked !== this.search.value) return;
      this.groups = [{ options: options.map(fromOption) }];
      this.#list();
    } catch (error) {
      this.status.textContent = error.message;
    }
  }

  #list() {
    const wanted = this.external ? "" : (this.search?.value ?? "").trim().toLowerCase();
    const matches = (choice) => choice.text.toLowerCase().includes(wanted);
    const rows = this.groups.flatMap((group) => {
      const options = group.options.filter(matches).map((choice) => this.#row(choice));
      return options.length && group.label
        ? [h("p", { class: "menu-heading" }, group.label), ...options]
        : options;
    });
    this.rows.replaceChildren(...rows);
    this.#said(rows.length === 0);
  }

  #row(choice) {
    const chosen = this.chosen.some((each) => each.key === choice.key);
    const box = h("input", {
      type: this.single ? "radio" : "checkbox",
      name: `${this.button.id}-row`,
      checked: chosen,
      "data-text": choice.text,
    });
    box.addEventListener("change", () => {
      if (this.single) this.chosen = [choice];
      else if (box.checked && this.chosen.length >= this.limit) box.checked = false;
      else
        this.chosen = box.checked
          ? [...this.chosen, choice]
          : this.chosen.filter((each) => each.key !== choice.key);
      this.place.control.onTyped?.();
      this.#summarise();
      this.#said(false);
    });
    const description = choice.description ? h("span", { class: "description" }, choice.description) : null;
    return h("label", { class: "picker-row" }, box, h("span", null, choice.text, description));
  }

  #said(none) {
    const full = this.chosen.length >= this.limit ? `, at most ${this.limit}` : "";
    this.status.textContent = none
      ? "Nothing found."
      : this.single
        ? ""
        : `${this.chosen.length} chosen${full}`;
  }

  #summarise() {
    const names = this.chosen.map((choice) => h("span", { class: "chip" }, choice.text));
    const spaced = names.flatMap((name, at) => (at ? [" ", name] : [name]));
    this.summary.replaceChildren(...(names.length ? spaced : [this.placeholder]));
    this.summary.classList.toggle("nothing", !names.length);
  }

  #stored() {
    const stored = this.chosen.map((choice) => choice.stored);
    return this.single ? (stored[0] ?? null) : stored;
  }

  control() {
    return {
      node: this.node,
      target: this.button,
      targets: [this.button],
      focus: (options) => this.button.focus(options),
      read: () => ({ type: this.element.type, [this.names.value]: this.#stored() }),
      problem: (required) => (required && !this.chosen.length ? REQUIRED : null),
    };
  }
}
