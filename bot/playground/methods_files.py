"""files.*: a file comes in three steps: an address, the bytes, and where it is shared."""

from secrets import token_hex

from bot.playground.files import shape, visible_to_app
from bot.playground.model import BOT_ID, BOT_USER, ApiError, Channel, Json, Message
from bot.playground.registry import Call, method

_SHOWN = ("id", "name", "title", "size", "created", "user", "mimetype")


@method("files.getUploadURLExternal", "files:write")
async def files_get_upload_url_external(call: Call) -> Json:
    """An address to send a file's bytes to."""
    filename, length = call.need("filename", "length")
    if not length.isdecimal() or not int(length):
        raise ApiError("missing_argument")
    file_id, secret = f"F{token_hex(5).upper()}", token_hex(12)
    call.workspace.files[file_id] = {
        "id": file_id,
        "name": filename,
        "title": filename,
        "size": int(length),
        "user": BOT_USER,
        "mimetype": "application/octet-stream",
        "created": int(float(call.workspace.next_ts())),
        "content": None,
        "secret": secret,
        "channels": [],
        "shares": {},
        "alt_txt": str(call.args.get("alt_txt") or ""),
    }
    return {"upload_url": f"{call.address}upload/{file_id}/{secret}", "file_id": file_id}


@method("files.completeUploadExternal", "files:write")
async def files_complete_upload_external(call: Call) -> Json:
    """Share uploaded files in channels or threads, or keep them to the bot where none is named."""
    given = call.args.get("files")
    if not isinstance(given, list) or not given:
        raise ApiError("invalid_arguments", ("[ERROR] missing required field: files",))
    named = str(call.args.get("channels") or call.args.get("channel_id") or "")
    channels = [_shared_in(call, each.strip()) for each in named.split(",") if each.strip()]
    done = []
    for each in given:
        file = call.workspace.files.get(str(each.get("id")) if isinstance(each, dict) else "")
        if file is None or file["content"] is None:
            raise ApiError("file_not_found")
        file["title"] = str(each.get("title") or file["name"])
        done.append({key: file[key] for key in _SHOWN})
    for channel in channels:
        _share(call, channel, done)
    return {"files": done}


def _shared_in(call: Call, channel_id: str) -> Channel:
    if channel_id in call.workspace.users:
        return call.workspace.direct_message(call.workspace.person_to_write_to(channel_id).id)
    channel = call.workspace.channel_for_bot(channel_id)
    if BOT_USER not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _share(call: Call, channel: Channel, files: list[Json]) -> None:
    thread = str(call.args.get("thread_ts") or "") or None
    if thread and thread not in channel.messages:
        raise ApiError("thread_not_found")
    for each in files:
        call.workspace.files[each["id"]]["channels"].append(channel.id)
    text = str(call.args.get("initial_comment") or "")
    message = Message(call.workspace.next_ts(), BOT_USER, text, thread_ts=thread, bot_id=BOT_ID, files=files)
    for each in files:
        call.workspace.files[each["id"]]["shares"][channel.id] = message.ts
    call.workspace.add_message(channel, message)


@method("files.delete", "files:write")
async def files_delete(call: Call) -> Json:
    """Take a file back, out of every message that shows it."""
    (file_id,) = call.need("file")
    file = call.workspace.files.get(file_id)
    if file is None or not (file["user"] == BOT_USER or visible_to_app(call.workspace, file)):
        raise ApiError("file_not_found")
    if file["user"] != BOT_USER:
        raise ApiError("cant_delete_file")
    del call.workspace.files[file_id]
    for channel in call.workspace.channels.values():
        for message in list(channel.messages.values()):
            left = [file for file in message.files if file["id"] != file_id]
            if left != message.files:
                message.files = left
                call.workspace.change_message(channel, message)
    return {}


@method("files.info", "files:read")
async def files_info(call: Call) -> Json:
    """One file."""
    (file_id,) = call.need("file")
    file = call.workspace.files.get(file_id)
    if file is None or not visible_to_app(call.workspace, file):
        raise ApiError("file_not_found")
    return {"file": shape(file, call.address)}
