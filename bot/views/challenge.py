"""Setting up a challenge: the forms, the help and what the channel is told."""

import json
from collections.abc import Mapping, Sequence

from bot.domain.catalogue import CHALLENGE_WORDS, SHORTCUTS, SLASH_COMMANDS
from bot.domain.challenge import (
    LEAST_SMALLEST_GROUP,
    REASON_LIMIT,
    REMINDERS,
    USUAL_SMALLEST_GROUP,
    Challenge,
    Member,
    Role,
    SmallestGroup,
)
from bot.views import words
from bot.views.blocks import (
    Block,
    context,
    date_input,
    escape,
    field,
    modal,
    option,
    radio,
    section,
    select,
    text_input,
    users_input,
)

SET_UP, SETTINGS, TEAM = "challenge_set_up", "challenge_settings", "challenge_team"

_TEAM_LABELS = {
    Role.challenge_manager: "Challenge manager",
    Role.lead_peer: "Lead peer",
    Role.peer: "Peers",
    Role.support_officer: "Project support officer",
}


def metadata(**values: str) -> str:
    """Private metadata."""
    return json.dumps(values)


def read_metadata(text: str) -> dict[str, str]:
    """What `metadata` wrote."""
    return {str(name): str(value) for name, value in json.loads(text).items()}


def _times(challenge: Challenge | None) -> str:
    return ", ".join(f"{each:%H:%M}" for each in challenge.dass_times) if challenge else ""


def _set_up_fields(challenge: Challenge | None) -> list[Block]:
    return [
        field("council", "Council", text_input(initial=challenge.council if challenge else "", limit=100)),
        field(
            "starts_on",
            "First day on site",
            date_input(challenge.starts_on.isoformat() if challenge else None),
        ),
        field(
            "ends_on", "Last day on site", date_input(challenge.ends_on.isoformat() if challenge else None)
        ),
        field(
            "dass_times",
            "Time of the DASS meeting, each day",
            text_input(initial=_times(challenge), limit=100, placeholder="17:30, 17:30, 12:30"),
            optional=True,
            hint="One time a day, separated by commas. Left empty: 17:30, and 12:30 on the last day. "
            "The brief's preview comes half an hour before.",
        ),
        field(
            "approvals",
            "Who approves a brief before it is posted",
            radio(
                [
                    option("The challenge manager and the lead peer", "both"),
                    option("One of them is enough", "one"),
                ],
                chosen="one" if challenge and challenge.one_approves else "both",
            ),
        ),
        field(
            "briefs_to",
            "Where an approved brief is posted",
            radio(
                [
                    option("In the team's channel", "channel"),
                    option("In the challenge manager's direct messages", "direct"),
                ],
                chosen="direct" if challenge and challenge.briefs_direct else "channel",
            ),
        ),
        field(
            "zone",
            "Time zone",
            text_input(initial=challenge.zone if challenge else "Europe/London", limit=50),
        ),
        field(
            "purge_on",
            "Day on which everything is deleted",
            date_input(challenge.purge_on.isoformat() if challenge else None),
            optional=True,
            hint="Left empty: six months after the last day. I remind you two weeks and one day before.",
        ),
    ]


def set_up(channel: str, frameworks: Mapping[str, str], notes: Sequence[Block] = ()) -> Block:
    """The form of `/challenge new`. `frameworks` are names by key; `notes` stand above it."""
    keys = list(frameworks)
    choose = select([option(name, key) for key, name in frameworks.items()], chosen=keys[0])
    fields = _set_up_fields(None)
    return modal(
        "New peer challenge",
        [
            *notes,
            context("You will be its challenge manager. Times and team can be changed later."),
            fields[0],
            field("framework", "Framework", choose),
            *fields[1:],
            *team_fields((), without=Role.challenge_manager),
        ],
        callback_id=SET_UP,
        metadata=metadata(channel=channel),
        submit="Set up",
        close="Cancel",
    )


def settings(challenge: Challenge, smallest: SmallestGroup, notes: Sequence[Block] = ()) -> Block:
    """The form of `/challenge settings`."""
    return modal(
        "Settings",
        [*notes, *_set_up_fields(challenge), _reminder(challenge), *_smallest_group(smallest)],
        callback_id=SETTINGS,
        metadata=metadata(challenge=challenge.id),
        submit="Save",
        close="Cancel",
    )


def _reminder(challenge: Challenge) -> Block:
    options = [option(f"{each} minutes before", str(each)) for each in REMINDERS]
    return field(
        "reminder_minutes",
        "When peers are reminded of a session",
        select(options, chosen=str(challenge.reminder_minutes)),
    )


def _smallest_group(smallest: SmallestGroup) -> list[Block]:
    usual = USUAL_SMALLEST_GROUP.people
    options = [
        option(f"{usual} people, as usual", str(usual)),
        option(f"{LEAST_SMALLEST_GROUP} people", str(LEAST_SMALLEST_GROUP)),
    ]
    since = f" Chosen on {words.day(smallest.chosen_on)}." if smallest.chosen_on else ""
    return [
        field(
            "smallest_group",
            "Smallest group that the client may be told of",
            select(options, chosen=str(smallest.people)),
            hint="Smaller ones are told of as part of a wider group, or as what the team heard.",
        ),
        field(
            "why_smaller",
            f"If {LEAST_SMALLEST_GROUP}: why",
            text_input(initial=smallest.reason, limit=REASON_LIMIT),
            optional=True,
            hint=f"Kept with the challenge.{since}",
        ),
    ]


def team_fields(team: Sequence[Member], *, without: Role | None = None) -> list[Block]:
    """A field a role."""
    return [
        field(
            role.value,
            label,
            users_input([member.user for member in team if member.role is role], "Choose people"),
            optional=role is not Role.challenge_manager,
            hint="Logistics only: sees no evidence." if role is Role.support_officer else None,
        )
        for role, label in _TEAM_LABELS.items()
        if role is not without
    ]


def team(challenge_id: str, members: Sequence[Member], notes: Sequence[Block] = ()) -> Block:
    """The form of `/challenge team`."""
    return modal(
        "The team",
        [*notes, *team_fields(members)],
        callback_id=TEAM,
        metadata=metadata(challenge=challenge_id),
        submit="Save",
        close="Cancel",
    )


def finished(title: str, sentence: str) -> Block:
    """Stands in a form's place when it is done."""
    return modal(title, [section(sentence)], callback_id="finished")


def dates(challenge: Challenge) -> str:
    """ "Tuesday 24 March to Thursday 26 March 2026"."""
    first, last = challenge.starts_on, challenge.ends_on
    return (
        f"{words.day(first)} to {words.day(last)} {last:%Y}"
        if first != last
        else f"{words.day(first)} {first:%Y}"
    )


def welcome(challenge: Challenge, members: Sequence[Member], framework: str) -> tuple[str, list[Block]]:
    """What the channel is told when a challenge is set up: (fallback text, blocks)."""
    people = "\n".join(f"•  <@{member.user}>, {member.role.words}" for member in members)
    meetings = words.listed([f"{each:%H.%M}" for each in challenge.dass_times])
    blocks = [
        section(f"👋 *The peer challenge of {escape(challenge.council)} is set up.*"),
        section(f"{dates(challenge)} · {escape(framework)}\nMeetings with the DASS at {meetings}.\n{people}"),
        section(
            "Write post-its with `/postit`, the ⚡ shortcut *New post-it*, or from the bot's Home. Whatever "
            "is written is non-attributable: names and numbers of people are hidden before it is stored, and "
            "no one sees who wrote it."
        ),
    ]
    return "A peer challenge is set up", blocks


def help_blocks() -> list[Block]:
    """What can be typed; made from the table that registers it."""
    typed = "\n".join(
        f"•  `{command.name}{f' {command.usage}' if command.usage else ''}`  {command.description}"
        for command in SLASH_COMMANDS
    )
    more = "\n".join(f"•  `/challenge {word}`  {does}" for word, does in CHALLENGE_WORDS.items())
    pressed = "\n".join(f"•  *{each.name}*  {each.description}" for each in SHORTCUTS)
    return [
        section(f"*What you can type*\n{typed}"),
        section(f"*After `/challenge`*\n{more}"),
        section(f"*Shortcuts* (⚡, or the menu of a message)\n{pressed}"),
        context("Everything is in the bot's Home too."),
    ]
