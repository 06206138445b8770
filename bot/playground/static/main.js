// Who is acting and where they are stands in the address (#as=…&in=…), so two tabs can be two people.

import { get, Line } from "./api.js";
import { Modals } from "./dialogs.js";
import { directory, learn, people } from "./directory.js";
import { announce, focusable, h } from "./dom.js";
import { icon } from "./icons.js";
import { Place } from "./place.js";
import { drawActAs, drawSidebar } from "./sidebar.js";
import { Thread } from "./thread.js";

const byId = (id) => document.getElementById(id);
const page = {
  nav: byId("sidebar"),
  main: byId("place"),
  aside: byId("thread"),
  shade: byId("shade"),
  drawerButton: byId("drawer-button"),
  actAs: byId("act-as-select"),
  connection: byId("connection"),
};

let modals = new Modals();
let place = null;
let thread = null;
let user = null;
let serverGone = false;
let setOut = 0;
const unread = new Map();
// In the address: the app's direct message, whoever is acting.
const APP = "app";

function address() {
  const parts = new URLSearchParams(location.hash.slice(1));
  return { as: parts.get("as"), in: parts.get("in"), tab: parts.get("tab"), thread: parts.get("thread") };
}

function writeAddress({ in: channel, tab, thread: ts }, { replace = false } = {}) {
  const parts = new URLSearchParams({ as: user, in: channel });
  if (tab) parts.set("tab", tab);
  if (ts) parts.set("thread", ts);
  const hash = `#${parts}`;
  if (hash === location.hash) return;
  history[replace ? "replaceState" : "pushState"](null, "", hash);
}

// Getting somewhere

/** Bring the page to where the address says. */
async function arrive({ keepModals = false } = {}) {
  setOut += 1;
  const mine = setOut;
  const to = address();
  try {
    const state = await get("state", to.as ? { as: to.as } : {});
    if (mine !== setOut) return;
    learn(state);
  } catch (error) {
    if (mine === setOut) cantStart(error, to);
    return;
  }
  const someoneElse = user !== directory.me.id;
  if (someoneElse) {
    user = directory.me.id;
    unread.clear();
    place = null;
    closeThread({ silent: true });
    if (!keepModals) modals.show([]);
    modals = new Modals();
    line.open(user);
  }
  drawActAs(page.actAs, byId("me-avatar"));
  showConnection();
  const channel = to.in === APP ? appChannel() : (directory.channels.get(to.in) ?? firstChannel());
  if (channel) settle(channel, to);
  drawSide();
  if (someoneElse) await loadModals();
  document.body.dataset.ready = user;
}

function cantStart(error, to) {
  if (place) return;
  const again = h("button", { type: "button", class: "button", onclick: () => arrive() }, "Try again");
  const fresh = to.as
    ? h("a", { class: "button", href: location.pathname, onclick: startFresh }, "Start afresh")
    : null;
  page.main.replaceChildren(
    h("div", { class: "empty", role: "alert" }, h("p", null, error.message), again, " ", fresh),
  );
}

function startFresh(event) {
  event.preventDefault();
  history.replaceState(null, "", location.pathname);
  arrive();
}

function appChannel() {
  return [...directory.channels.values()].find(isApp) ?? firstChannel();
}

function isApp(channel) {
  return channel.kind === "im" && channel.with === directory.bot.user_id;
}

function firstChannel() {
  const channels = [...directory.channels.values()];
  const withBot = (channel) => channel.kind !== "im" && channel.members.includes(directory.bot.user_id);
  return channels.find(withBot) ?? channels.find((channel) => channel.kind !== "im") ?? channels[0];
}

/** Show a channel, its tab and thread. */
function settle(channel, { tab, thread: ts }) {
  const wanted = isApp(channel) ? (tab ?? "home") : "messages";
  if (!place || place.channel.id !== channel.id || place.tab !== wanted) {
    place = new Place(page.main, { channel, tab: wanted, openThread, onTab: changeTab });
  }
  unread.delete(channel.id);
  const where = { in: channel.id, tab: isApp(channel) ? wanted : null, thread: ts };
  writeAddress(where, { replace: true });
  if (ts && (thread?.ts !== ts || thread.channel.id !== channel.id)) {
    closeThread({ silent: true });
    thread = new Thread(page.aside, { channel, ts, onClose: () => closeThread() });
  } else if (!ts) closeThread({ silent: true });
  page.main.parentElement.classList.toggle("with-thread", thread !== null);
  document.title = `${byId("place-name")?.textContent ?? ""} – ${directory.me.real_name} – Sample Slack`;
}

function changeTab(tab) {
  writeAddress({ in: place.channel.id, tab });
}

function go(channelId) {
  closeDrawer({ refocus: false });
  writeAddress({ in: channelId });
  settle(directory.channels.get(channelId), {});
  drawSide();
  announce(byId("place-name").textContent);
  (byId("message-box") ?? page.main).focus();
}

let threadOpener = null;

function openThread(ts) {
  threadOpener = document.activeElement;
  writeAddress({ in: place.channel.id, tab: place.isApp ? place.tab : null, thread: ts });
  settle(place.channel, { tab: place.tab, thread: ts });
  thread.composer.focus();
}

function closeThread({ silent = false } = {}) {
  if (!thread) return;
  const had = page.aside.contains(document.activeElement);
  thread.close();
  thread = null;
  page.main.parentElement.classList.remove("with-thread");
  if (silent) return;
  writeAddress({ in: place.channel.id, tab: place.isApp ? place.tab : null });
  if (had) (threadOpener?.isConnected ? threadOpener : (byId("message-box") ?? page.main)).focus();
}

function drawSide() {
  drawSidebar(page.nav, { here: place?.channel.id, unread, go, close: () => closeDrawer() });
}

async function loadModals() {
  const mine = user;
  try {
    const { views } = await get("view", { as: mine });
    if (mine === user) modals.show(views);
  } catch {
    // The line says that the stand-in does not answer, and everything is read again when it does.
    showConnection();
  }
}

// What happens

const line = new Line({
  onEvent: take,
  onOpen: async (again) => {
    serverGone = false;
    showConnection();
    if (!again) return;
    await arrive({ keepModals: true });
    place?.load();
    thread?.load();
    loadModals();
  },
  onLost: () => {
    serverGone = true;
    showConnection();
  },
});

function take(event) {
  if (event.type === "views") modals.show(event.views);
  else if (event.type === "home") place?.showHome(event.view);
  else if (event.type === "channels") arrive({ keepModals: true });
  else if (event.type === "bot") {
    directory.bot.connected = event.connected;
    showConnection();
    drawSide();
  } else takeMessage(event);
}

function takeMessage({ type, channel, message }) {
  if (!directory.channels.has(channel)) {
    arrive({ keepModals: true });
    return;
  }
  if (place?.channel.id === channel) {
    place.take(type, message);
    thread?.take(type, message);
    if (place.list) return;
  }
  const isNew = type === "message" || type === "ephemeral";
  const isReply = message.thread_ts && message.thread_ts !== message.ts;
  if (!isNew || isReply || message.user === user) return;
  unread.set(channel, (unread.get(channel) ?? 0) + 1);
  drawSide();
}

function showConnection() {
  const said = serverGone
    ? "The sample Slack does not answer. Trying again… What you typed is kept."
    : directory.me && !directory.bot.connected
      ? `${directory.bot.name} is not connected: commands and buttons get no answer until it is.`
      : "";
  page.connection.textContent = said;
  page.connection.classList.toggle("gone", serverGone);
}

// The drawer, the switch and the keys

function openDrawer() {
  document.body.classList.add("drawer-open");
  page.shade.hidden = false;
  page.drawerButton.setAttribute("aria-expanded", "true");
  (page.nav.querySelector("[aria-current]") ?? focusable(page.nav)[0])?.focus();
}

function closeDrawer({ refocus = true } = {}) {
  if (!document.body.classList.contains("drawer-open")) return;
  document.body.classList.remove("drawer-open");
  page.shade.hidden = true;
  page.drawerButton.setAttribute("aria-expanded", "false");
  if (refocus) page.drawerButton.focus();
}

page.drawerButton.append(icon("menu"));
page.drawerButton.addEventListener("click", () => {
  if (document.body.classList.contains("drawer-open")) closeDrawer();
  else openDrawer();
});
page.shade.addEventListener("click", () => closeDrawer());
page.nav.addEventListener("keydown", (event) => event.key === "Escape" && closeDrawer());
page.nav.addEventListener("focusout", (event) => {
  if (event.relatedTarget && !page.nav.contains(event.relatedTarget)) closeDrawer({ refocus: false });
});

page.actAs.addEventListener("change", () => {
  const to = people().find((each) => each.id === page.actAs.value);
  const parts = new URLSearchParams({ as: to.id, in: place?.isApp ? APP : (place?.channel.id ?? "") });
  if (place?.isApp) parts.set("tab", place.tab);
  history.pushState(null, "", `#${parts}`);
  announce(`Acting as ${to.real_name}`);
  arrive();
});
byId("act-as").addEventListener("submit", (event) => event.preventDefault());

for (const skip of document.querySelectorAll("[data-skip]")) {
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    const target = byId(skip.dataset.skip) ?? page.main;
    (target === page.main ? (target.querySelector(".message[tabindex='0']") ?? target) : target).focus();
  });
}

document.addEventListener("click", (event) => {
  const channel = event.target.closest?.("a.mention[data-channel]");
  if (!channel) return;
  event.preventDefault();
  if (directory.channels.has(channel.dataset.channel)) go(channel.dataset.channel);
});

window.addEventListener("popstate", () => arrive());
arrive();
