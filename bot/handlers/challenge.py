"""`/challenge`: set up, team, settings, close, help."""

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.errors import SlackApiError

from bot.domain import framework as frameworks
from bot.domain.catalogue import CHALLENGE, CHALLENGE_WORDS
from bot.domain.challenge import USUAL_REMINDER, USUAL_SMALLEST_GROUP, Action, Member, Role
from bot.errors import NotOnTheTeam, Refusal, slack_error
from bot.handlers import documents, gaps, ledger, settling
from bot.handlers.desk import Desk, in_field, values, with_note
from bot.services import challenges, purge
from bot.services.challenges import SetUp
from bot.views import challenge as views
from bot.views import evidence as notes
from bot.views import purge as purge_views
from bot.views.blocks import Block
from bot.views.home import TEAM as HOME_TEAM
from db import receipts
from db.challenges import OpenChallenge, by_channel, purged_team

_FIELDS = {
    name: name
    for name in (
        "council",
        "framework",
        "starts_on",
        "ends_on",
        "smallest_group",
        "why_smaller",
        "zone",
        "dass_times",
        "reminder_minutes",
        "purge_on",
        "approvals",
        "briefs_to",
        purge_views.CONFIRM,
        *(role.value for role in Role),
    )
}
_NOT_HERE = (
    "Set up a challenge in its team's private channel: make one, invite the team and me "
    "(`/invite` and my name), and type `/challenge new` there."
)


def register(app: AsyncApp, desk: Desk) -> None:
    """Register `/challenge` and its forms."""

    @app.command(CHALLENGE.name)
    async def challenge(ack: AsyncAck, command: dict[str, Any]) -> None:
        await ack()
        desk.start(CHALLENGE.name, _command(desk, command), desk.by_response_url(command))

    @app.action(HOME_TEAM)
    async def home_team(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(HOME_TEAM, _team_of(desk, body, action["value"]), desk.by_modal(body, "The team"))

    for callback_id, save in (
        (views.SET_UP, _save_set_up),
        (views.SETTINGS, _save_settings),
        (views.TEAM, _save_team),
        (purge_views.CLOSE, _close),
    ):
        _register_form(app, desk, callback_id, save)


async def _command(desk: Desk, command: dict[str, Any]) -> None:
    word = command.get("text", "").strip().lower()
    if word == "new":
        await _new(desk, command)
    elif word in {"team", "settings", "close"}:
        await _change(desk, command, word)
    elif word == "gaps":
        await gaps.open_page(desk, command)
    elif word == "ledger":
        await ledger.open_list(desk, command)
    elif word in {"slides", "report"}:
        await documents.open_form(desk, command, word)
    elif word == "surprises":
        await settling.open_list(desk, command)
    elif word in {"", "help"}:
        await desk.answer(command["response_url"], text="Help", blocks=views.help_blocks())
    else:
        # What was typed is not repeated: it may be evidence that someone meant for a post-it.
        known = ", ".join(f"`/challenge {each}`" for each in CHALLENGE_WORDS)
        await desk.answer(command["response_url"], text=f"I don't know that command. Try {known}.")


async def _new(desk: Desk, command: dict[str, Any]) -> None:
    user, channel = command["user_id"], command["channel_id"]
    async with desk.database.read() as session:
        here = await by_channel(session, desk.keyring, channel)
        purged = await purged_team(session, channel)
    if here is not None:
        if here.member(user) is None:
            raise NotOnTheTeam
        raise challenges.already_there()
    if purged:
        raise challenges.BeingPurged if user in purged else NotOnTheTeam
    await _require_private_channel(desk, channel)
    view = views.set_up(channel, frameworks.names())
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


async def _require_private_channel(desk: Desk, channel: str) -> None:
    try:
        found = (await desk.slack.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        name = slack_error(error)
        if name in {"channel_not_found", "not_in_channel"}:
            raise Refusal(f"I am not in this channel. {_NOT_HERE}") from None
        if name == "missing_scope":  # the bot may look at private channels only
            raise Refusal(f"This is not a private channel. {_NOT_HERE}") from None
        raise
    if not found.get("is_private") or found.get("is_im") or found.get("is_mpim"):
        raise Refusal(f"This is not a private channel. {_NOT_HERE}")
    if not found.get("is_member", True):
        raise Refusal(f"I am not in this channel. {_NOT_HERE}")
    if found.get("is_ext_shared") or found.get("is_org_shared"):
        raise Refusal(f"This channel is shared with another organisation. {_NOT_HERE}")


async def _change(desk: Desk, command: dict[str, Any], word: str) -> None:
    user = command["user_id"]
    async with desk.database.read() as session:
        opened = await desk.meant(session, command)
    challenges.require(opened, user, Action.close if word == "close" else Action.set_up)
    if word == "team":
        view = views.team(opened.challenge.id, opened.team)
    elif word == "settings":
        view = views.settings(opened.challenge, opened.smallest_group)
    else:
        view = purge_views.close(opened.challenge)
    await desk.slack.views_open(trigger_id=command["trigger_id"], view=view)


async def _team_of(desk: Desk, body: dict[str, Any], challenge_id: str) -> None:
    async with desk.database.read() as session:
        opened = await challenges.by_id(session, desk.keyring, challenge_id)
    challenges.require(opened, body["user"]["id"], Action.set_up)
    view = views.team(opened.challenge.id, opened.team)
    await desk.slack.views_open(trigger_id=body["trigger_id"], view=view)


#: Does what a form asks for and gives what stands in its place then.
Save = Callable[[Desk, dict[str, Any]], Coroutine[Any, Any, Block]]


def _register_form(app: AsyncApp, desk: Desk, callback_id: str, save: Save) -> None:
    @app.view(callback_id)
    async def submit(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        try:
            _check(callback_id, body, desk)
        except Refusal as refusal:
            await ack(response_action="errors", errors=in_field(refusal, _FIELDS, view))
            return
        closes = callback_id == purge_views.CLOSE
        note = purge_views.closing() if closes else notes.saving(view["submit"]["text"])
        await ack(response_action="update", view=with_note(view, note))

        def problem(sentence: str) -> Block:
            return with_note(view, (purge_views if closes else notes).problem(sentence))

        desk.start(callback_id, _save(desk, body, save), desk.by_view(view["id"], problem))


def _check(callback_id: str, body: dict[str, Any], desk: Desk) -> None:
    if callback_id == purge_views.CLOSE:
        _check_close(body)
        return
    if callback_id != views.TEAM:
        form = _set_up(body)
        challenges.check_set_up(form)
        challenges.check_still_ahead(form, desk.now().astimezone(ZoneInfo(form.zone)).date())
    if callback_id != views.SETTINGS:
        challenges.check_team([Member(user, "", role) for user, role in _people(body)])


async def _save(desk: Desk, body: dict[str, Any], save: Save) -> None:
    shown = await save(desk, body)
    desk.sender.wake()
    await desk.show_result(body["view"]["id"], shown)


def _set_up(body: dict[str, Any]) -> SetUp:
    said = values(body["view"])
    first, last = said.get("starts_on"), said.get("ends_on")
    if not first or not last:
        missing = "ends_on" if first else "starts_on"
        raise Refusal("Choose the day.", field=missing)
    return SetUp(
        council=said.get("council") or "",
        framework=said.get("framework") or frameworks.DEFAULT,
        starts_on=date.fromisoformat(first),
        ends_on=date.fromisoformat(last),
        zone=(said.get("zone") or "").strip(),
        dass_times=said.get("dass_times") or "",
        one_approves=said.get("approvals") == "one",
        briefs_direct=said.get("briefs_to") == "direct",
        smallest_group=int(said.get("smallest_group") or USUAL_SMALLEST_GROUP.people),
        why_smaller=said.get("why_smaller") or "",
        purge_on=date.fromisoformat(said["purge_on"]) if said.get("purge_on") else None,
        reminder_minutes=int(said.get("reminder_minutes") or USUAL_REMINDER),
    )


def _people(body: dict[str, Any]) -> list[tuple[str, Role]]:
    said = values(body["view"])
    people = [(user, role) for role in Role for user in said.get(role.value) or []]
    if body["view"]["callback_id"] == views.SET_UP:
        people.insert(0, (body["user"]["id"], Role.challenge_manager))
    return people


async def _named(desk: Desk, people: list[tuple[str, Role]]) -> list[Member]:
    """The team with its names, as Slack has them. Raises Refusal for an account that can't take part."""

    async def one(user: str, role: Role) -> Member:
        try:
            found = (await desk.slack.users_info(user=user))["user"]
        except SlackApiError as error:
            if slack_error(error) in {"user_not_found", "user_not_visible"}:
                raise Refusal("Slack doesn't know one of these people. Choose them again.") from None
            raise
        if found.get("deleted"):
            raise Refusal(f"{_name(found)}'s Slack account is deactivated. Choose someone else.")
        if found.get("is_bot") or user == "USLACKBOT":
            raise Refusal(f"{_name(found)} is an app, not a person. Choose someone else.")
        return Member(user, _name(found), role)

    return list(await asyncio.gather(*(one(user, role) for user, role in people)))


def _name(found: dict[str, Any]) -> str:
    profile = found.get("profile") or {}
    return str(found.get("real_name") or profile.get("real_name") or found.get("name") or "Someone")


def _finished(said: str) -> Block:
    return views.finished("Peer challenge", said)


async def _save_set_up(desk: Desk, body: dict[str, Any]) -> Block:
    form, people = _set_up(body), _people(body)
    channel = views.read_metadata(body["view"]["private_metadata"])["channel"]
    await _require_private_channel(desk, channel)
    team = await _named(desk, people)
    now = desk.now()
    async with desk.database.write() as session:
        receipt = desk.keyring.receipt("set up", body["view"]["id"])
        if await receipts.take(session, receipt, now.date()):
            await challenges.create(session, desk.keyring, channel=channel, form=form, team=team, now=now)
    return _finished("✅ It is set up. The channel has been told, and the flip charts go up there now.")


async def _save_settings(desk: Desk, body: dict[str, Any]) -> Block:
    form = _set_up(body)
    async with desk.database.write() as session:
        opened = await _of_form(desk, session, body)
        await challenges.change_settings(session, opened, form, now=desk.now())
    return _finished("✅ Saved.")


async def _save_team(desk: Desk, body: dict[str, Any]) -> Block:
    async with desk.database.read() as session:
        await _of_form(desk, session, body)  # nobody else learns whether an account exists
    team = await _named(desk, _people(body))
    async with desk.database.write() as session:
        opened = await _of_form(desk, session, body)
        await challenges.change_team(session, opened, team)
    return _finished("✅ The team is saved.")


def _check_close(body: dict[str, Any]) -> None:
    council = views.read_metadata(body["view"]["private_metadata"])["council"]
    purge.check_confirmation(values(body["view"]).get(purge_views.CONFIRM) or "", council)


async def _close(desk: Desk, body: dict[str, Any]) -> Block:
    user = body["user"]["id"]
    challenge_id = views.read_metadata(body["view"]["private_metadata"])["challenge"]
    async with desk.database.write() as session:
        # Pressed again: it says once more that it has begun.
        again = await challenges.close_has_begun(session, desk.keyring, challenge_id, user)
        if not again:
            opened = await challenges.by_id(session, desk.keyring, challenge_id)
            await purge.close(session, opened, user, now=desk.now())
    return purge_views.begun()


async def _of_form(desk: Desk, session: Any, body: dict[str, Any]) -> OpenChallenge:
    challenge_id = views.read_metadata(body["view"]["private_metadata"])["challenge"]
    opened = await challenges.by_id(session, desk.keyring, challenge_id)
    challenges.require(opened, body["user"]["id"], Action.set_up)
    return opened
