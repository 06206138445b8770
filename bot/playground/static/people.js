// Names, initials and colours of people and channels, and times as they are shown.

import { el } from "./dom.js";
import { world } from "./world.js";

const HONORIFICS = new Set(["councillor", "cllr", "dr", "mr", "mrs", "ms", "mx", "sir", "dame", "professor", "lord", "lady"]);

/** The name to show for a user id. */
export function userName(id) {
  const user = world.users.get(id);
  return user ? user.real_name || user.name : "Unknown person";
}

/** The name to show for a channel: "general", or a person's name. */
export function channelName(channel) {
  if (!channel) return "unknown channel";
  return channel.kind === "im" ? userName(channel.with) : channel.name;
}

/** A channel's name with the sign of its kind, in words where a sign would say nothing. */
export function channelTitle(channel) {
  return channel?.kind === "im" ? channelName(channel) : `#${channelName(channel)}`;
}

function initials(name) {
  const words = name.split(/\s+/).filter((word) => word && !HONORIFICS.has(word.toLowerCase().replace(".", "")));
  const first = words[0]?.[0] ?? "?";
  const last = words.length > 1 ? words[words.length - 1][0] : "";
  return (first + last).toUpperCase();
}

const COLOURS = 12;

/** A square with someone's initials, always in the same colour. */
export function avatar(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.codePointAt(0)) % 9973;
  const bot = world.users.get(id)?.is_bot;
  return el("span", { class: `avatar ${bot ? "avatar-bot" : `avatar-${sum % COLOURS}`}`, "aria-hidden": "true" }, initials(userName(id)));
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });

/** A ts as a Date. */
export function whenOf(ts) {
  return new Date(Number(ts) * 1000);
}

/** A ts as <time>, "14:05", with the whole date on hovering. */
export function timeNode(ts) {
  const when = whenOf(ts);
  return el("time", { datetime: when.toISOString(), title: full.format(when) }, clock.format(when));
}

/** "Today", "Yesterday" or "Tuesday 24 March". */
export function dayName(when) {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (when.toDateString() === today.toDateString()) return "Today";
  if (when.toDateString() === yesterday.toDateString()) return "Yesterday";
  return day.format(when);
}
