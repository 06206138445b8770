"""api.test, auth.test, apps.connections.open."""

from bot.playground.model import BOT_ID, BOT_USER, TEAM_ID, ApiError, Json
from bot.playground.registry import Call, method


@method("api.test", open_to_all=True)
async def api_test(call: Call) -> Json:
    """Says the arguments back; with `error`, fails with it."""
    if call.args.get("error"):
        raise ApiError(str(call.args["error"]), args=call.args)
    return {"args": call.args}


@method("auth.test")
async def auth_test(call: Call) -> Json:
    """Whose token it is."""
    return {
        "url": call.address,
        "team": call.workspace.name,
        "user": call.workspace.users[BOT_USER].name,
        "team_id": TEAM_ID,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


@method("apps.connections.open", app_token=True)
async def apps_connections_open(call: Call) -> Json:
    """A WebSocket address for one Socket Mode connection; needs the app's own token."""
    address = call.address.replace("http://", "ws://", 1)
    return {"url": f"{address}socket?ticket={call.link.new_ticket()}"}
