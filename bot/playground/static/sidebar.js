// The list of channels and people, and the switch of who is acting.

import { directory, people, userName } from "./directory.js";
import { h } from "./dom.js";
import { icon } from "./icons.js";
import { avatar } from "./messages.js";

/** Draw the sidebar. `here` is the open channel's id, `unread` a Map of channel id to count. */
export function drawSidebar(nav, { here, unread, go, close }) {
  const channels = [...directory.channels.values()];
  const rooms = channels
    .filter((channel) => channel.kind !== "im")
    .sort((a, b) => a.name.localeCompare(b.name));
  const directs = channels.filter((channel) => channel.kind === "im");
  const isApp = (channel) => channel.with === directory.bot.user_id;
  const item = (channel) => row(channel, { here, unread, go, isApp: isApp(channel) });
  const focused = nav.contains(document.activeElement) ? document.activeElement.dataset.channel : null;
  const groups = [
    group("Channels", rooms.map(item)),
    group("Direct messages", directs.filter((channel) => !isApp(channel)).map(item)),
    group("Apps", directs.filter(isApp).map(item)),
  ];
  nav.replaceChildren(
    h(
      "div",
      { class: "workspace" },
      h("p", { class: "workspace-name" }, directory.team.name),
      h(
        "button",
        {
          type: "button",
          class: "icon-button drawer-button",
          "aria-label": "Close the list",
          onclick: close,
        },
        icon("close"),
      ),
    ),
    ...groups.filter(Boolean),
    h("p", { class: "sidebar-foot" }, "Sample Slack on this computer – not Slack"),
  );
  if (focused) nav.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
}

function group(name, items) {
  if (!items.length) return null;
  const id = `group-${name.replace(/\W/g, "-").toLowerCase()}`;
  return h("section", { "aria-labelledby": id }, h("h2", { id }, name), h("ul", null, items));
}

function row(channel, { here, unread, go, isApp }) {
  const count = unread.get(channel.id) ?? 0;
  const status = isApp
    ? h("span", {
        class: directory.bot.connected ? "dot on" : "dot",
        title: directory.bot.connected ? "Connected" : "Not connected",
      })
    : null;
  const said = count
    ? h("span", { class: "badge" }, String(count), h("span", { class: "hidden" }, " unread"))
    : null;
  const isDirect = channel.kind === "im";
  const picture = isDirect
    ? avatar(channel.with, "small")
    : icon(channel.kind === "private" ? "lock" : "hash");
  const open = (event) => {
    event.preventDefault();
    go(channel.id);
  };
  return h(
    "li",
    null,
    h(
      "a",
      {
        href: `#as=${directory.me.id}&in=${channel.id}`,
        class: count ? "channel unread" : "channel",
        "aria-current": channel.id === here ? "page" : null,
        "data-channel": channel.id,
        onclick: open,
      },
      picture,
      h("span", { class: "channel-name" }, isDirect ? userName(channel.with) : channel.name),
      channel.kind === "private" ? h("span", { class: "hidden" }, " (private)") : null,
      status,
      said,
    ),
  );
}

/** Fill the switch with everyone one can be. */
export function drawActAs(select, pictureNode) {
  const everyone = people().map((user) =>
    h(
      "option",
      { value: user.id, selected: user.id === directory.me.id },
      user.title ? `${user.real_name} (${user.title})` : user.real_name,
    ),
  );
  select.replaceChildren(...everyone);
  const picture = avatar(directory.me.id, "small");
  pictureNode.className = picture.className;
  pictureNode.textContent = picture.textContent;
}
