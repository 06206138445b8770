// Which element is shown how.

import { button, overflow } from "./buttons.js";
import { checkboxes, radios } from "./choices.js";
import { dateInput, dateTimeInput, emailInput, numberInput, richTextInput, textInput, timeInput, urlInput } from "./inputs.js";
import {
  channelsSelect, conversationsSelect, externalSelect, multiChannelsSelect, multiConversationsSelect,
  multiExternalSelect, multiStaticSelect, multiUsersSelect, staticSelect, usersSelect,
} from "./selects.js";

const ELEMENTS = {
  button,
  overflow,
  checkboxes,
  radio_buttons: radios,
  plain_text_input: textInput,
  rich_text_input: richTextInput,
  number_input: numberInput,
  email_text_input: emailInput,
  url_text_input: urlInput,
  datepicker: dateInput,
  timepicker: timeInput,
  datetimepicker: dateTimeInput,
  static_select: staticSelect,
  external_select: externalSelect,
  users_select: usersSelect,
  channels_select: channelsSelect,
  conversations_select: conversationsSelect,
  multi_static_select: multiStaticSelect,
  multi_external_select: multiExternalSelect,
  multi_users_select: multiUsersSelect,
  multi_channels_select: multiChannelsSelect,
  multi_conversations_select: multiConversationsSelect,
};

/** The node of the element at `spot`, or null where this page does not know its type. */
export function elementNode(spot) {
  return ELEMENTS[spot.element.type]?.(spot) ?? null;
}

/** Whether an element is several controls that share one label. */
export function isGroup(element) {
  return element.type === "radio_buttons" || element.type === "checkboxes";
}
