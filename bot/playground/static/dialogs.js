// Native dialogs: they keep the focus inside, hide the rest from screen readers and take Escape.

import { el, focusable, icon, newId } from "./dom.js";
import { plainOf, nodesOf } from "./kit/objects.js";

/**
 * Open a dialog. `onleave` is called when the person wants out (Escape, the cross); it closes the dialog itself.
 * Gives {dialog, body, foot, title, close}; `close()` puts the focus back to where it was.
 */
export function openDialog({ title, className = "", role = null, onleave, closeLabel = "Close" }) {
  const titleId = newId("title");
  const heading = el("h2", { id: titleId, tabindex: "-1" }, title);
  const body = el("div", { class: "dialog-body" });
  const foot = el("div", { class: "dialog-foot" });
  const back = rememberFocus();
  const dialog = el("dialog", { class: `dialog ${className}`, role, "aria-modal": "true", "aria-labelledby": titleId },
    el("div", { class: "dialog-head" }, heading,
      el("button", { type: "button", class: "icon-button dialog-close", "aria-label": closeLabel, onclick: () => onleave() }, icon("close"))),
    body, foot, el("p", { class: "visually-hidden", role: "status" }));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.preventDefault();
      onleave();
    } else if (event.key === "Tab") wrap(event, dialog);
  });
  // The way back of phones, and Escape where the browser takes it first.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    onleave();
  });
  document.body.append(dialog);
  dialog.showModal();
  const close = () => {
    dialog.close();
    dialog.remove();
    back();
  };
  return { dialog, body, foot, title: heading, close };
}

/** Let Tab go round inside the dialog. */
function wrap(event, dialog) {
  const nodes = focusable(dialog);
  if (!nodes.length) return;
  const at = document.activeElement;
  const edge = event.shiftKey ? nodes[0] : nodes[nodes.length - 1];
  const outside = !nodes.includes(at);
  if (at !== edge && !(outside && event.shiftKey)) return;
  event.preventDefault();
  (event.shiftKey ? nodes[nodes.length - 1] : nodes[0]).focus();
}

/** Note where the focus is; calling the result brings it back, or to what took that place, or to the message box. */
export function rememberFocus() {
  const before = document.activeElement;
  const key = before?.dataset?.key;
  return () => {
    const heir = key === undefined ? null : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    const usable = (node) => node?.isConnected && node !== document.body && node.checkVisibility();
    const to = [before, heir, document.querySelector("dialog[open] [data-control], dialog[open] h2"), document.querySelector(".composer textarea")].find(usable);
    to?.focus({ preventScroll: to === before });
  };
}

/** Ask what a Block Kit confirm object asks. Resolves to whether the person said yes. */
export function confirmDialog(question) {
  return new Promise((resolve) => {
    const answer = (yes) => {
      close();
      resolve(yes);
    };
    const { dialog, body, foot, close } = openDialog({
      title: plainOf(question.title) || "Are you sure?",
      className: "dialog-small",
      role: "alertdialog",
      onleave: () => answer(false),
    });
    const textId = newId("question");
    body.append(el("div", { class: "text", id: textId }, nodesOf(question.text)));
    dialog.setAttribute("aria-describedby", textId);
    const style = question.style === "danger" ? "button-danger" : "button-primary";
    const deny = el("button", { type: "button", class: "button", onclick: () => answer(false) }, plainOf(question.deny) || "No");
    const yes = el("button", { type: "button", class: `button ${style}`, onclick: () => answer(true) }, plainOf(question.confirm) || "Yes");
    foot.append(deny, yes);
    (question.style === "danger" ? deny : yes).focus();
  });
}

/** A dialog that only tells something. */
export function tellDialog(title, nodes) {
  const { body, foot, close } = openDialog({ title, className: "dialog-small", onleave: () => close() });
  body.append(...nodes);
  const done = el("button", { type: "button", class: "button", onclick: () => close() }, "Close");
  foot.append(done);
  done.focus();
}
