// A thread, in the panel beside the messages.

import { get } from "./api.js";
import { Composer } from "./composer.js";
import { channelName, directory } from "./directory.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { MessageList } from "./messages.js";
import { merged } from "./place.js";

/** The open thread of `ts` in a channel; `onClose()` when the person closes it. */
export class Thread {
  constructor(aside, { channel, ts, onClose }) {
    Object.assign(this, { aside, channel, ts, onClose });
    const label = `Thread in ${channelName(channel)}`;
    this.list = new MessageList({ channel: channel.id, label });
    this.composer = new Composer({ channel: channel.id, threadTs: ts, label: "Reply" });
    const close = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Close the thread", onclick: onClose },
      icon("close"),
    );
    this.title = h("h2", { tabindex: "-1" }, "Thread");
    aside.replaceChildren(
      h(
        "header",
        { class: "place-head" },
        this.title,
        h("span", { class: "members" }, channelName(channel)),
        close,
      ),
      this.list.node,
      this.composer.node,
    );
    aside.hidden = false;
    aside.onkeydown = (event) => {
      if (event.key === "Escape") onClose();
    };
    this.loaded = this.load();
  }

  async load() {
    try {
      const { messages } = await get("messages", {
        as: directory.me.id,
        channel: this.channel.id,
        thread_ts: this.ts,
      });
      if (messages.length) this.list.show(messages);
      else this.onClose();
    } catch (error) {
      this.list.log.replaceChildren(h("p", { class: "empty", role: "alert" }, error.message));
    }
  }

  /** A message came, changed or went. */
  take(kind, message) {
    if (message.ts !== this.ts && message.thread_ts !== this.ts) return;
    if (kind === "message_deleted" && message.ts === this.ts) {
      this.onClose();
      return;
    }
    this.list.show(merged(this.list.messages, kind, message));
  }

  close() {
    this.aside.hidden = true;
    this.aside.onkeydown = null;
    this.aside.replaceChildren();
  }
}
