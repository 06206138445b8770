"""chat.*: messages that the bot sends, changes and takes back."""

from bot.playground.checks import check_message
from bot.playground.model import BOT_ID, BOT_USER, ApiError, Channel, Json, Message, with_ids
from bot.playground.registry import Call, method, refuse


def _message(call: Call, channel: Channel, *, only_for: str | None = None) -> Message:
    refuse(check_message(call.args))
    return Message(
        call.workspace.next_ts(),
        BOT_USER,
        str(call.args.get("text") or ""),
        with_ids(call.args.get("blocks") or []),
        _thread(call, channel),
        None if only_for else call.args.get("metadata"),
        only_for=only_for,
        bot_id=BOT_ID,
    )


def _thread(call: Call, channel: Channel) -> str | None:
    """The first message of the thread meant. Slack wants its ts, and takes a reply's for it."""
    given = call.args.get("thread_ts")
    if not given:
        return None
    first = channel.messages.get(str(given))
    if first is None:
        raise ApiError("thread_not_found")
    if first.only_for or first.subtype in {"channel_join", "channel_leave"}:
        raise ApiError("cannot_reply_to_message")
    return first.thread_ts or first.ts


def _posting(call: Call) -> Channel:
    """The channel to post in: an id, a #name, or a person for the direct message with them."""
    (wanted,) = call.need("channel")
    workspace = call.workspace
    if wanted in workspace.users:
        channel = workspace.direct_message(workspace.person_to_write_to(wanted).id)
    else:
        by_name = {f"#{each.name}": each.id for each in workspace.channels.values() if each.kind != "im"}
        channel = workspace.channel_for_bot(by_name.get(wanted, wanted))
    if channel.kind == "im":
        workspace.person_to_write_to(next(each for each in channel.members if each != BOT_USER))
    if channel.archived:
        raise ApiError("is_archived")
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _own(call: Call, refused: str) -> tuple[Channel, Message]:
    channel = call.channel()
    (ts,) = call.need("ts")
    message = channel.messages.get(ts)
    if message is None or message.only_for or message.subtype == "tombstone":
        raise ApiError("message_not_found")
    if message.user != BOT_USER or message.subtype:
        raise ApiError(refused)
    return channel, message


@method("chat.postMessage", "chat:write")
async def chat_post_message(call: Call) -> Json:
    """Post to a channel that the bot is in, a thread, or a person."""
    channel = _posting(call)
    message = _message(call, channel)
    call.workspace.add_message(channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": channel.message(message, with_metadata=True)}


@method("chat.postEphemeral", "chat:write")
async def chat_post_ephemeral(call: Call) -> Json:
    """Say something that one person alone sees; it can't be changed afterwards but by a response_url."""
    (user,) = call.need("user")
    channel = _posting(call)
    if call.workspace.user(user).id not in channel.members:
        raise ApiError("user_not_in_channel")
    message = _message(call, channel, only_for=user)
    call.workspace.add_message(channel, message)
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
async def chat_update(call: Call) -> Json:
    """Change a message of the bot's own.

    Text without blocks takes the blocks away and marks the message as edited; blocks do not. Metadata stay
    unless new ones come; an empty object takes them away.
    """
    channel, message = _own(call, "cant_update_message")
    args = {**call.args, "metadata": call.args.get("metadata") or None}
    refuse(check_message(args, needs_text="metadata" not in call.args))
    text, blocks = args.get("text"), args.get("blocks")
    if text is not None or blocks is not None:
        message.text = message.text if text is None else str(text)
        message.blocks = with_ids(blocks or [])
        message.edited_ts = message.edited_ts if blocks else call.workspace.next_ts()
    if "metadata" in call.args:
        message.metadata = args["metadata"]
    call.workspace.change_message(channel, message)
    shape = channel.message(message, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shape}


@method("chat.delete", "chat:write")
async def chat_delete(call: Call) -> Json:
    """Take a message of the bot's own back. Where replies hang on it, "This message was deleted" stays."""
    channel, message = _own(call, "cant_delete_message")
    call.workspace.remove_message(channel, message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
async def chat_get_permalink(call: Call) -> Json:
    """An address of a message, on the stand-in's page."""
    channel = call.channel()
    (ts,) = call.need("message_ts")
    message = channel.messages.get(ts)
    if message is None or message.only_for:
        raise ApiError("message_not_found")
    in_thread = f"&thread={message.thread_ts}" if message.thread_ts else ""
    return {"channel": channel.id, "permalink": f"{call.address}#in={channel.id}{in_thread}"}
