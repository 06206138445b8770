"""What people type, as Slack keeps it: escaped, with names turned into mentions."""

import html
import re
from collections.abc import Iterable

from bot.playground.model import Channel, User

_SPECIAL = {"here": "<!here>", "channel": "<!channel>", "everyone": "<!everyone>"}
_NAME = r"(?<![\w@])@([\w.-]*\w)"
_CHANNEL = r"(?<![\w#&])#([\w-]+)"
_LINK = r"https?://[^\s<>]*[^\s<>.,;:!?)\]'\"]"
_TYPED = re.compile(f"{_LINK}|{_NAME}|{_CHANNEL}")


def kept(text: str, users: Iterable[User], channels: Iterable[Channel], *, command: bool = False) -> str:
    """`text` with & < > escaped, and @name, #channel and links of those known in Slack's angle brackets.

    In the text of a `command` a mention says the name too, as in `<@U1|morgan>`.
    """
    by_name = {user.name: user for user in users if not user.deleted}
    by_channel = {channel.name: channel for channel in channels if channel.kind != "im"}

    def mention(found: re.Match[str]) -> str:
        name, channel_name = found[1], found[2]
        if name in _SPECIAL:
            return _SPECIAL[name]
        if name and name.lower() in by_name:
            person = by_name[name.lower()]
            said = f"|{person.name}" if command else ""
            return f"<@{person.id}{said}>"
        if channel_name in by_channel:
            return f"<#{by_channel[channel_name].id}|{channel_name}>"
        return f"<{found[0]}>" if found[0].startswith("http") else found[0]

    return _TYPED.sub(mention, html.escape(text, quote=False))
