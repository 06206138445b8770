// Where one types: messages, slash commands with their list, and the lightning menu of shortcuts.

import { post } from "./api.js";
import { directory } from "./directory.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";

const drafts = new Map();

/** A message box for one channel, or for one thread in it. Drafts stay while the page is open. */
export class Composer {
  constructor({ channel, threadTs = null, label, id = uid("composer") }) {
    Object.assign(this, { channel, threadTs });
    this.key = `${directory.me.id} ${channel} ${threadTs ?? ""}`;
    const list = uid("commands");
    this.list = h("ul", {
      class: "command-list",
      role: "listbox",
      id: list,
      "aria-label": "Commands",
      hidden: true,
    });
    this.box = h("textarea", {
      id,
      rows: 1,
      class: "message-box",
      "aria-label": label,
      placeholder: label,
      "aria-autocomplete": threadTs ? null : "list",
      "aria-controls": threadTs ? null : list,
    });
    this.box.value = drafts.get(this.key) ?? "";
    this.trouble = h("p", { class: "composer-trouble", role: "alert" });
    this.found = h("p", { class: "hidden", role: "status" });
    this.send = h(
      "button",
      { type: "submit", class: "button primary send", "aria-label": "Send" },
      icon("send"),
    );
    this.node = h(
      "form",
      { class: "composer", onsubmit: (event) => this.#onSubmit(event) },
      this.trouble,
      this.list,
      this.found,
      h("div", { class: "composer-row" }, threadTs ? null : this.#lightning(), this.box, this.send),
    );
    this.box.addEventListener("input", () => this.#typed());
    this.box.addEventListener("keydown", (event) => this.#keys(event));
    this.box.addEventListener("blur", () => this.#close());
    requestAnimationFrame(() => this.#grow());
  }

  focus() {
    this.box.focus();
  }

  #lightning() {
    const button = h(
      "button",
      {
        type: "button",
        class: "icon-button lightning",
        "aria-label": "Shortcuts",
        "aria-haspopup": "menu",
        "aria-expanded": "false",
        title: "Shortcuts",
      },
      icon("bolt"),
    );
    button.addEventListener("click", () => {
      const items = directory.shortcuts
        .filter((shortcut) => shortcut.type === "global")
        .map((shortcut) => ({
          label: shortcut.name,
          description: shortcut.description,
          act: () =>
            this.#try(() => post("shortcut", { as: directory.me.id, callback_id: shortcut.callback_id })),
        }));
      openMenu(button, items, "Shortcuts");
    });
    return button;
  }

  #typed() {
    drafts.set(this.key, this.box.value);
    this.trouble.textContent = "";
    this.#grow();
    this.#suggest();
  }

  #grow() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight + 2, 180)}px`;
  }

  /** The commands that begin as what was typed, until a space follows. */
  #suggest() {
    const typed = this.box.value;
    const fits = (command) => command.command.toLowerCase().startsWith(typed.toLowerCase());
    this.suggested = !this.threadTs && /^\/\S*$/.test(typed) ? directory.commands.filter(fits) : [];
    if (!this.suggested.length) {
      this.#close();
      return;
    }
    this.list.replaceChildren(...this.suggested.map((command, at) => this.#option(command, at)));
    this.list.hidden = false;
    this.#mark(
      Math.max(
        0,
        this.suggested.findIndex((command) => command.command === typed),
      ),
    );
    const number = this.suggested.length;
    this.found.textContent = `${number} ${number === 1 ? "command" : "commands"}; arrows choose, Tab completes, Enter runs.`;
  }

  #option(command, at) {
    const name = h(
      "span",
      { class: "command-name" },
      command.command,
      command.usage_hint ? h("span", { class: "usage" }, ` ${command.usage_hint}`) : null,
    );
    const option = h(
      "li",
      { role: "option", id: `${this.list.id}-${at}`, "aria-selected": "false" },
      name,
      h("span", { class: "description" }, command.description),
    );
    // mousedown, so that the box keeps the focus.
    option.addEventListener("mousedown", (event) => {
      event.preventDefault();
      this.#complete(at);
    });
    return option;
  }

  #mark(at) {
    this.marked = at;
    [...this.list.children].forEach((option, index) =>
      option.setAttribute("aria-selected", String(index === at)),
    );
    this.box.setAttribute("aria-activedescendant", this.list.children[at].id);
    this.list.children[at].scrollIntoView({ block: "nearest" });
  }

  #close() {
    this.list.hidden = true;
    this.suggested = [];
    this.box.removeAttribute("aria-activedescendant");
    this.found.textContent = "";
  }

  #complete(at) {
    this.box.value = `${this.suggested[at].command} `;
    drafts.set(this.key, this.box.value);
    this.#close();
    this.box.focus();
  }

  #keys(event) {
    if (event.isComposing) return;
    if (this.suggested?.length && this.#listKeys(event)) {
      event.preventDefault();
      return;
    }
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.node.requestSubmit();
    }
  }

  /** True when the key was for the list of commands. */
  #listKeys(event) {
    const number = this.suggested.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.#mark((this.marked + (event.key === "ArrowDown" ? 1 : number - 1)) % number);
      return true;
    }
    if (event.key === "Tab" && !event.shiftKey) {
      this.#complete(this.marked);
      return true;
    }
    if (event.key === "Escape") {
      event.stopPropagation();
      this.#close();
      return true;
    }
    if (event.key === "Enter" && !event.shiftKey && this.box.value !== this.suggested[this.marked].command) {
      this.#complete(this.marked);
      return true;
    }
    return false;
  }

  async #onSubmit(event) {
    event.preventDefault();
    const text = this.box.value.trim();
    if (!text || this.busy) return;
    this.#close();
    const to = { as: directory.me.id, channel: this.channel };
    if (this.threadTs) {
      const command = directory.commands.find((each) => text.split(/\s/, 1)[0] === each.command);
      if (command) {
        this.trouble.textContent = `${command.command} is not supported in threads.`;
        return;
      }
      if (await this.#try(() => post("say", { ...to, text, thread_ts: this.threadTs }))) this.#sent(text);
      return;
    }
    const kind = /^\/[a-z]/i.test(text) ? "command" : "say";
    if (await this.#try(() => post(kind, { ...to, text }))) this.#sent(text);
  }

  /** Empty the box, unless something else is in it by now. */
  #sent(text) {
    if (this.box.value.trim() !== text) return;
    this.box.value = "";
    drafts.delete(this.key);
    this.#grow();
  }

  async #try(act) {
    this.busy = true;
    this.trouble.textContent = "";
    this.send.setAttribute("aria-busy", "true");
    try {
      await act();
      return true;
    } catch (error) {
      this.trouble.textContent = error.message;
      return false;
    } finally {
      this.busy = false;
      this.send.removeAttribute("aria-busy");
    }
  }
}
