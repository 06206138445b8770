// The bot's modals: a stack that the server holds and the page shows, the last one on top.

import { openDialog } from "./dialogs.js";
import { el, say } from "./dom.js";
import { plainOf } from "./kit/objects.js";
import { Surface } from "./kit/surface.js";
import { get, post } from "./net.js";
import { listening, world } from "./world.js";

let stack = [];

/** Show these views, the bottom one first: close what is gone, open what is new, update what changed. */
export function showViews(views) {
  const wanted = new Set(views.map((view) => view.id));
  const kept = stack.filter((modal) => wanted.has(modal.id));
  const gone = stack.filter((modal) => !wanted.has(modal.id));
  kept.forEach((modal, index) => modal.setUnder(index < kept.length - 1));
  // From the top down, so that each gives the focus back to the one below.
  for (const modal of gone.reverse()) modal.end();
  stack = views.map((view) => {
    const known = kept.find((modal) => modal.id === view.id);
    known?.update(view);
    return known ?? new Modal(view);
  });
  stack.forEach((modal, index) => modal.setUnder(index < stack.length - 1));
}

/** Close all, without telling anyone: another person is acting now. */
export function forgetViews() {
  showViews([]);
}

/** Ask the server which modals are open. */
export async function loadViews() {
  const { views } = await get("view", { as: world.me.id });
  showViews(views);
}

/** After an answer of the server: its event has told us already, unless events don't arrive. */
async function settle() {
  if (!listening()) await loadViews();
}

class Modal {
  #surface;
  #form;
  #alert;
  #submit = null;
  #busy = false;
  #parts;
  #hash = null;
  #submitted = false;

  constructor(view) {
    this.id = view.id;
    this.#alert = el("p", { class: "alert", role: "alert" });
    const root = el("div", { class: "blocks" });
    this.#parts = openDialog({
      title: plainOf(view.title),
      className: "modal",
      onleave: () => this.#leave(),
    });
    const { dialog, body, foot } = this.#parts;
    this.#form = el("form", { class: "modal-form", novalidate: true, onsubmit: (event) => this.#send(event) });
    this.#form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.#send(event);
    });
    body.replaceWith(this.#form);
    body.append(this.#alert, root);
    this.#form.append(body, foot);
    dialog.dataset.view = view.id;
    this.#surface = new Surface(root, {
      container: { type: "view", view_id: view.id },
      report: (sentence) => this.#tell(sentence),
    });
    this.update(view);
    this.#focusFirst();
  }

  /** Show the view as it is now. */
  update(view) {
    if (view.hash === this.#hash) return;
    const first = this.#hash === null;
    this.#hash = view.hash;
    this.view = view;
    const { title, foot } = this.#parts;
    title.textContent = plainOf(view.title);
    this.#showFoot(view, foot);
    const before = this.#said();
    const inputs = this.#inputs();
    this.#tell(null);
    this.#surface.showErrors({});
    this.#surface.show(view.blocks, view.state?.values ?? {});
    if (first) return;
    this.#setBusy(false);
    const news = this.#said().filter((sentence) => !before.includes(sentence));
    if (news.length) say(news.join(" "), this.#parts.dialog);
    // A form that was sent and came back empty is for the next entry: begin there.
    const fresh = this.#inputs().some((key) => !inputs.includes(key));
    if (fresh && (this.#submitted || !this.#parts.dialog.contains(document.activeElement))) this.#focusFirst();
    this.#submitted = false;
  }

  setUnder(under) {
    this.#parts.dialog.classList.toggle("under", under);
  }

  end() {
    this.#parts.close();
  }

  #showFoot(view, foot) {
    const label = plainOf(view.close) || (view.submit ? "Cancel" : "Close");
    if (!foot.childElementCount) {
      const close = el("button", { type: "button", class: "button", dataset: { role: "close" }, onclick: () => this.#leave() });
      foot.append(close);
    }
    foot.querySelector("[data-role=close]").textContent = label;
    if (view.submit && !this.#submit) {
      this.#submit = el("button", { type: "submit", class: "button button-primary", dataset: { key: "submit" } });
      foot.append(this.#submit);
    }
    if (!view.submit && this.#submit) {
      this.#submit.remove();
      this.#submit = null;
    }
    if (this.#submit) this.#submit.textContent = plainOf(view.submit);
  }

  /** What the view says outside its fields, sentence by sentence. */
  #said() {
    const nodes = this.#form.querySelectorAll(".section .text, .context .text, .header, .rich");
    return [...nodes].map((node) => node.textContent.trim()).filter(Boolean);
  }

  #inputs() {
    return [...this.#form.querySelectorAll("[data-control]")].map((node) => node.dataset.key);
  }

  #focusFirst() {
    const { dialog, title } = this.#parts;
    const first = dialog.querySelector("[data-first]") ?? dialog.querySelector(".field :is(input:not([type=radio]), select, textarea), .field input:checked, .field input");
    (first ?? title).focus();
    dialog.querySelector(".dialog-body").scrollTop = 0;
  }

  #tell(sentence) {
    this.#alert.textContent = sentence ?? "";
    if (sentence) this.#alert.scrollIntoView({ block: "nearest" });
  }

  #setBusy(busy) {
    this.#busy = busy;
    this.#form.setAttribute("aria-busy", String(busy));
    this.#submit?.setAttribute("aria-disabled", String(busy));
    this.#submit?.classList.toggle("loading", busy);
    if (busy) say("Sending", this.#parts.dialog);
  }

  async #send(event) {
    event.preventDefault();
    if (this.#busy || !this.#submit) return;
    const problems = this.#surface.check();
    if (Object.keys(problems).length) {
      this.#surface.showErrors(problems);
      return;
    }
    this.#tell(null);
    this.#setBusy(true);
    this.#submitted = true;
    try {
      const answer = await post("submit", { as: world.me.id, view_id: this.id, state: this.#surface.state });
      if (answer.response_action === "errors") this.#showErrors(answer.errors);
      else await settle();
    } catch (error) {
      this.#tell(error.message);
    } finally {
      this.#setBusy(false);
    }
  }

  #showErrors(errors) {
    this.#submitted = false;
    if (!this.#surface.showErrors(errors)) this.#tell(Object.values(errors).join(" "));
  }

  async #leave() {
    if (this.#busy) return;
    this.#setBusy(true);
    try {
      await post("close", { as: world.me.id, view_id: this.id });
      await settle();
    } catch (error) {
      this.#tell(error.message);
    } finally {
      this.#setBusy(false);
    }
  }
}
