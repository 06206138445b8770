// Slack's date tokens: <!date^1392734382^Posted {date_num} {time_secs}^link|fallback>.

import { el } from "../dom.js";

const format = (options) => (when) => new Intl.DateTimeFormat("en-GB", options).format(when);

const long = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const middle = format({ day: "numeric", month: "long", year: "numeric" });
const short = format({ day: "numeric", month: "short", year: "numeric" });

const pretty = (otherwise) => (when) => {
  const today = new Date();
  const days = Math.round((startOf(when) - startOf(today)) / 86_400_000);
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? otherwise(when);
};

function startOf(when) {
  return new Date(when.getFullYear(), when.getMonth(), when.getDate()).getTime();
}

function ago(when) {
  const seconds = Math.round((when - Date.now()) / 1000);
  const relative = new Intl.RelativeTimeFormat("en-GB", { numeric: "auto" });
  for (const [unit, size] of [["day", 86_400], ["hour", 3_600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.round(seconds / size), unit);
  }
  return relative.format(seconds, "second");
}

const TOKENS = {
  date_num: (when) => [when.getFullYear(), when.getMonth() + 1, when.getDate()].map((part) => String(part).padStart(2, "0")).join("-"),
  date: middle,
  date_short: short,
  date_long: long,
  date_pretty: pretty(middle),
  date_short_pretty: pretty(short),
  date_long_pretty: pretty(long),
  day_divider_pretty: pretty(long),
  time: format({ hour: "2-digit", minute: "2-digit" }),
  time_secs: format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago,
};

/** A moment as the format says, in this computer's zone; the fallback where the moment is no number. */
export function dateNode(seconds, pattern, fallback) {
  const when = new Date(Number(seconds) * 1000);
  if (Number.isNaN(when.getTime())) return document.createTextNode(fallback);
  const text = pattern.replace(/\{(\w+)\}/g, (token, name) => TOKENS[name]?.(when) ?? token);
  return el("time", { datetime: when.toISOString(), title: `${long(when)}, ${TOKENS.time(when)}` }, text);
}
