"""Files in a workspace: those that people add to a form and those that the app uploads; who may have them."""

from secrets import token_hex
from typing import Any
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.playground.faults import Unanswered, refusal
from bot.playground.model import BOT_USER, TEAM_ID, Json, elements
from bot.playground.workspace import Workspace

#: Bytes of a file that a form takes.
FORM_LIMIT = 10_000_000
_MOST_FILES = 10
_SHOWN = ("id", "name", "title", "size", "created", "user", "mimetype", "channels")
_TYPES = {
    "csv": ("text/csv", "CSV"),
    "txt": ("text/plain", "Plain Text"),
    "pdf": ("application/pdf", "PDF"),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel Spreadsheet"),
}
_ANY_TYPE = ("application/octet-stream", "Binary")


class NotTaken(Exception):
    """Slack's form does not take what was chosen; the sentence is shown to the person."""


def add(workspace: Workspace, user: str, name: str, content: bytes) -> Json:
    """A file that `user` adds to a form; the app has it once the form is submitted."""
    if not content:
        raise NotTaken("The file is empty.")
    if len(content) > FORM_LIMIT:
        raise NotTaken(f"The file is larger than {FORM_LIMIT // 1_000_000} MB.")
    file_id = f"F{token_hex(5).upper()}"
    workspace.files[file_id] = {
        "id": file_id,
        "name": name,
        "title": name,
        "size": len(content),
        "user": user,
        "mimetype": _TYPES.get(_ending(name), _ANY_TYPE)[0],
        "created": int(float(workspace.next_ts())),
        "content": content,
        "secret": token_hex(12),
        "channels": [],
        "shares": {},
    }
    return {"id": file_id, "name": name, "size": len(content)}


def shape(file: Json, address: str) -> Json:
    """A file as the Web API and a submitted form give it. `address` is where the stand-in is reached."""
    kind = _ending(file["name"])
    private = f"{address}files-pri/{TEAM_ID}-{file['id']}/{quote(file['name'])}"
    return {
        **{key: file[key] for key in _SHOWN},
        "timestamp": file["created"],
        "filetype": kind,
        "pretty_type": _TYPES.get(kind, _ANY_TYPE)[1],
        "mode": "hosted",
        "is_external": False,
        "is_public": False,
        "public_url_shared": False,
        "url_private": private,
        "url_private_download": private,
        "file_access": "visible",
        "shares": {"private": {channel: [{"ts": ts}] for channel, ts in file["shares"].items()}},
    }


def visible_to_app(workspace: Workspace, file: Json | None) -> bool:
    """Whether the app may have a file: its own, one it was given in a form, or one where its bot is."""
    if file is None or file["content"] is None:
        return False
    if file["user"] == BOT_USER or file.get("given"):
        return True
    return any(BOT_USER in workspace.channels[each].members for each in file["channels"])


def asks_for_files(view: Json) -> bool:
    """Whether a view has a field for files, which an app may show with the scope files:read alone."""
    return any(each["type"] == "file_input" for block in view["blocks"] for each in elements(block))


def hand_over(workspace: Workspace, user: str, blocks: list[Json], values: Json, address: str) -> None:
    """Give the app the files of a form that is submitted: `values` then tell of them as Slack does.

    Raises NotTaken where the form does not take them.
    """
    for block in blocks:
        for element in elements(block):
            if element["type"] != "file_input":
                continue
            value = values[block["block_id"]][element["action_id"]]
            chosen = [_own(workspace, user, each) for each in value["files"]]
            _check(element, chosen, optional=bool(block.get("optional")))
            for file in chosen:
                file["given"] = True
            value["files"] = [shape(file, address) for file in chosen]


def _own(workspace: Workspace, user: str, chosen: Any) -> Json:
    file = workspace.files.get(str(chosen.get("id"))) if isinstance(chosen, dict) else None
    if file is None or file["user"] != user:
        raise NotTaken("That file is gone. Choose it again.")
    return file


def _check(element: Json, chosen: list[Json], *, optional: bool) -> None:
    most, kinds = element.get("max_files", _MOST_FILES), element.get("filetypes")
    if not chosen and not optional:
        raise NotTaken("Please complete this required field.")
    if len(chosen) > most:
        raise NotTaken(f"Choose {most} files at most." if most > 1 else "Choose one file.")
    if kinds and any(_ending(each["name"]) not in kinds for each in chosen):
        raise NotTaken(f"The form takes {', '.join(kinds)} files.")


def _ending(name: str) -> str:
    return name.casefold().rpartition(".")[2]


class PrivateFiles:
    """Hands out files at their `url_private`, to the app's bot token alone. Others are sent to sign in."""

    def __init__(self, workspace: Workspace, scopes: frozenset[str]) -> None:
        self._workspace = workspace
        self._scopes = scopes

    async def answer(self, request: Request) -> Response:
        """One file's bytes."""
        trouble = self._workspace.next_trouble("files-pri")
        if trouble is not None:
            return refusal(trouble) or Unanswered(cut=trouble.kind == "drop")
        _, _, file_id = request.path_params["of"].partition("-")
        file = self._workspace.files.get(file_id)
        token = request.headers.get("authorization", "")
        allowed = token == f"Bearer {self._workspace.bot_token}" and "files:read" in self._scopes
        if not allowed or file is None or not visible_to_app(self._workspace, file):
            return RedirectResponse(f"/?redir={quote(request.url.path)}", 302)
        return Response(file["content"], media_type=file["mimetype"])
