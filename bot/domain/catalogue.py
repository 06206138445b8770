"""What people can type and press: the one table that registers commands, makes the help, and writes the
manifest. A test holds `manifest.json` against it.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A slash command: what it is called, what may follow it, and what it does, in words."""

    name: str
    description: str
    usage: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut in Slack's menus; `of` is "global" or "message"."""

    callback_id: str
    name: str
    of: str
    description: str


POSTIT = SlashCommand("/postit", "Write a post-it for the wall")
DIGEST = SlashCommand("/digest", "See today's no-surprises brief, and post it (challenge manager)", "[day 2]")
CHALLENGE = SlashCommand(
    "/challenge",
    "Set up a peer challenge, its team and its times; make its slides and its report",
    "[new | team | settings | gaps | ledger | slides | report | surprises | close | help]",
)
THEMES = SlashCommand(
    "/themes", "See what the post-its come to, and work on it: the themes of each statement", "[statement]"
)
TIMETABLE = SlashCommand("/timetable", "See who is where today and tomorrow; import the timetable")
SLASH_COMMANDS = (POSTIT, DIGEST, THEMES, TIMETABLE, CHALLENGE)

#: What may follow /challenge, and what each does.
CHALLENGE_WORDS = {
    "new": "set up a peer challenge in this private channel",
    "team": "change who is on the team and in which role",
    "settings": "change the council's name, the dates, the time zone, the times of the DASS meetings "
    "and the day on which everything is deleted",
    "gaps": "see what is missing, and what of the timetable could still bring it",
    "ledger": "see what was raised with the client in which brief (challenge manager, lead peer)",
    "slides": "make draft slides for the last day, with the surprises check (challenge manager, lead peer)",
    "report": "make the draft report, and say where it stands (challenge manager, lead peer)",
    "surprises": "settle what of the slides or the report the client has not heard (challenge manager, "
    "lead peer)",
    "close": "delete the challenge now: all that is stored, and what the bot wrote in Slack",
    "help": "show this",
}

NEW_POSTIT = Shortcut("new_postit", "New post-it", "global", "Write a post-it for the wall")
MAKE_POSTIT = Shortcut("make_postit", "Make a post-it", "message", "Turn a message into a post-it")
SHORTCUTS = (NEW_POSTIT, MAKE_POSTIT)

#: Each scope with why it is asked for.
SCOPES = {
    "chat:write": "post the flip charts, the briefs and the previews",
    "commands": "answer slash commands and shortcuts",
    "files:read": "read the timetable that someone uploads",
    "files:write": "send an empty timetable to fill in, and the slides and the report; delete them again",
    "groups:history": "look up whether a message was posted before posting it again; find all to delete",
    "groups:read": "see whether the bot is in the private channel",
    "im:history": "look up whether a preview was sent before sending it again; find all to delete",
    "im:write": "open a direct message with someone on the team",
    "users:read": "know the team's names, and whether an account is deactivated",
}

EVENTS = ("app_home_opened",)
