// "Are you sure?", as an app asks it before a button does something.

import { h, keepTabInside, uid } from "./dom.js";
import { plain, textObject } from "./mrkdwn.js";

/** Show a confirm object; true when the person goes ahead. */
export function askFirst(confirm) {
  return new Promise((resolve) => {
    const ids = { title: uid("confirm"), text: uid("confirm") };
    const finish = (answer) => {
      dialog.close();
      dialog.remove();
      resolve(answer);
    };
    const go = h(
      "button",
      {
        type: "button",
        class: confirm.style === "danger" ? "button danger" : "button primary",
        onclick: () => finish(true),
      },
      plain(confirm.confirm) || "Yes",
    );
    const deny = h(
      "button",
      { type: "button", class: "button", onclick: () => finish(false) },
      plain(confirm.deny) || "Cancel",
    );
    const dialog = h(
      "dialog",
      {
        class: "modal confirm",
        role: "alertdialog",
        "aria-modal": "true",
        "aria-labelledby": ids.title,
        "aria-describedby": ids.text,
      },
      h("h2", { id: ids.title }, plain(confirm.title)),
      h("div", { class: "confirm-text", id: ids.text }, textObject(confirm.text)),
      h("div", { class: "modal-buttons" }, deny, go),
    );
    dialog.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") {
        event.preventDefault();
        finish(false);
      } else keepTabInside(event, dialog);
    });
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      finish(false);
    });
    document.body.append(dialog);
    dialog.showModal();
    deny.focus();
  });
}
