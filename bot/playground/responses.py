"""What an app says by a response_url, or in the acknowledgement of a command."""

from bot.playground.checks import check_message
from bot.playground.model import BOT_ID, BOT_USER, ApiError, Json, Message, with_ids
from bot.playground.tickets import ResponseTarget
from bot.playground.workspace import Workspace


def respond(workspace: Workspace, target: ResponseTarget, said: Json) -> None:
    """Do what the app says: a new message, or the original changed or deleted.

    A new message is seen by the person alone unless its `response_type` is "in_channel"; it is posted even
    where the bot is not in the channel. ApiError where Slack would not take the message.
    """
    channel = workspace.channels[target.channel]
    original = channel.messages.get(target.message_ts or "")
    if said.get("delete_original"):
        if original is None:
            raise ApiError("message_not_found")
        workspace.remove_message(channel, original)
        return
    problem = check_message(said)
    if problem is not None:
        raise ApiError(problem.error, problem.messages)
    if said.get("replace_original") and original is not None:
        original.text, original.blocks = str(said.get("text") or ""), with_ids(said.get("blocks") or [])
        original.edited_ts = None if original.blocks else workspace.next_ts()
        workspace.change_message(channel, original)
        return
    everyone = said.get("response_type") == "in_channel"
    thread = str(said.get("thread_ts") or "") or (original.thread_ts if original else None)
    message = Message(
        workspace.next_ts(),
        BOT_USER,
        str(said.get("text") or ""),
        with_ids(said.get("blocks") or []),
        thread if thread in channel.messages else None,
        said.get("metadata") if everyone else None,
        only_for=None if everyone else target.user,
        bot_id=BOT_ID,
    )
    workspace.add_message(channel, message)
