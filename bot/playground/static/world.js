// What the page knows: who acts, the people and channels they may see, and what is shown now.

import { Live, get } from "./net.js";

const listeners = new Map();

/** Call `listener` whenever `what` happens: "state", "bot", "message", "message_changed", … */
export function on(what, listener) {
  if (!listeners.has(what)) listeners.set(what, []);
  listeners.get(what).push(listener);
}

/** Tell everyone who listens for `what`. */
export function emit(what, detail) {
  for (const listener of listeners.get(what) ?? []) listener(detail);
}

export const world = {
  me: null,
  team: { name: "" },
  bot: { user_id: "", name: "the bot", connected: true },
  users: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
  channel: null, // the channel shown
  thread: null, // the ts of the thread shown
  tab: "messages", // of the bot's direct message: "home" or "messages"
  reachable: true, // whether the server answers
};

let live = null;

/** Become `user`, or whom the server proposes when null: load what they may see and listen for what happens. */
export async function become(user) {
  live?.end();
  live = null;
  await loadState(user);
  live = new Live(world.me.id, {
    hear: (event) => {
      if (event.type === "bot") {
        world.bot.connected = event.connected;
        emit("bot");
      } else {
        emit(event.type, event);
      }
    },
    opened: () => {
      const back = !world.reachable;
      world.reachable = true;
      emit("reachable", back);
    },
    lost: () => {
      world.reachable = false;
      emit("reachable", false);
    },
  });
}

/** Whether events arrive. */
export function listening() {
  return live?.isOpen ?? false;
}

/** Load people, channels, commands and shortcuts anew. */
export async function loadState(user = world.me?.id) {
  const state = await get("state", { as: user });
  world.me = state.me;
  world.team = state.team;
  world.bot = state.bot;
  world.users = new Map(state.users.map((each) => [each.id, each]));
  world.channels = new Map(state.channels.map((each) => [each.id, each]));
  world.commands = state.commands;
  world.shortcuts = state.shortcuts;
  emit("state");
}

/** Where the page is, from the address: {as, in, thread, tab}. */
export function readAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  return { as: given.get("as"), in: given.get("in"), thread: given.get("thread"), tab: given.get("tab") };
}

/** The address of a place, for a link. What is left out stays out. */
export function addressOf({ as = world.me?.id, channel = null, thread = null, tab = null }) {
  const given = Object.entries({ as, in: channel, thread, tab }).filter(([, value]) => value);
  return `#${new URLSearchParams(given)}`;
}

/** Whether a channel is the direct message with the bot. */
export function isBotChannel(channel) {
  return channel?.kind === "im" && channel.with === world.bot.user_id;
}
