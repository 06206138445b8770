"""Every command, button and form, as every role, as a stranger, and as a member of another challenge.

Requests are made as Slack makes them, signed, also where no page would offer the button: who may is decided
by the bot and not by what it shows.
"""

import asyncio
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.delivery.day import token
from bot.domain.catalogue import SLASH_COMMANDS
from bot.domain.challenge import WHO_MAY, Action, Role
from bot.domain.evidence import Kind
from bot.domain.purge import name_digest
from bot.domain.surprises import Said, Surprise
from bot.domain.theme_decisions import Proposal, Standing
from bot.domain.themes import Member, Theme
from bot.playground import files
from bot.services import agenda, changes, settling, timetable
from bot.services.theme_decisions import digest
from bot.views import agenda as agenda_views
from bot.views import briefs as brief_views
from bot.views import challenge as challenge_views
from bot.views import changes as change_views
from bot.views import day as day_views
from bot.views import documents as document_views
from bot.views import evidence as evidence_views
from bot.views import gaps as gap_views
from bot.views import home as home_views
from bot.views import ledger as ledger_views
from bot.views import purge as purge_views
from bot.views import settling as settling_views
from bot.views import suggestions as suggestion_views
from bot.views import theme_forms
from bot.views import themes as theme_views
from bot.views import timetable as timetable_views
from bot.views.evidence import FormState
from db import challenges, evidence, themes
from db import settling as matters
from db.challenges import OpenChallenge
from tests.delivery.days import heard, keep
from tests.house import CHANNEL, CM, LP, OTHER_CHANNEL, OTHER_PEER, PEER, STRANGER, SUPPORT, House
from tests.hung import Hung, a_copy, fresh, hang
from tests.timetable.files import csv_file

ROOT = Path(__file__).parents[2]
SURPRISE = Surprise(Said("a bullet", "reviews are late, and nobody was told"))
PEOPLE = {
    "challenge manager": (CM, Role.challenge_manager),
    "lead peer": (LP, Role.lead_peer),
    "peer": (PEER, Role.peer),
    "support officer": (SUPPORT, Role.support_officer),
    "stranger": (STRANGER, None),
    "of another challenge": ("UPEER5", None),
}


def _a_theme(theme_id: str, label: str) -> Theme:
    return Theme(theme_id, "safeguarding", Kind.strength, label, (), ())


#: A theme that holds the post-it, one that it can be merged with, and one that was dropped.
THEME = Standing(
    _a_theme("theme-reviews", "Reviews"),
    decided=True,
    bullet="Some are late.",
    proposals=(Proposal("proposal", "say how late"),),
)
OTHER = Standing(_a_theme("theme-other", "Other"), decided=True)
DROPPED = Standing(_a_theme("theme-dropped", "Dropped"), decided=True, dropped=True)


@dataclass(frozen=True)
class Site:
    """A challenge with a post-it and a session of OTHER_PEER's, a drafted brief, a bullet that would surprise
    the client, and another challenge beside it.
    """

    house: House
    challenge_id: str
    post_it_id: str
    brief: str  # what the buttons of its preview carry
    opened: OpenChallenge
    seen: str  # tells the words of the bullet that would surprise
    item_seen: str  # tells the brief's item

    def file(self) -> str:
        """The id of a timetable that the challenge manager has given the bot in a form."""
        workspace = self.house.workspace
        file_id = str(files.add(workspace, CM, "visit.csv", TIMETABLE)["id"])
        workspace.files[file_id]["given"] = True
        return file_id

    def preview(self) -> str:
        """The private metadata of that timetable's preview."""
        what = timetable.understood(self.opened, "visit.csv", TIMETABLE)
        old, new = repr(self.opened.timetable), repr(what.timetable)
        seen = self.house.bot.keyring.receipt("timetable", old, new)
        return challenge_views.metadata(challenge=self.challenge_id, file=self.file(), seen=seen)

    def slot(self) -> str:
        """What the buttons of a session of OTHER_PEER's carry."""
        assert self.opened.plan is not None
        (key,) = self.opened.plan.of(OTHER_PEER)
        return day_views.button_value(self.challenge_id, token(self.opened, OTHER_PEER, key))

    def item(self) -> str:
        """What the form of the brief's item carries."""
        return json.dumps([*json.loads(self.brief), self.post_it_id, self.item_seen])

    def code(self) -> str:
        """What stands for that session in a form."""
        assert self.opened.plan is not None
        (key,) = self.opened.plan.sessions
        return changes.code_of(self.opened, key)

    def session(self) -> str:
        """What its *Change* button carries."""
        return change_views.button_value(self.challenge_id, self.code())

    def choice(self) -> dict[str, Any]:
        """What that form says."""
        ids = agenda_views.block_ids(agenda_views.Place.load(self.item()))
        said = {"way": chosen("hold"), "words": written("reviews are late"), "reason": written("not yet")}
        return {ids[name]: value for name, value in said.items()}

    def surprise(self) -> str:
        """What the buttons of the bullet that would surprise carry."""
        tag = matters.tag(self.opened.key, SURPRISE.said.id)
        return settling_views.Place(self.challenge_id, tag, self.seen).dump()

    def why(self) -> dict[str, Any]:
        """What the form for the reason says."""
        place = settling_views.Place.load(self.surprise())
        return {settling_views.block_ids(place)["reason"]: written("it was said on the way out")}

    def state(self, *stored: str) -> str:
        """A form's private metadata."""
        return FormState(self.challenge_id, "nonce", "cqc-asc", "Somewhere", stored).dump()


@pytest.fixture(scope="module")
def built(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Hung:
    """The challenge that every request is about, and another one; not to be changed."""
    return asyncio.run(hang(fresh(sqlite_template, tmp_path_factory), build))


@pytest.fixture
async def site(built: Hung, tmp_path: Path) -> AsyncIterator[Site]:
    async with a_copy(built, tmp_path) as house:
        yield replace(built.prepared, house=house)


async def build(northmere: House) -> Site:
    """Something for every request to be about."""
    await northmere.set_up(
        OTHER_CHANNEL, "Eastvale", lead_peer=[], peer=["UPEER5"], support_officer=[], manager=CM
    )
    await northmere.post_it(OTHER_PEER, "reviews are late")
    await northmere.command(CM, "/digest")
    (preview,) = northmere.only_for(CM)
    brief = json.loads(northmere.pressing(CM, "brief_post", preview)["payload"])["actions"][0]["value"]
    await keep(northmere, heard(1, "15:00-16:00", "Owen Trevithick, Service Manager", "Siân"))
    async with northmere.bot.database.read() as session:
        opened = await challenges.by_channel(session, northmere.bot.keyring, CHANNEL)
        assert opened is not None
        (post_it,) = await evidence.wall(session, opened.challenge.id, opened.key)
    theme = replace(THEME, theme=replace(THEME.theme, members=(Member(post_it.id, ("reviews",)),)))
    async with northmere.bot.database.write() as session:
        (matter,) = await settling.found(session, opened, [SURPRISE], {}, now=northmere.clock())
        await themes.keep(session, opened.challenge.id, opened.key, (theme, OTHER, DROPPED))
    async with northmere.bot.database.read() as session:
        (item,) = (await agenda.shown(session, opened, CM, json.loads(brief)[1])).items
    return Site(northmere, opened.challenge.id, post_it.id, brief, opened, matter.seen, item.seen)


def button(
    action_id: str,
    value: Callable[[Site], str],
    *,
    metadata: Callable[[Site], str] | None = None,
    kind: str = "button",
) -> Any:
    """A request of someone pressing a button, or choosing from a list, in a modal where it has `metadata`, or
    else in a message.
    """

    def request(site: Site, user: str) -> dict[str, str]:
        action: dict[str, Any] = {"type": kind, "block_id": "b", "action_id": action_id, "action_ts": "1"}
        said = value(site)
        action |= {"value": said} if kind == "button" else {"selected_option": {"value": said}}
        payload: dict[str, Any] = {
            "type": "block_actions",
            "user": {"id": user},
            "team": {"id": "TSAMPLE"},
            "trigger_id": site.house.workspace.new_trigger(user),
            "actions": [action],
        }
        if metadata is None:
            payload |= {
                "container": {"type": "message", "message_ts": "1", "channel_id": CHANNEL},
                "channel": {"id": CHANNEL},
                "response_url": site.house.response_url(user=user, channel=CHANNEL),
            }
        else:
            view = _opened(site, user, metadata(site), [])
            payload |= {"container": {"type": "view", "view_id": view["id"]}, "view": view}
        return {"payload": json.dumps(payload)}

    return request


def form(
    callback_id: str,
    metadata: Callable[[Site], str],
    values: dict[str, Any] | Callable[[Site], dict[str, Any]],
) -> Any:
    """A request of someone submitting a form."""

    def request(site: Site, user: str) -> dict[str, str]:
        said = values(site) if callable(values) else values
        inputs = [
            {
                "type": "input",
                "block_id": block_id,
                "label": {"type": "plain_text", "text": "x"},
                "element": {"type": "plain_text_input", "action_id": next(iter(actions))},
            }
            for block_id, actions in said.items()
        ]
        view = _opened(site, user, metadata(site), inputs)
        view |= {"callback_id": callback_id, "state": {"values": said}}
        payload = {"type": "view_submission", "user": {"id": user}, "team": {"id": "TSAMPLE"}, "view": view}
        return {"payload": json.dumps(payload)}

    return request


def _opened(site: Site, user: str, metadata: str, blocks: list[dict[str, Any]]) -> dict[str, Any]:
    """A modal that `user` has open, with private metadata that Slack would not let them forge."""
    blank = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
    plain = {"type": "plain_text", "text": "x"}
    body = {"type": "modal", "title": plain, "close": plain, "submit": plain, "blocks": blocks or [blank]}
    view = site.house.workspace.new_view(user, {**body, "private_metadata": metadata})
    site.house.workspace.set_stack(user, [view])
    return view.api()


def typed(command: str) -> Any:
    """A request of someone typing a command."""
    return lambda site, user: site.house.typed(user, command)


def chosen(value: str) -> dict[str, Any]:
    return {"choice": {"type": "static_select", "selected_option": {"value": value}}}


def written(value: str) -> dict[str, Any]:
    return {"text": {"type": "plain_text_input", "value": value}}


def ticked(*values: str) -> dict[str, Any]:
    return {"choices": {"type": "checkboxes", "selected_options": [{"value": value} for value in values]}}


def people(*users: str) -> dict[str, Any]:
    return {"users": {"type": "multi_users_select", "selected_users": list(users)}}


POST_IT = {
    "text-nonce": written("waits are long"),
    "kind": chosen("strength"),
    "method": chosen("heard"),
    "statement": chosen("needs"),
}
SET_UP = {
    "council": written("Elsewhere"),
    "starts_on": {"date": {"type": "datepicker", "selected_date": "2026-03-24"}},
    "ends_on": {"date": {"type": "datepicker", "selected_date": "2026-03-24"}},
    "zone": written("Europe/London"),
}
_of_challenge = lambda site: challenge_views.metadata(challenge=site.challenge_id)  # noqa: E731
_id = lambda site: site.challenge_id  # noqa: E731
_page = lambda site: json.dumps([site.challenge_id, 1])  # noqa: E731

#: What can be asked for, what it needs, and whether doing it changes what is stored.
REQUESTS: dict[str, tuple[Any, Action | str | None, bool]] = {
    "/postit": (typed("/postit"), Action.post_evidence, False),
    "/digest": (typed("/digest"), Action.issue_digest, False),
    "/challenge team": (typed("/challenge team"), Action.set_up, False),
    "/challenge settings": (typed("/challenge settings"), Action.set_up, False),
    "/challenge ledger": (typed("/challenge ledger"), Action.approve_brief, False),
    "/challenge surprises": (typed("/challenge surprises"), Action.approve_brief, False),
    "/challenge close": (typed("/challenge close"), Action.close, False),
    ledger_views.BACK: (
        button(ledger_views.BACK, _page, metadata=lambda site: ""),
        Action.approve_brief,
        False,
    ),
    ledger_views.ON: (button(ledger_views.ON, _page, metadata=lambda site: ""), Action.approve_brief, False),
    home_views.ADD: (button(home_views.ADD, _id), Action.post_evidence, False),
    home_views.DIGEST: (button(home_views.DIGEST, _id), Action.issue_digest, False),
    home_views.TEAM: (button(home_views.TEAM, _id), Action.set_up, False),
    home_views.REFRESH: (button(home_views.REFRESH, _id), None, False),
    evidence_views.CHOSEN: (
        button(evidence_views.CHOSEN, _id, metadata=lambda site: ""),
        Action.post_evidence,
        False,
    ),
    evidence_views.OPEN_CHANGE: (
        button(evidence_views.OPEN_CHANGE, lambda site: site.post_it_id),
        Action.place_evidence,
        False,
    ),
    evidence_views.UNDO: (
        button(evidence_views.UNDO, lambda site: "undo", metadata=lambda site: site.state(site.post_it_id)),
        "its author",
        True,
    ),
    evidence_views.WITHDRAW: (
        button(evidence_views.WITHDRAW, lambda site: "x", metadata=lambda site: site.state(site.post_it_id)),
        "its author",
        True,
    ),
    suggestion_views.PLACE: (
        button(
            suggestion_views.PLACE,
            lambda site: json.dumps([[site.post_it_id, "needs"]]),
            metadata=lambda site: site.state(site.post_it_id),
        ),
        Action.place_evidence,
        False,  # the post-it has a statement already
    ),
    brief_views.POST: (button(brief_views.POST, lambda site: site.brief), Action.approve_brief, True),
    brief_views.DECIDE: (button(brief_views.DECIDE, lambda site: site.brief), Action.approve_brief, False),
    agenda_views.ITEM: (
        button(agenda_views.ITEM, lambda site: site.item(), metadata=lambda site: ""),
        Action.approve_brief,
        False,
    ),
    agenda_views.BACK: (
        button(agenda_views.BACK, lambda site: site.brief, metadata=lambda site: ""),
        Action.approve_brief,
        False,
    ),
    agenda_views.CHOOSE: (
        form(agenda_views.CHOOSE, lambda site: site.item(), lambda site: site.choice()),
        Action.approve_brief,
        True,
    ),
    brief_views.PAGE: (
        button(brief_views.PAGE, lambda site: json.dumps(json.loads(site.brief)[:2])),
        Action.approve_brief,
        False,
    ),
    brief_views.CANCEL: (button(brief_views.CANCEL, lambda site: site.brief), Action.issue_digest, True),
    evidence_views.FORM: (
        form(evidence_views.FORM, lambda site: site.state(), POST_IT),
        Action.post_evidence,
        True,
    ),
    f"{evidence_views.CHANGE}, the words": (
        form(evidence_views.CHANGE, lambda site: site.state(site.post_it_id), POST_IT),
        "its author",
        True,
    ),
    f"{evidence_views.CHANGE}, the place": (
        form(evidence_views.CHANGE, lambda site: site.state(site.post_it_id), {"statement": chosen("needs")}),
        Action.place_evidence,
        True,
    ),
    challenge_views.SETTINGS: (form(challenge_views.SETTINGS, _of_challenge, SET_UP), Action.set_up, True),
    challenge_views.TEAM: (
        form(challenge_views.TEAM, _of_challenge, {"challenge_manager": people(CM), "peer": people(PEER)}),
        Action.set_up,
        True,
    ),
}
REQUESTS[purge_views.CLOSE] = (
    form(
        purge_views.CLOSE,
        lambda site: challenge_views.metadata(challenge=site.challenge_id, council=name_digest("Northmere")),
        {purge_views.CONFIRM: written("Northmere")},
    ),
    Action.close,
    True,
)
TIMETABLE = csv_file(
    [
        ["Day", "Start", "End", "Stream", "Name", "Job title", "Room", "Peers"],
        ["1", "09.00", "10.00", "A", "Priya Nandakumar", "Head of Brokerage", "Oak Room", "Dev / Siân"],
    ]
)


def wanted(site: Site) -> str:
    """The private metadata of the preview of another room for that session, as its manager would see it."""
    opened, code = site.opened, site.code()
    old = changes.session_of(opened, code)
    asked = changes.Wanted(1, "15.00", "16.00", "Elm Room", changes.peers_of(opened, old))
    new = changes.wanted_session(opened, old, asked)
    carried = opened.key.seal(asdict(asked), "change")
    return challenge_views.metadata(
        challenge=site.challenge_id,
        code=code,
        back="mine:",
        wanted=urlsafe_b64encode(carried).decode(),
        seen=site.house.bot.keyring.receipt("change", repr(opened.timetable), repr(opened.team), repr(new)),
    )


_showing = lambda site: challenge_views.metadata(challenge=site.challenge_id, show="mine")  # noqa: E731
REQUESTS |= {
    "/timetable": (typed("/timetable"), Action.see_timetable, False),
    home_views.TIMETABLE: (button(home_views.TIMETABLE, _id), Action.see_timetable, False),
    timetable_views.MINE: (
        button(timetable_views.MINE, _id, metadata=_showing),
        Action.see_timetable,
        False,
    ),
    timetable_views.EVERYONE: (
        button(timetable_views.EVERYONE, _id, metadata=_showing),
        Action.see_timetable,
        False,
    ),
    timetable_views.ASK: (
        button(timetable_views.ASK, _id, metadata=_showing),
        Action.change_timetable,
        False,
    ),
    timetable_views.TEMPLATE: (
        button(timetable_views.TEMPLATE, _id, metadata=_showing),
        Action.change_timetable,
        False,
    ),
    timetable_views.UPLOAD: (
        form(
            timetable_views.UPLOAD,
            _of_challenge,
            lambda site: {"file": {"files": {"type": "file_input", "files": [{"id": site.file()}]}}},
        ),
        Action.change_timetable,
        False,
    ),
    timetable_views.USE: (
        form(timetable_views.USE, lambda site: site.preview(), {}),
        Action.change_timetable,
        True,
    ),
    timetable_views.DAY: (
        button(timetable_views.DAY, lambda site: "2", metadata=_showing, kind="static_select"),
        Action.see_timetable,
        False,
    ),
    change_views.CHANGE: (
        button(change_views.CHANGE, lambda site: site.session(), metadata=_showing),
        Action.change_timetable,
        False,
    ),
    change_views.CANCEL: (
        button(change_views.CANCEL, lambda site: site.session(), metadata=_showing),
        Action.change_timetable,
        False,
    ),
    change_views.FORM: (
        form(
            change_views.FORM,
            lambda site: challenge_views.metadata(challenge=site.challenge_id, code=site.code()),
            {
                "place": written("Elm Room"),
                "start": written("15.00"),
                "end": written("16.00"),
                "day": chosen("1"),
            },
        ),
        Action.change_timetable,
        False,
    ),
    change_views.USE: (form(change_views.USE, wanted, {}), Action.change_timetable, True),
}
REQUESTS |= {
    day_views.ADD: (button(day_views.ADD, lambda site: site.slot()), "its peer", False),
    day_views.SNOOZE: (button(day_views.SNOOZE, lambda site: site.slot()), "its peer", False),
    day_views.NOT_ME: (button(day_views.NOT_ME, lambda site: site.slot()), "its peer", False),
    # Everyone on the team mutes what is sent to them.
    day_views.MUTE: (button(day_views.MUTE, _id), Action.see_timetable, True),
    day_views.UNMUTE: (button(day_views.UNMUTE, _id), Action.see_timetable, False),
    day_views.CALENDAR: (button(day_views.CALENDAR, _id), Action.see_timetable, False),
}
REQUESTS |= {
    "/challenge slides": (typed("/challenge slides"), Action.compile_documents, False),
    "/challenge report": (typed("/challenge report"), Action.compile_documents, False),
    document_views.SLIDES: (
        form(document_views.SLIDES, _of_challenge, {}),
        Action.compile_documents,
        True,
    ),
    document_views.REPORT: (
        form(document_views.REPORT, _of_challenge, {document_views.STAGE: chosen("peers")}),
        Action.compile_documents,
        True,
    ),
    document_views.MAKE_REPORT: (
        button(document_views.MAKE_REPORT, _id, metadata=_of_challenge),
        Action.compile_documents,
        True,
    ),
}
_of_bullet = lambda site: site.surprise()  # noqa: E731
REQUESTS |= {
    settling_views.LIST: (button(settling_views.LIST, _id), Action.approve_brief, False),
    settling_views.ACCEPT: (
        button(settling_views.ACCEPT, _of_bullet, metadata=lambda site: ""),
        Action.approve_brief,
        False,
    ),
    settling_views.REASON: (
        form(settling_views.REASON, _of_bullet, lambda site: site.why()),
        Action.approve_brief,
        True,
    ),
} | {
    name: (
        button(name, _of_bullet, metadata=lambda site: ""),
        Action.approve_brief,
        name != "surprise_reopen",
    )
    for name in (settling_views.RAISE, settling_views.DROP, settling_views.REOPEN)
}
_theme = lambda site: theme_views.value(site.challenge_id, THEME.id)  # noqa: E731
_seen = lambda site: theme_views.value(site.challenge_id, THEME.id, 0)  # noqa: E731
_dropped = lambda site: theme_views.value(site.challenge_id, DROPPED.id, 0)  # noqa: E731
_proposal = lambda site: theme_views.value(site.challenge_id, THEME.id, "proposal")  # noqa: E731
_place = lambda site: theme_views.value(site.challenge_id, "safeguarding", 0)  # noqa: E731
_in_form = lambda site: challenge_views.metadata(  # noqa: E731
    challenge=site.challenge_id,
    theme=THEME.id,
    version="0",
    label=digest("Reviews"),
    bullet=digest("Some are late."),
    stage=digest("issue"),
)


def themes_button(action_id: str, value: Callable[[Site], str]) -> Any:
    return button(action_id, value, metadata=lambda site: "")


REQUESTS |= {
    "/themes": (typed("/themes safeguarding"), Action.read_wall, False),
    "/challenge gaps": (typed("/challenge gaps"), Action.read_wall, False),
    home_views.GAPS: (button(home_views.GAPS, _id), Action.read_wall, False),
    gap_views.ASK: (
        button(gap_views.ASK, lambda site: gap_views.ask_value(site.challenge_id, "needs"), metadata=_id),
        Action.post_evidence,
        False,
    ),
    gap_views.POST: (button(gap_views.POST, _id, metadata=_id), Action.read_wall, False),
    home_views.THEMES: (button(home_views.THEMES, _id), Action.read_wall, False),
    theme_views.INDEX: (
        themes_button(theme_views.INDEX, lambda site: theme_views.value(site.challenge_id)),
        Action.read_wall,
        False,
    ),
    theme_views.LIST: (themes_button(theme_views.LIST, _place), Action.read_wall, False),
    theme_views.OPEN: (themes_button(theme_views.OPEN, _theme), Action.read_wall, False),
    theme_views.POSTS: (
        themes_button(
            theme_views.POSTS,
            lambda site: theme_views.value(site.challenge_id, "safeguarding", THEME.id, 0),
        ),
        Action.read_wall,
        False,
    ),
    theme_views.REGROUP: (themes_button(theme_views.REGROUP, _place), Action.decide_theme, False),
    theme_views.ACCEPT: (
        themes_button(
            theme_views.ACCEPT, lambda site: theme_views.value(site.challenge_id, "safeguarding", "seen")
        ),
        Action.decide_theme,
        False,
    ),
    theme_views.DRAFT: (themes_button(theme_views.DRAFT, _theme), Action.decide_theme, False),
    theme_views.EDIT: (themes_button(theme_views.EDIT, _theme), Action.decide_theme, False),
    theme_views.MERGE: (themes_button(theme_views.MERGE, _theme), Action.decide_theme, False),
    theme_views.MOVE: (
        themes_button(theme_views.MOVE, lambda site: theme_views.value(site.challenge_id, THEME.id, 0)),
        Action.decide_theme,
        False,
    ),
    theme_views.PROPOSE: (themes_button(theme_views.PROPOSE, _theme), Action.back_theme, False),
    theme_views.AGREE: (themes_button(theme_views.AGREE, _seen), Action.decide_theme, True),
    theme_views.DROP: (themes_button(theme_views.DROP, _seen), Action.decide_theme, True),
    theme_views.RESTORE: (themes_button(theme_views.RESTORE, _dropped), Action.decide_theme, True),
    theme_views.BACK: (themes_button(theme_views.BACK, _theme), Action.back_theme, True),
    theme_views.UNBACK: (themes_button(theme_views.UNBACK, _theme), Action.back_theme, False),
    theme_views.TAKE: (themes_button(theme_views.TAKE, _proposal), Action.decide_theme, True),
    theme_views.PUT_AWAY: (themes_button(theme_views.PUT_AWAY, _proposal), Action.decide_theme, True),
    theme_forms.EDIT_FORM: (
        form(
            theme_forms.EDIT_FORM,
            _in_form,
            {"label-1": written("Late"), "bullet-1": written("Late."), "stage-1": chosen("suggestion")},
        ),
        Action.decide_theme,
        True,
    ),
    theme_forms.MERGE_FORM: (
        form(theme_forms.MERGE_FORM, _in_form, {"other": chosen(OTHER.id)}),
        Action.decide_theme,
        True,
    ),
    theme_forms.MOVE_FORM: (
        form(
            theme_forms.MOVE_FORM,
            _in_form,
            lambda site: {"posts-0": ticked(site.post_it_id), "to": chosen("-")},
        ),
        Action.decide_theme,
        True,
    ),
    theme_forms.PROPOSE_FORM: (
        form(theme_forms.PROPOSE_FORM, _in_form, {"proposal": written("say since when")}),
        Action.back_theme,
        True,
    ),
}
#: Set-up makes a challenge of one's own; the shortcuts open what /postit opens; closing a form tells nothing.
ELSEWHERE = {challenge_views.SET_UP} | {
    # What is whose there depends on the session, not on the role: tests/delivery/test_day_buttons.py.
    day_views.ADD,
    day_views.SNOOZE,
    day_views.NOT_ME,
    day_views.MUTE,
    day_views.UNMUTE,
}


async def everything(house: House) -> list[Any]:
    """All that is stored, but for the receipt that any request leaves and for what waits to be sent."""
    tables = ("challenge", "member", "postit", "brief", "document", "matter", "theme", "backing")
    async with house.bot.database.engine.connect() as connection:
        return [(await connection.execute(text(f"SELECT * FROM {name}"))).all() for name in tables]


@pytest.mark.parametrize("what", REQUESTS)
async def test_who_may_may_and_nobody_else(site: Site, what: str) -> None:
    make, needs, changes = REQUESTS[what]
    # Those who may not come first: they must leave everything as it is for those who may.
    order = sorted(PEOPLE.values(), key=lambda person: _allowed(person[1], needs))
    for user, role in order:
        before, sent = await everything(site.house), len(site.house.workspace.sent)
        answer = await site.house.slack_sends(make(site, user))
        assert answer.status_code == 200, user
        await site.house.bot.desk.settle()
        after = await everything(site.house)
        said = json.dumps([args for _, args in site.house.workspace.sent[sent:]])
        said += "".join(message.text for message in site.house.only_for(user))
        if not _allowed(role, needs):
            assert before == after, (what, user)
            assert "reviews are late" not in said, (what, user)
            assert "Nandakumar" not in said, (what, user)
            assert "Trevithick" not in said, (what, user)
            if role is None and user == STRANGER:
                assert "Northmere" not in said, (what, user)
        elif changes and needs != "its author":
            assert before != after, (what, user)
            return  # the others who may would find it done


def _allowed(role: Role | None, needs: Action | str | None) -> bool:
    if isinstance(needs, Action):
        return role in WHO_MAY[needs]
    return needs is None


def test_nothing_is_left_out() -> None:
    handlers = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot" / "handlers").glob("*.py"))
    registered = len(re.findall(r"@app\.(?:action|view)\(", handlers))
    # The four forms of a challenge are registered by one loop, which counts once; so are three buttons of a
    # bullet that would surprise.
    callbacks = {name.split(",")[0] for name in REQUESTS if not name.startswith("/")} | ELSEWHERE
    # So are the twelve buttons and the four forms that change themes, by one loop each.
    assert len(callbacks) == (registered - 4) + 4 + 3 + 12 + 4
    assert {each.name for each in SLASH_COMMANDS} == {
        name.split()[0] for name in REQUESTS if name.startswith("/")
    }
