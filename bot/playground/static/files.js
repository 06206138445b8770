// A field for files: each is sent to the stand-in as soon as it is chosen, and the form names it.

import { upload } from "./api.js";
import { directory } from "./directory.js";
import { h, uid } from "./dom.js";
import { REQUIRED } from "./fields.js";

/** file_input. Its value are the files as the stand-in knows them: {id, name, size}. */
export function fileInput(element, { kept, control, describedBy, labelledBy, required }) {
  const several = (element.max_files ?? 10) > 1;
  let files = kept?.files ?? [];
  let trouble = "";
  let sending = null;
  const field = h("input", {
    type: "file",
    id: uid("field"),
    accept: element.filetypes?.map((each) => `.${each}`).join(",") ?? null,
    multiple: several,
    "aria-label": labelledBy ? null : "File",
    "aria-describedby": describedBy,
    required: required ?? false,
  });
  if (labelledBy) field.setAttribute("aria-labelledby", labelledBy);
  const said = h("p", { class: "hint", role: "status" });
  const show = () => {
    said.textContent = trouble || (sending ? "Uploading…" : files.map(named).join(", "));
  };
  const send = async (chosen) => {
    const made = [];
    for (const each of chosen) made.push((await upload(directory.me.id, each)).file);
    return made;
  };
  field.addEventListener("change", async () => {
    control.onTyped?.();
    const now = send([...field.files]);
    [sending, files, trouble] = [now, [], ""];
    show();
    try {
      const made = await now;
      if (sending === now) files = made;
    } catch (error) {
      if (sending === now) trouble = error.message;
    }
    if (sending !== now) return;
    sending = null;
    show();
  });
  show();
  return {
    node: h("div", { class: "files" }, field, said),
    target: field,
    targets: [field],
    focus: (options) => field.focus(options),
    read: () => ({ type: element.type, files }),
    problem: (isRequired) => {
      if (sending) return "The file is still on its way. Try again in a moment.";
      return trouble || (isRequired && !files.length ? REQUIRED : null);
    },
  };
}

function named(file) {
  return `${file.name} (${Math.ceil(file.size / 1000).toLocaleString("en-GB")} kB)`;
}
