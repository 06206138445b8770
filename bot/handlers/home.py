"""The App Home."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.handlers.desk import Desk, nobody
from bot.services import home
from bot.views import home as views


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what concerns the Home."""

    @app.event("app_home_opened")
    async def opened(ack: AsyncAck, event: dict[str, Any]) -> None:
        await ack()
        # The same event comes for the Messages tab.
        if event.get("tab") == "home":
            desk.start("home", publish(desk, event["user"]), nobody)

    @app.action(views.REFRESH)
    async def refresh(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack()
        desk.start(views.REFRESH, publish(desk, body["user"]["id"]), desk.by_modal(body))


async def publish(desk: Desk, user: str) -> None:
    """Show `user` their Home as it is now."""
    now = desk.now()
    async with desk.database.read() as session:
        rooms = await home.rooms(session, desk.keyring, user, now)
    await desk.slack.views_publish(user_id=user, view=views.home(rooms))
