// What fills the middle: a channel, or the app's direct message with its tabs Home and Messages.

import { get } from "./api.js";
import { Composer } from "./composer.js";
import { channelName, directory, userName } from "./directory.js";
import { h, uid } from "./dom.js";
import { icon } from "./icons.js";
import { avatar, MessageList } from "./messages.js";
import { Surface } from "./surface.js";

/** The open channel. `tab` is "home" or "messages" for the app, and "messages" elsewhere. */
export class Place {
  constructor(main, { channel, tab, openThread, onTab }) {
    Object.assign(this, { main, channel, tab, openThread, onTab });
    this.isApp = channel.kind === "im" && channel.with === directory.bot.user_id;
    this.panel = h("div", { class: "panel" });
    main.replaceChildren(this.#head(), this.panel);
    if (this.isApp) Object.assign(this.panel, { id: "app-panel" }).setAttribute("role", "tabpanel");
    this.#panel();
  }

  #head() {
    const { kind } = this.channel;
    const name = kind === "im" ? userName(this.channel.with) : this.channel.name;
    const members = kind === "im" ? null : `${this.channel.members.length} members`;
    return h(
      "header",
      { class: "place-head" },
      kind === "im" ? avatar(this.channel.with, "small") : icon(kind === "private" ? "lock" : "hash"),
      h("h1", { id: "place-name" }, name),
      members
        ? h("span", { class: "members", title: this.channel.members.map(userName).join(", ") }, members)
        : null,
      this.isApp ? this.#tabs() : null,
    );
  }

  #tabs() {
    const make = (key, name) =>
      h(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${key}`,
          "aria-selected": String(this.tab === key),
          "aria-controls": "app-panel",
          tabindex: this.tab === key ? "0" : "-1",
          onclick: () => this.#choose(key),
        },
        name,
      );
    this.tabs = [make("home", "Home"), make("messages", "Messages")];
    const keys = (event) => {
      if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
      event.preventDefault();
      this.#choose(this.tab === "home" ? "messages" : "home");
    };
    return h(
      "div",
      { class: "tabs", role: "tablist", "aria-label": `${directory.bot.name}'s tabs`, onkeydown: keys },
      this.tabs,
    );
  }

  #choose(tab) {
    this.tab = tab;
    for (const each of this.tabs) {
      const on = each.id === `tab-${tab}`;
      each.setAttribute("aria-selected", String(on));
      each.tabIndex = on ? 0 : -1;
      if (on) each.focus();
    }
    this.onTab(tab);
    this.#panel();
  }

  #panel() {
    this.home = null;
    this.list = null;
    if (this.isApp) this.panel.setAttribute("aria-labelledby", `tab-${this.tab}`);
    if (this.isApp && this.tab === "home") this.#openHome();
    else this.#openMessages();
  }

  #openMessages() {
    const name = channelName(this.channel);
    this.list = new MessageList({
      channel: this.channel.id,
      label: `Messages in ${name}`,
      openThread: this.openThread,
      empty: "No messages yet.",
    });
    this.composer = new Composer({ channel: this.channel.id, label: `Message ${name}`, id: "message-box" });
    this.panel.replaceChildren(this.list.node, this.composer.node);
    this.load();
  }

  /** Read everything again. */
  async load() {
    if (this.home) return this.#loadHome();
    const list = this.list;
    try {
      const { messages } = await get("messages", { as: directory.me.id, channel: this.channel.id });
      this.lost = "";
      if (list === this.list) list.show(messages);
    } catch (error) {
      if (list === this.list)
        this.list.log.replaceChildren(h("p", { class: "empty", role: "alert" }, error.message));
    }
    return undefined;
  }

  #openHome() {
    this.home = h("div", { class: "home", "aria-busy": "true" });
    this.trouble = h("p", { class: "message-trouble", role: "alert" });
    this.surface = new Surface({
      container: () => ({ type: "home" }),
      onTrouble: (said) => (this.trouble.textContent = said),
    });
    this.surface.onLostFocus = () => this.tabs[0].focus();
    this.waiting = h(
      "p",
      { class: "empty", id: uid("waiting") },
      `Waiting for ${directory.bot.name}'s Home…`,
    );
    this.home.append(this.waiting, this.trouble, this.surface.node);
    this.panel.replaceChildren(h("div", { class: "log-frame" }, this.home));
    this.#loadHome();
  }

  async #loadHome() {
    const home = this.home;
    try {
      const { view } = await get("home", { as: directory.me.id });
      if (home !== this.home) return;
      if (view) this.showHome(view);
      else if (!this.shownHome)
        this.waiting.textContent = `${directory.bot.name} has nothing to show here yet.`;
    } catch (error) {
      this.trouble.textContent = error.message;
    }
  }

  /** The Home came or changed. */
  showHome(view) {
    if (!this.home || !view) return;
    this.shownHome = true;
    this.waiting.hidden = true;
    this.home.setAttribute("aria-busy", "false");
    this.surface.update(view.blocks, view.state?.values ?? {});
  }

  /** A message came, changed or went. */
  take(kind, message) {
    if (!this.list) return;
    const known = this.list.messages;
    const isReply = message.thread_ts && message.thread_ts !== message.ts;
    if (isReply) return;
    this.list.show(merged(known, kind, message));
  }
}

/** `messages` after an event. */
export function merged(messages, kind, message) {
  const others = messages.filter((each) => each.ts !== message.ts);
  if (kind === "message_deleted") return others;
  return [...others, message].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}
