"""What a person does in Slack that concerns an app: type, use a shortcut, press, choose, submit, close."""

from collections.abc import Mapping
from typing import Any

from bot.playground import files, inputs, mentions, payloads
from bot.playground.checks import check_view
from bot.playground.link import Link
from bot.playground.model import BOT_USER, Channel, Json, Message, User, View, elements
from bot.playground.responses import respond
from bot.playground.socket_mode import Ack
from bot.playground.tickets import ResponseTarget
from bot.playground.workspace import Workspace

MESSAGE_LIMIT = 12_000  # characters that a person can send at once
NO_ANSWER = "The app did not respond."

#: Slack's own commands that the stand-in knows: they bring the bot, or anyone, into a channel and out again.
OWN_COMMANDS: tuple[Json, ...] = (
    {
        "command": "/invite",
        "description": "Add someone, or an app, to this channel",
        "usage_hint": "@name",
    },
    {
        "command": "/remove",
        "description": "Remove someone, or an app, from this channel",
        "usage_hint": "@name",
    },
)


class Unable(Exception):
    """What the person wants can't be done; the sentence is shown to them."""


class Acts:
    """The acts of the people of one workspace. `address` is where the stand-in is reached, as in "http://…/"."""

    def __init__(self, workspace: Workspace, link: Link, manifest: Json) -> None:
        self._workspace = workspace
        self._link = link
        features = manifest.get("features", {})
        self._commands = {each["command"]: each for each in features.get("slash_commands", [])}
        scopes = manifest.get("oauth_config", {}).get("scopes", {}).get("bot", [])
        self._reads_files = "files:read" in scopes
        self._shortcuts = {(each["type"], each["callback_id"]) for each in features.get("shortcuts", [])}

    # Who and where

    def person(self, user_id: object, *, active: bool = False) -> User:
        """Who acts; with `active`, not someone whose account is deactivated."""
        person = self._workspace.users.get(str(user_id))
        if person is None or person.is_bot:
            raise Unable("There is nobody with that id to act as.")
        if active and person.deleted:
            raise Unable("This account is deactivated: it can't do anything.")
        return person

    def channel(self, channel_id: object, person: User) -> Channel:
        """A channel that the person may see."""
        channel = self._workspace.channels.get(str(channel_id))
        if channel is None or (channel.kind != "public" and person.id not in channel.members):
            raise Unable("There is no such channel here.")
        return channel

    def _visible(self, person: User) -> list[Channel]:
        channels = self._workspace.channels.values()
        return [each for each in channels if each.kind == "public" or person.id in each.members]

    def _message(self, channel: Channel, ts: object, person: User) -> Message:
        message = channel.messages.get(str(ts))
        if message is None or message.only_for not in (None, person.id):
            raise Unable("That message is gone.")
        return message

    def _response_url(self, address: str, person: User, channel: Channel, ts: str | None = None) -> str:
        return f"{address}response/{self._workspace.new_response(person.id, channel.id, ts)}"

    # Typing

    async def say(self, body: Json, _address: str) -> Json:
        """Write a message in a channel or a thread."""
        person = self.person(body.get("as"), active=True)
        channel = self.channel(body.get("channel"), person)
        typed = str(body.get("text") or "").strip()
        if not typed:
            raise Unable("There is nothing to send.")
        if len(typed) > MESSAGE_LIMIT:
            raise Unable(f"A message has at most {MESSAGE_LIMIT:,} characters.")
        if person.id not in channel.members:
            raise Unable("Join this channel first to write in it.")
        thread = str(body.get("thread_ts") or "") or None
        if thread and thread not in channel.messages:
            raise Unable("That thread is gone.")
        text = mentions.kept(typed, self._workspace.users.values(), self._visible(person))
        message = Message(self._workspace.next_ts(), person.id, text, thread_ts=thread)
        self._workspace.add_message(channel, message)
        return {"ts": message.ts}

    async def command(self, body: Json, address: str) -> Json:
        """Type a slash command; what the app acknowledges it with is shown to the person alone."""
        person = self.person(body.get("as"), active=True)
        channel = self.channel(body.get("channel"), person)
        name, _, text = str(body.get("text") or "").strip().partition(" ")
        if name in {each["command"] for each in OWN_COMMANDS}:
            return self._own_command(name, text.strip(), person, channel)
        known = self._commands.get(name)
        if known is None:
            raise Unable(f"{name} is not a valid command.")
        users = self._workspace.users.values() if known.get("should_escape") else ()
        channels = self._visible(person) if known.get("should_escape") else ()
        payload = payloads.command(
            person,
            channel,
            name,
            mentions.kept(text.strip(), users, channels, command=True),
            trigger=self._workspace.new_trigger(person.id, channel.id),
            response_url=self._response_url(address, person, channel),
        )
        ack = await self._link.hand_over("command", payload)
        if not ack.ok:
            raise Unable(f"{name} failed because the app did not respond.")
        if ack.payload.get("text") or ack.payload.get("blocks"):
            respond(self._workspace, ResponseTarget(person.id, channel.id, None), ack.payload)
        return {}

    def _own_command(self, name: str, whom: str, person: User, channel: Channel) -> Json:
        wanted = whom.removeprefix("@").lower()
        names = {name: each for each in self._workspace.users.values() for name in _names(each)}
        found = names.get(wanted)
        if found is None or found.deleted:
            raise Unable(f"There is nobody called {whom or '…'} here. Write {name} @name.")
        if channel.kind == "im" or person.id not in channel.members:
            raise Unable(f"{name} works in channels that you are in.")
        if name == "/invite":
            self._workspace.join(channel, found.id, inviter=person.id)
        else:
            self._workspace.leave_channel(channel, found.id)
        return {}

    # Shortcuts

    async def shortcut(self, body: Json, address: str) -> Json:
        """Use a global shortcut, or a message's where `channel` and `message_ts` are given."""
        person = self.person(body.get("as"), active=True)
        callback_id = str(body.get("callback_id") or "")
        of_message = bool(body.get("message_ts"))
        if ("message" if of_message else "global", callback_id) not in self._shortcuts:
            raise Unable("The app has no such shortcut.")
        action_ts = self._workspace.next_ts()
        if of_message:
            channel = self.channel(body.get("channel"), person)
            message = self._message(channel, body["message_ts"], person)
            payload = payloads.message_action(
                person,
                callback_id,
                channel,
                message,
                trigger=self._workspace.new_trigger(person.id, channel.id),
                action_ts=action_ts,
                response_url=self._response_url(address, person, channel),
            )
        else:
            trigger = self._workspace.new_trigger(person.id)
            payload = payloads.shortcut(person, callback_id, trigger=trigger, action_ts=action_ts)
        if not (await self._link.hand_over("interactive", payload)).ok:
            raise Unable(NO_ANSWER)
        return {}

    # What is in messages, modals and the Home

    async def action(self, body: Json, address: str) -> Json:
        """Use an element: press a button, choose from a menu."""
        person = self.person(body.get("as"), active=True)
        container = body.get("container") or {}
        where, blocks = self._where(container, body, address, person)
        block, element = _element(blocks, body.get("block_id"), body.get("action_id"))
        action = inputs.action(block, element, body, self._workspace.next_ts)
        channel = container.get("channel") if container.get("type") == "message" else None
        trigger = self._workspace.new_trigger(person.id, channel)
        payload = payloads.block_actions(person, [action], where, trigger=trigger)
        if not (await self._link.hand_over("interactive", payload)).ok:
            raise Unable(NO_ANSWER)
        return {}

    async def options(self, body: Json, address: str) -> Json:
        """Ask the app for the options of an external select."""
        person = self.person(body.get("as"), active=True)
        container = body.get("container") or {"type": "view", "view_id": body.get("view_id")}
        where, blocks = self._where(container, body, address, person)
        block, element = _element(blocks, body.get("block_id"), body.get("action_id"))
        asked = block["block_id"], element["action_id"], str(body.get("value") or "")
        ack = await self._link.hand_over("interactive", payloads.block_suggestion(person, *asked, where))
        if not ack.ok:
            raise Unable(NO_ANSWER)
        groups = ack.payload.get("option_groups") or []
        grouped = [option for group in groups for option in group.get("options", [])]
        return {"options": ack.payload.get("options") or grouped, "option_groups": groups}

    def _where(self, container: Json, body: Json, address: str, person: User) -> tuple[Json, list[Json]]:
        """What the payload says of the place, and the blocks that are there."""
        typed = _typed(body)
        if container.get("type") == "message":
            channel = self.channel(container.get("channel"), person)
            message = self._message(channel, container.get("message_ts"), person)
            values = inputs.complete(message.blocks, typed, {})
            url = self._response_url(address, person, channel, message.ts)
            return payloads.in_message(channel, message, values, url), message.blocks
        view = self._view(person, container)
        view.values = inputs.complete(view.body["blocks"], typed, view.values)
        return payloads.in_view(view), view.body["blocks"]

    def _view(self, person: User, container: Mapping[str, Any]) -> View:
        if container.get("type") == "home":
            view = self._workspace.homes.get(person.id)
        else:
            stack = self._workspace.stacks.get(person.id, [])
            view = next((each for each in stack if each.id == container.get("view_id")), None)
        if view is None:
            raise Unable("That is not open any more.")
        return view

    # Modals

    async def submit(self, body: Json, address: str) -> Json:
        """Submit a modal, and do what the app's acknowledgement says."""
        person = self.person(body.get("as"), active=True)
        view = self._view(person, {"view_id": body.get("view_id")})
        view.values = inputs.complete(view.body["blocks"], _typed(body), view.values)
        files.hand_over(self._workspace, person.id, view.body["blocks"], view.values, address)
        payload = payloads.view_submission(
            person,
            view,
            self._response_urls(view, person, address),
            trigger=self._workspace.new_trigger(person.id),
        )
        ack = await self._link.hand_over("interactive", payload)
        if not ack.ok:
            raise Unable("We had some trouble connecting. Try again?")
        return self._after_submit(person, view, ack)

    def _response_urls(self, view: View, person: User, address: str) -> list[Json]:
        """One for each conversation chosen in a select that is `response_url_enabled`."""
        found = []
        for block in view.body["blocks"]:
            for element in elements(block):
                value = view.values.get(block["block_id"], {}).get(element["action_id"], {})
                chosen = value.get("selected_conversation") or value.get("selected_channel")
                channel = self._workspace.channels.get(str(chosen))
                if element.get("response_url_enabled") and channel is not None:
                    url = self._response_url(address, person, channel)
                    place = {"block_id": block["block_id"], "action_id": element["action_id"]}
                    found.append({**place, "channel_id": channel.id, "response_url": url})
        return found

    def _after_submit(self, person: User, view: View, ack: Ack) -> Json:
        """Close the modal, or do as its `response_action` says; trouble where that is not valid."""
        action = ack.payload.get("response_action")
        stack = self._workspace.stacks.get(person.id, [])
        if action == "errors":
            errors = ack.payload.get("errors") or {}
            fields = {block["block_id"] for block in view.body["blocks"] if block["type"] == "input"}
            if not errors or not set(errors) <= fields:
                raise Unable("The app answered with errors for fields that the form does not have.")
            return {"response_action": "errors", "errors": errors}
        if action in {"update", "push"}:
            new = ack.payload.get("view")
            problem = check_view(new)
            if problem is not None or not isinstance(new, dict) or new.get("type") != "modal":
                said = "; ".join(problem.messages) or problem.error if problem else "it is not a modal"
                raise Unable(f"The app's new form is not valid: {said}")
            if files.asks_for_files(new) and not self._reads_files:
                raise Unable("The app's new form asks for files, and the app lacks the scope files:read.")
            if action == "push":
                self._workspace.push_view(person.id, new)
            else:
                self._workspace.fill_view(view, new)
                self._workspace.set_stack(person.id, stack)
        elif action == "clear":
            self._workspace.set_stack(person.id, [])
        elif action is None:
            self._workspace.set_stack(person.id, [each for each in stack if each is not view])
        else:
            raise Unable("The app answered with a response_action that Slack does not know.")
        return {"response_action": action}

    async def close(self, body: Json, _address: str) -> Json:
        """Close a modal, and what is above it; all of them where it is `clear_on_close`."""
        person = self.person(body.get("as"))
        view = self._view(person, {"view_id": body.get("view_id")})
        stack = self._workspace.stacks[person.id]
        cleared = bool(view.body["clear_on_close"])
        closing = stack if cleared else stack[stack.index(view) :]
        self._workspace.set_stack(person.id, [each for each in stack if each not in closing])
        for each in reversed(closing):
            if each.body["notify_on_close"]:
                payload = payloads.view_closed(person, each, is_cleared=cleared)
                await self._link.hand_over("interactive", payload)
        return {}

    # The app's own pages

    async def open_home(self, user_id: object) -> View | None:
        """Open the Home tab: the app hears of it, and may publish."""
        person = self.person(user_id)
        home = self._workspace.homes.get(person.id)
        await self._link.event("app_home_opened", self._opened(person, "home", home))
        return self._workspace.homes.get(person.id)

    def open_messages(self, person: User, channel: Channel) -> None:
        """Open the Messages tab, which is the direct message with the bot: the app hears of that too."""
        if channel.kind == "im" and BOT_USER in channel.members:
            self._workspace.tell_app("app_home_opened", self._opened(person, "messages", None))

    def _opened(self, person: User, tab: str, home: View | None) -> Json:
        event: Json = {
            "type": "app_home_opened",
            "user": person.id,
            "channel": self._workspace.direct_message(person.id).id,
            "tab": tab,
            "event_ts": self._workspace.next_ts(),
        }
        return event | ({"view": home.api()} if home else {})


def _names(user: User) -> set[str]:
    return {user.id.lower(), user.name.lower(), user.real_name.lower()}


def _typed(body: Mapping[str, Any]) -> Json:
    state = body.get("state")
    values = state.get("values") if isinstance(state, dict) else None
    return values if isinstance(values, dict) else {}


def _element(blocks: list[Json], block_id: object, action_id: object) -> tuple[Json, Json]:
    """The element meant; from a page that has not heard of the newest blocks, the one with its action_id."""
    found = [(block, element) for block in blocks for element in elements(block)]
    for block, element in sorted(found, key=lambda each: each[0]["block_id"] != block_id):
        if element["action_id"] == action_id:
            return block, element
    raise Unable("That is not there any more.")
