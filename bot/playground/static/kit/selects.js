// Lists to choose from. One of a list is a native <select>; several, or a list that the bot is asked for, a picker.

import { el } from "../dom.js";
import { channelName, channelTitle, userName } from "../people.js";
import { world } from "../world.js";
import { groupsOf, placeOf, plainOf } from "./objects.js";
import { picker } from "./picker.js";

function optionItem(option) {
  return { key: option.value, text: plainOf(option.text), description: plainOf(option.description), raw: option };
}

function byName(first, second) {
  return first.text.localeCompare(second.text, "en-GB");
}

function people() {
  return [...world.users.values()].filter((user) => !user.deleted).map((user) => ({
    key: user.id, text: userName(user.id), description: user.is_bot ? "App" : user.title, raw: user.id,
  })).sort(byName);
}

function channels() {
  return [...world.channels.values()].filter((channel) => channel.kind === "public").map(channelItem).sort(byName);
}

function channelItem(channel) {
  return { key: channel.id, text: channelTitle(channel), description: "", raw: channel.id };
}

function conversations(filter = {}) {
  const wanted = (channel) => {
    if (filter.include && !filter.include.includes(channel.kind)) return false;
    return !(filter.exclude_bot_users && world.users.get(channel.with)?.is_bot);
  };
  return [...world.channels.values()].filter(wanted).map(channelItem).sort(byName);
}

/** One of some groups of items, as a native select. `answer` is the name of Slack's value. */
function one(spot, { groups, answer, initial, keyOf }) {
  const { element } = spot;
  const items = groups.flatMap((group) => group.items);
  const begun = spot.begin({ type: element.type, [answer]: initial ?? null });
  let at = items.findIndex((item) => item.key === keyOf(begun[answer]));
  if (at < 0 && begun[answer] !== null) spot.keep({ type: element.type, [answer]: null });
  const placeholder = plainOf(element.placeholder) || "Choose…";
  let index = -1;
  const options = groups.map((group) => {
    const nodes = group.items.map((item) => {
      index += 1;
      return el("option", { value: String(index), selected: index === at }, item.description && element.type === "static_select" ? `${item.text} – ${item.description}` : item.text);
    });
    return group.label ? el("optgroup", { label: group.label }, nodes) : nodes;
  });
  const node = el("select", { class: "input select", ...spot.attributes }, el("option", { value: "" }, placeholder), options);
  node.value = at < 0 ? "" : String(at);
  node.addEventListener("change", async () => {
    const before = at;
    at = node.value === "" ? -1 : Number(node.value);
    const value = at < 0 ? null : items[at].raw;
    spot.keep({ type: element.type, [answer]: value });
    if (!spot.dispatch || value === null) return;
    if (!(await spot.act({ [answer]: value }, node))) {
      at = before;
      node.value = at < 0 ? "" : String(at);
      spot.keep({ type: element.type, [answer]: at < 0 ? null : items[at].raw });
    }
  });
  if (element.focus_on_load) node.dataset.first = "";
  return el("div", { class: "select-wrap" }, node);
}

const optionKey = (option) => option?.value;
const sameKey = (id) => id;

function staticGroups(element) {
  return groupsOf(element).map((group) => ({ label: group.label, items: group.options.map(optionItem) }));
}

/** static_select. */
export function staticSelect(spot) {
  return one(spot, { groups: staticGroups(spot.element), answer: "selected_option", initial: spot.element.initial_option, keyOf: optionKey });
}

/** users_select. */
export function usersSelect(spot) {
  return one(spot, { groups: [{ label: "", items: people() }], answer: "selected_user", initial: spot.element.initial_user, keyOf: sameKey });
}

/** channels_select: public channels only, as in Slack. */
export function channelsSelect(spot) {
  return one(spot, { groups: [{ label: "", items: channels() }], answer: "selected_channel", initial: spot.element.initial_channel, keyOf: sameKey });
}

/** conversations_select. */
export function conversationsSelect(spot) {
  const { element } = spot;
  const here = element.default_to_current_conversation ? world.channel : undefined;
  return one(spot, {
    groups: [{ label: "", items: conversations(element.filter) }],
    answer: "selected_conversation",
    initial: element.initial_conversation ?? here,
    keyOf: sameKey,
  });
}

/** Several of some groups of items, or of what the bot suggests. */
function several(spot, { load, answer, initial, toItem, single = false }) {
  const { element } = spot;
  const begun = spot.begin({ type: element.type, [answer]: initial ?? (single ? null : []) });
  const valueOf = (items) => (single ? items[0]?.raw ?? null : items.map((item) => item.raw));
  const chosen = (single ? [begun[answer]] : begun[answer]).filter(Boolean).map(toItem);
  return picker({
    spot,
    chosen,
    single,
    load,
    least: element.min_query_length ?? (element.type.includes("external") ? 3 : 0),
    most: single ? 1 : element.max_selected_items ?? Infinity,
    placeholder: plainOf(element.placeholder),
    keep: (items) => spot.keep({ type: element.type, [answer]: valueOf(items) }),
    tell: async (items) => !spot.dispatch || spot.act({ [answer]: valueOf(items) }),
  });
}

/** Items whose words contain what is typed. */
function among(groups) {
  return async (query) => {
    const words = query.toLowerCase();
    return groups().map((group) => ({
      label: group.label,
      items: group.items.filter((item) => `${item.text} ${item.description}`.toLowerCase().includes(words)),
    }));
  };
}

/** multi_static_select. */
export function multiStaticSelect(spot) {
  const groups = staticGroups(spot.element);
  const options = groupsOf(spot.element).flatMap((group) => group.options);
  const known = (spot.element.initial_options ?? []).map((option) => options[placeOf(options, option)]).filter(Boolean);
  return several(spot, { load: among(() => groups), answer: "selected_options", initial: known, toItem: optionItem });
}

/** multi_users_select. */
export function multiUsersSelect(spot) {
  return several(spot, {
    load: among(() => [{ label: "", items: people() }]),
    answer: "selected_users",
    initial: spot.element.initial_users,
    toItem: (id) => ({ key: id, text: userName(id), description: "", raw: id }),
  });
}

/** multi_channels_select. */
export function multiChannelsSelect(spot) {
  return several(spot, {
    load: among(() => [{ label: "", items: channels() }]),
    answer: "selected_channels",
    initial: spot.element.initial_channels,
    toItem: (id) => ({ key: id, text: `#${channelName(world.channels.get(id))}`, description: "", raw: id }),
  });
}

/** multi_conversations_select. */
export function multiConversationsSelect(spot) {
  const { element } = spot;
  const here = element.default_to_current_conversation && world.channel ? [world.channel] : undefined;
  return several(spot, {
    load: among(() => [{ label: "", items: conversations(element.filter) }]),
    answer: "selected_conversations",
    initial: element.initial_conversations ?? here,
    toItem: (id) => ({ key: id, text: channelTitle(world.channels.get(id)), description: "", raw: id }),
  });
}

/** What the bot suggests for a query, as groups of items. */
function suggested(spot) {
  return async (query) => {
    const answer = await spot.suggest(query);
    return groupsOf(answer).map((group) => ({ label: group.label, items: group.options.map(optionItem) }));
  };
}

/** external_select. */
export function externalSelect(spot) {
  return several(spot, { load: suggested(spot), answer: "selected_option", initial: spot.element.initial_option, toItem: optionItem, single: true });
}

/** multi_external_select. */
export function multiExternalSelect(spot) {
  return several(spot, { load: suggested(spot), answer: "selected_options", initial: spot.element.initial_options, toItem: optionItem });
}
