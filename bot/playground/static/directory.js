// Who and what there is, as the person who is acting may see it.

export const directory = {
  team: { name: "" },
  bot: { user_id: "", name: "", connected: true },
  me: null,
  users: new Map(),
  channels: new Map(),
  commands: [],
  shortcuts: [],
};

/** Take over a /page/state. */
export function learn(state) {
  const { team, bot, me, commands, shortcuts } = state;
  Object.assign(directory, { team, bot, me, commands, shortcuts });
  directory.users = new Map(state.users.map((user) => [user.id, user]));
  directory.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
}

/** A person's name as it is shown. */
export function userName(id) {
  const user = directory.users.get(id);
  return user ? user.real_name || user.name : "Someone";
}

/** A channel's name: "#general", or the name of who the direct message is with. */
export function channelName(channel) {
  return channel.kind === "im" ? userName(channel.with) : `#${channel.name}`;
}

/** Those who can act and be chosen: not the bot, not the deactivated. */
export function people() {
  return [...directory.users.values()].filter((user) => !user.is_bot && !user.deleted);
}

/** "MT" for Morgan Tate; a title before the name does not count. */
export function initials(id) {
  const words = userName(id)
    .replace(/^(councillor|cllr|dr|mr|mrs|ms|mx|prof|sir|dame)\.?\s+/i, "")
    .split(/\s+/);
  const letters = words.length > 1 ? [words[0], words[words.length - 1]] : words;
  return letters.map((word) => [...word][0]?.toUpperCase() ?? "").join("");
}

/** One of twelve colours, always the same for the same person. */
export function colour(id) {
  let sum = 7;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  return `colour-${sum % 12}`;
}
