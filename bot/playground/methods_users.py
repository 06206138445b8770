"""users.*: who there is, and where the bot is."""

from bot.playground.model import BOT_USER, Json
from bot.playground.registry import Call, method

_SCOPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}
_TYPES = {"public": "public_channel", "private": "private_channel", "im": "im"}


@method("users.info", "users:read")
async def users_info(call: Call) -> Json:
    """One person, deactivated ones too."""
    (user,) = call.need("user")
    return {"user": call.workspace.user(user).api()}


@method("users.list", "users:read")
async def users_list(call: Call) -> Json:
    """Everyone, deactivated ones too; all at once unless a limit is given."""
    people = [user.api() for user in call.workspace.users.values()]
    page, more = call.page_of(people, call.number("limit", len(people), 1000))
    return {"members": page, "response_metadata": more}


@method("users.conversations")
async def users_conversations(call: Call) -> Json:
    """Where someone is, or the bot: of the kinds in `types`, each of which needs its scope."""
    types = [each.strip() for each in str(call.args.get("types") or "public_channel").split(",")]
    for each in types:
        call.need_scope(_SCOPES.get(each, "channels:read"))
    user = call.workspace.user(str(call.args.get("user") or BOT_USER)).id
    found = [
        channel.api()
        for channel in call.workspace.channels.values()
        if user in channel.members
        and (channel.kind == "public" or BOT_USER in channel.members)
        and _TYPES[channel.kind] in types
        and not (call.flag("exclude_archived") and channel.archived)
    ]
    page, more = call.page_of(found, call.number("limit", 100, 1000))
    return {"channels": page, "response_metadata": more}
