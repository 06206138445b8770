// The modals an app opens: a stack, of which the top one is shown.

import { post } from "./api.js";
import { directory } from "./directory.js";
import { h, keepTabInside, same, uid } from "./dom.js";
import { icon } from "./icons.js";
import { plain } from "./mrkdwn.js";
import { Surface } from "./surface.js";

/** The stack of the person who is acting. `show(views)` is the one way in: bottom first, as the stand-in has it. */
export class Modals {
  constructor() {
    this.open = [];
  }

  /** Make the page show exactly these views. */
  show(views) {
    const wanted = new Map(views.map((view) => [view.id, view]));
    const gone = this.open.filter((modal) => !wanted.has(modal.view.id));
    this.open = this.open.filter((modal) => wanted.has(modal.view.id));
    // The one underneath shows before the one on top goes: the focus goes back into it.
    if (gone.length) this.open.at(-1)?.cover(false);
    for (const modal of gone.reverse()) modal.remove();
    this.open.forEach((modal) => modal.update(wanted.get(modal.view.id)));
    for (const view of views) {
      if (!this.open.some((modal) => modal.view.id === view.id)) this.open.push(new Modal(view));
    }
    this.open.forEach((modal, at) => modal.cover(at < this.open.length - 1));
  }
}

class Modal {
  constructor(view) {
    this.view = view;
    this.ids = { title: uid("modal"), form: uid("form") };
    this.returnTo = document.activeElement;
    this.trouble = h("p", { class: "modal-trouble", role: "alert" });
    this.surface = new Surface({
      container: () => ({ type: "view", view_id: this.view.id }),
      onTrouble: (sentence) => this.#say(sentence),
    });
    this.surface.onLostFocus = () => this.title.focus();
    this.title = h("h2", { id: this.ids.title, tabindex: "-1" });
    this.closing = h(
      "button",
      { type: "button", class: "icon-button", "aria-label": "Close", onclick: () => this.close() },
      icon("close"),
    );
    this.foot = h("div", { class: "modal-buttons" });
    this.news = h("p", { class: "hidden", role: "status" });
    this.form = h(
      "form",
      { id: this.ids.form, novalidate: true, onsubmit: (event) => this.#onSubmit(event) },
      this.surface.node,
    );
    this.body = h("div", { class: "modal-body" }, this.form);
    this.node = h(
      "dialog",
      { class: "modal", "aria-modal": "true", "aria-labelledby": this.ids.title },
      h("div", { class: "modal-head" }, this.title, this.closing),
      this.trouble,
      this.body,
      this.foot,
      this.news,
    );
    this.node.addEventListener("keydown", (event) => this.#keys(event));
    this.node.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.close();
    });
    document.body.append(this.node);
    this.#fill(view, view.state?.values ?? {});
    this.node.showModal();
    this.#firstFocus();
  }

  #firstFocus() {
    const asked = this.node.querySelector("[data-autofocus]");
    const first = asked ?? this.body.querySelector("input, select, textarea, .picker-button");
    (first ?? this.title).focus();
    if (!asked) this.body.scrollTop = 0;
  }

  /** Another state of the same view; what was typed stays where its field stays. */
  update(view) {
    if (same(shape(view), shape(this.view))) {
      this.view = view;
      return;
    }
    const lost = !this.node.contains(document.activeElement);
    const before = new Set(this.surface.entries);
    this.view = view;
    this.#say("");
    this.#fill(view, {});
    this.#tell(before);
    const inside = this.node.contains(document.activeElement);
    if (!lost && !inside && !this.covered) this.title.focus();
  }

  /** After an update: read out what is new, and go on to a new question when the last one was sent off. */
  #tell(before) {
    const fresh = this.surface.entries.filter((entry) => !before.has(entry));
    this.news.textContent = fresh
      .filter((entry) => ["section", "context", "header"].includes(entry.block.type))
      .map((entry) => (entry.node.querySelector(".section-body") ?? entry.node).textContent)
      .join(". ");
    const keys = new Set([...before].map((entry) => entry.key));
    const question = fresh.find((entry) => entry.showError && entry.controls.length && !keys.has(entry.key));
    if (!question || this.covered || document.activeElement !== this.submit) return;
    this.body.scrollTop = 0;
    question.controls[0].focus({ preventScroll: true });
    question.node.scrollIntoView({ block: "nearest" });
  }

  #fill(view, values) {
    this.title.textContent = plain(view.title);
    this.closing.setAttribute("aria-label", plain(view.close) || "Close");
    const hadFocus = this.foot.contains(document.activeElement) ? document.activeElement : null;
    this.surface.update(view.blocks, values);
    const wasSubmit = hadFocus !== null && hadFocus === this.submit;
    this.#buttons(view);
    if (hadFocus) (wasSubmit ? this.submit : this.dismiss)?.focus();
  }

  #buttons(view) {
    const submit = plain(view.submit);
    const close = plain(view.close) || (submit ? "Cancel" : "Close");
    const key = `${submit}\n${close}`;
    if (key === this.buttonsFor) return;
    this.buttonsFor = key;
    this.dismiss = h("button", { type: "button", class: "button", onclick: () => this.close() }, close);
    this.submit = submit
      ? h("button", { type: "submit", class: "button primary", form: this.ids.form }, h("span", null, submit))
      : null;
    this.foot.replaceChildren(this.dismiss, ...(this.submit ? [this.submit] : []));
  }

  #say(sentence) {
    this.trouble.textContent = sentence;
  }

  #keys(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.submit) {
      event.preventDefault();
      this.form.requestSubmit();
    } else if (event.key === "Enter" && event.target.tagName === "INPUT" && !this.submit) {
      event.preventDefault();
    } else keepTabInside(event, this.node);
  }

  async #onSubmit(event) {
    event.preventDefault();
    if (!this.submit || this.busy) return;
    this.#say("");
    const problems = this.surface.problems();
    this.surface.showErrors(problems);
    if (Object.keys(problems).length) return;
    this.#loading(true);
    try {
      const body = { as: directory.me.id, view_id: this.view.id, state: { values: this.surface.values() } };
      const answer = await post("submit", body);
      if (answer.response_action === "errors")
        this.#say(this.surface.showErrors(answer.errors ?? {}).join(" "));
    } catch (error) {
      this.#say(error.message);
    } finally {
      this.#loading(false);
    }
  }

  #loading(on) {
    this.busy = on;
    this.node.classList.toggle("busy", on);
    if (!this.submit) return;
    if (on) this.submit.setAttribute("aria-busy", "true");
    else this.submit.removeAttribute("aria-busy");
    this.submit.setAttribute("aria-disabled", String(on));
  }

  /** The person closes it; the stand-in tells the app and gives the new stack. */
  async close() {
    if (this.shutting) return;
    this.shutting = true;
    try {
      await post("close", { as: directory.me.id, view_id: this.view.id });
    } catch (error) {
      this.#say(error.message);
    } finally {
      this.shutting = false;
    }
  }

  /** Under another modal, or on top again. */
  cover(covered) {
    this.covered = covered;
    this.node.classList.toggle("covered", covered);
  }

  remove() {
    this.cover(false);
    this.node.close();
    this.node.remove();
    if (this.returnTo?.isConnected && document.activeElement !== this.returnTo) this.returnTo.focus();
  }
}

function shape({ title, submit, close, blocks, hash }) {
  return { title, submit, close, blocks, hash };
}
