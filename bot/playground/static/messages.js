// A list of messages: a channel's, or a thread's.

import { colour, directory, initials, userName } from "./directory.js";
import { arrange, h, same } from "./dom.js";
import { icon } from "./icons.js";
import { openMenu } from "./menu.js";
import { mrkdwn } from "./mrkdwn.js";
import { post } from "./api.js";
import { Surface } from "./surface.js";

const TOGETHER_SECONDS = 300;

/** A person's picture: their initials on their colour. */
export function avatar(id, size = "") {
  const bot = directory.users.get(id)?.is_bot ? "bot" : "";
  return h("span", { class: `avatar ${colour(id)} ${size} ${bot}`, "aria-hidden": "true" }, initials(id));
}

/** "today's 12:05" as a time element. */
export function timeOf(ts) {
  const moment = new Date(Number(ts) * 1000);
  const shown = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(moment);
  const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "short" }).format(moment);
  return h("time", { datetime: moment.toISOString(), title: full }, shown);
}

function dayOf(ts) {
  const moment = new Date(Number(ts) * 1000);
  const days = Math.round(
    (new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
  }).format(moment);
}

/** "1 reply", "3 replies". */
export function replies(count) {
  return `${count} ${count === 1 ? "reply" : "replies"}`;
}

/** `openThread(ts)` is given for a channel's list and left out for a thread's. */
export class MessageList {
  constructor({ channel, label, openThread = null, empty = null }) {
    Object.assign(this, { channel, openThread, empty });
    this.shown = new Map();
    this.messages = [];
    this.log = h("div", {
      class: "log",
      role: "log",
      "aria-live": "polite",
      "aria-label": label,
      "aria-busy": "true",
    });
    this.jump = h(
      "button",
      { type: "button", class: "button jump", hidden: true, onclick: () => this.toEnd() },
      "New messages ↓",
    );
    this.node = h("div", { class: "log-frame", tabindex: "-1" }, this.log, this.jump);
    this.node.addEventListener("scroll", () => this.#isAtEnd() && (this.jump.hidden = true), {
      passive: true,
    });
    this.log.addEventListener("keydown", (event) => this.#keys(event));
    this.log.addEventListener("focusin", (event) => this.#current(event.target.closest(".message")));
  }

  /** Show these messages, oldest first. */
  show(messages) {
    const first = this.log.getAttribute("aria-busy") === "true";
    const isNew = !first && messages.length > 0 && !this.shown.has(messages.at(-1).ts);
    const forMe = isNew && (messages.at(-1).user === directory.me.id || messages.at(-1).ephemeral);
    const atEnd = first || forMe || this.#isAtEnd();
    this.messages = messages;
    const rows = [];
    let before = null;
    for (const message of messages) {
      if (this.openThread && (!before || dayOf(before.ts) !== dayOf(message.ts)))
        rows.push(this.#day(dayOf(message.ts)));
      const follows = !this.openThread && before === messages[0];
      if (follows) rows.push(this.#rule(replies(messages.length - 1)));
      rows.push(this.#row(message, !follows && together(before, message)));
      before = message;
    }
    if (!messages.length && this.empty)
      rows.push(this.emptyNode ?? (this.emptyNode = h("p", { class: "empty" }, this.empty)));
    const here = new Set(messages.map((message) => message.ts));
    for (const ts of this.shown.keys()) if (!here.has(ts)) this.shown.delete(ts);
    const hadFocus = this.log.contains(document.activeElement);
    arrange(this.log, rows);
    this.log.setAttribute("aria-busy", "false");
    const last = [...this.log.querySelectorAll(".message")].pop();
    if (!this.log.contains(document.activeElement)) {
      this.#current(last);
      // What had the focus is gone.
      if (hadFocus) (last ?? this.node).focus();
    }
    if (atEnd) this.toEnd();
    else if (isNew) this.jump.hidden = false;
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
    this.jump.hidden = true;
  }

  #isAtEnd() {
    return this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < 80;
  }

  /** The line between a thread's first message and its replies. */
  #rule(said) {
    this.rule ??= h("div", { class: "day", role: "separator" }, h("span"));
    this.rule.setAttribute("aria-label", said);
    this.rule.firstChild.textContent = said;
    return this.rule;
  }

  #day(name) {
    this.days ??= new Map();
    if (!this.days.has(name))
      this.days.set(
        name,
        h("div", { class: "day", role: "separator", "aria-label": name }, h("span", null, name)),
      );
    return this.days.get(name);
  }

  #row(message, joined) {
    const known = this.shown.get(message.ts);
    if (known && known.joined === joined && same(known.message, message)) return known.node;
    const row = known ?? { surface: this.#surface(message) };
    const refocus = known ? this.#focusIn(known) : null;
    const node = this.#message(message, joined, row);
    if (known) {
      // The same element stays, so that focus and place stay.
      const current = known.node.tabIndex;
      known.node.className = node.className;
      known.node.setAttribute("aria-label", node.getAttribute("aria-label"));
      known.node.replaceChildren(...node.childNodes);
      this.#setCurrent(known.node, current === 0);
      refocus?.();
    } else row.node = node;
    Object.assign(row, { message, joined });
    this.shown.set(message.ts, row);
    return row.node;
  }

  /** How to bring the focus back into a message that is about to be made anew; null when it is elsewhere. */
  #focusIn({ node, surface }) {
    const active = document.activeElement;
    if (!node.contains(active)) return null;
    const control = surface.controlOf(active);
    const label = active.getAttribute("aria-label");
    return () => {
      const named = label ? node.querySelector(`button[aria-label="${CSS.escape(label)}"]`) : null;
      const again = node.contains(active) ? active : (named ?? node);
      if (!node.contains(active) && control && surface.focusOn(control)) return;
      again.focus({ preventScroll: true });
    };
  }

  #surface(message) {
    const trouble = h("p", { class: "message-trouble", role: "alert" });
    const surface = new Surface({
      container: () => ({
        type: "message",
        channel: this.channel,
        message_ts: message.ts,
        ephemeral: message.ephemeral === true,
      }),
      onTrouble: (sentence) => (trouble.textContent = sentence),
    });
    return Object.assign(surface, { trouble });
  }

  #message(message, joined, { surface }) {
    const name = userName(message.user);
    const isApp = directory.users.get(message.user)?.is_bot;
    const time = timeOf(message.ts);
    const edited = message.edited ? h("span", { class: "edited" }, " (edited)") : null;
    const mark = message.ephemeral ? h("p", { class: "only-you" }, icon("eye"), "Only visible to you") : null;
    const head = h(
      "div",
      { class: "message-head" },
      h("strong", { class: "author" }, name),
      isApp ? h("span", { class: "app-mark" }, "App") : null,
      time,
    );
    const classes = ["message", joined && "joined", message.ephemeral && "ephemeral"]
      .filter(Boolean)
      .join(" ");
    return h(
      "article",
      { class: classes, tabindex: "-1", "aria-label": `${name}, ${time.textContent}`, "data-ts": message.ts },
      mark,
      h(
        "div",
        { class: "message-row" },
        avatar(message.user),
        h(
          "div",
          { class: "message-main" },
          head,
          this.#content(message, surface, edited),
          this.#files(message),
          surface.trouble,
          this.#threadLink(message),
        ),
      ),
      this.#tools(message),
    );
  }

  #content(message, surface, edited) {
    if (Array.isArray(message.blocks) && message.blocks.length) {
      surface.update(message.blocks);
      return [surface.node, edited];
    }
    return h("div", { class: "message-text" }, mrkdwn(message.text), edited);
  }

  #files(message) {
    const files = (message.files ?? []).map((file) => {
      const address = `/page/file?${new URLSearchParams({ as: directory.me.id, id: file.id })}`;
      const size = file.size ? h("span", { class: "description" }, ` ${sizeOf(file.size)}`) : null;
      return h(
        "li",
        null,
        h("a", { href: address, download: file.name ?? "" }, icon("file"), file.title || file.name || "File"),
        size,
      );
    });
    return files.length ? h("ul", { class: "files", "aria-label": "Files" }, files) : null;
  }

  #threadLink(message) {
    if (!this.openThread || !message.reply_count) return null;
    return h(
      "button",
      { type: "button", class: "thread-link", onclick: () => this.openThread(message.ts) },
      replies(message.reply_count),
    );
  }

  #tools(message) {
    const tools = [];
    if (this.openThread && !message.ephemeral) {
      tools.push(this.#tool("reply", "Reply in thread", () => this.openThread(message.ts)));
    }
    const items = this.#menuItems(message);
    if (items.length) {
      const more = this.#tool("more", "More actions", () => openMenu(more, items, "More actions"));
      more.setAttribute("aria-haspopup", "menu");
      more.setAttribute("aria-expanded", "false");
      tools.push(more);
    }
    return tools.length ? h("div", { class: "tools" }, tools) : null;
  }

  #tool(sign, label, act) {
    return h(
      "button",
      {
        type: "button",
        class: "icon-button",
        tabindex: "-1",
        "aria-label": label,
        title: label,
        onclick: act,
      },
      icon(sign),
    );
  }

  #menuItems(message) {
    if (message.ephemeral) return [];
    const shortcuts = directory.shortcuts.filter((shortcut) => shortcut.type === "message");
    // On a touch screen this menu is the only sign beside a message, so the thread is in it too.
    const thread = this.openThread
      ? [{ label: "Reply in thread", act: () => this.openThread(message.ts) }]
      : [];
    const more = shortcuts.map((shortcut) => ({
      label: shortcut.name,
      description: shortcut.description,
      act: async () => {
        const trouble = this.shown.get(message.ts)?.surface.trouble;
        try {
          const where = { channel: this.channel, message_ts: message.ts };
          await post("shortcut", { as: directory.me.id, callback_id: shortcut.callback_id, ...where });
          if (trouble) trouble.textContent = "";
        } catch (error) {
          if (trouble) trouble.textContent = error.message;
        }
      },
    }));
    return [...thread, ...more];
  }

  // One message is in the order of Tab; arrows go from message to message.

  #current(node) {
    if (!node || node.tabIndex === 0) return;
    for (const old of this.log.querySelectorAll(".message[tabindex='0']")) this.#setCurrent(old, false);
    this.#setCurrent(node, true);
  }

  #setCurrent(node, on) {
    node.tabIndex = on ? 0 : -1;
    for (const tool of node.querySelectorAll(":scope > .tools button")) tool.tabIndex = on ? 0 : -1;
  }

  #keys(event) {
    if (!event.target.classList?.contains("message")) return;
    const all = [...this.log.querySelectorAll(".message")];
    const at = all.indexOf(event.target);
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined || !all[to]) return;
    event.preventDefault();
    all[to].focus();
  }
}

function together(before, message) {
  return (
    before !== null &&
    before.user === message.user &&
    !before.ephemeral === !message.ephemeral &&
    !message.ephemeral &&
    Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS &&
    dayOf(before.ts) === dayOf(message.ts)
  );
}

function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
