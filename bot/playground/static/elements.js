// Which maker makes which element. A control is {type, blockId, actionId, node, read?, problem?, focus, …}.

import { button, overflow } from "./buttons.js";
import { checkboxes, radioButtons, select } from "./choices.js";
import { askFirst } from "./confirm.js";
import { h } from "./dom.js";
import { fileInput } from "./files.js";
import { moment, richTextInput, textInput } from "./fields.js";
import { picker } from "./picker.js";
import { picture } from "./blocks.js";

const ELEMENTS = {
  button,
  overflow,
  workflow_button: button,
  image: (element) => ({ node: picture(element, "thumbnail") }),
  static_select: select,
  users_select: select,
  conversations_select: select,
  channels_select: select,
  external_select: picker,
  multi_static_select: picker,
  multi_users_select: picker,
  multi_conversations_select: picker,
  multi_channels_select: picker,
  multi_external_select: picker,
  radio_buttons: radioButtons,
  checkboxes,
  datepicker: moment,
  timepicker: moment,
  datetimepicker: moment,
  plain_text_input: textInput,
  number_input: textInput,
  email_text_input: textInput,
  url_text_input: textInput,
  rich_text_input: richTextInput,
  file_input: fileInput,
};

/**
 * An element as a control. `place` says where it is: {surface, blockId, actionId, kept (its value before, in
 * Slack's form), labelledBy?, describedBy?, required?, inInput?, dispatches?}.
 */
export function renderElement(element, place) {
  const make = ELEMENTS[element?.type];
  if (!make)
    return { node: h("p", { class: "unknown" }, `This element (${element?.type}) can't be shown here.`) };
  const control = { type: element.type, blockId: place.blockId, actionId: place.actionId, focus: () => {} };
  const kept = place.kept?.type === element.type ? place.kept : undefined;
  // Elements outside an input block tell the app at once; those in one only where it asked for that.
  const tells = !place.inInput || place.dispatches;
  const changed = async () => {
    control.onTyped?.();
    if (!tells || !control.read) return;
    if (element.confirm && !(await askFirst(element.confirm))) {
      control.undo?.();
      return;
    }
    control.settle?.();
    await place.surface.act(control, withoutType(control.read()));
  };
  return Object.assign(control, make(element, { ...place, kept, changed, tells, control }));
}

function withoutType({ type: _type, ...value }) {
  return value;
}
