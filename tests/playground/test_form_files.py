"""Files that people add to a form: chosen, submitted, and handed to the app alone."""

import pytest

from bot.playground.files import FORM_LIMIT
from tests.playground.payloads import FILE_INPUT, Json, plain
from tests.playground.stand_in import CM, PEER, STRANGER, App, StandIn, manifest, standing


def file_form(**more: object) -> Json:
    element = {**FILE_INPUT, "action_id": "it", "max_files": 1, **more}
    block = {"type": "input", "block_id": "file", "label": plain("File"), "element": element}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("A file"),
        "submit": plain("Read"),
        "blocks": [block],
    }


async def open_form(at: StandIn) -> None:
    await at.slack.views_open(trigger_id=at.workspace.new_trigger(PEER), view=file_form())


async def add(at: StandIn, name: str = "a visit.csv", data: bytes = b"Day,Start\n", user: str = PEER) -> Json:
    answer = await at.page.post("/page/upload", params={"as": user, "name": name}, content=data)
    said: Json = answer.json()
    return said


async def submit(at: StandIn, *files: Json) -> Json:
    values = {"file": {"it": {"type": "file_input", "files": list(files)}}}
    body = {"as": PEER, "view_id": at.modal().id, "state": {"values": values}}
    said: Json = (await at.page.post("/page/submit", json=body)).json()
    return said


async def test_the_app_has_a_file_once_its_form_is_submitted(at: StandIn, either_app: App) -> None:
    await open_form(at)
    file = (await add(at))["file"]
    assert (file["name"], file["size"]) == ("a visit.csv", 10)
    address = f"{at.address}/files-pri/TSAMPLE-{file['id']}/a%20visit.csv"
    bearer = {"authorization": f"Bearer {at.workspace.bot_token}"}
    assert (await at.refused("files.info", file=file["id"]))["error"] == "file_not_found"
    assert (await at.page.get(address, headers=bearer)).status_code == 302
    assert (await submit(at, file))["ok"]
    told = (await either_app.next("submitted"))["view"]["state"]["values"]["file"]["it"]
    assert told["type"] == "file_input"
    (given,) = told["files"]
    assert (given["id"], given["filetype"], given["user"]) == (file["id"], "csv", PEER)
    assert given["url_private"] == address
    assert (await at.slack.files_info(file=file["id"]))["file"]["url_private_download"] == address
    got = await at.page.get(address, headers=bearer)
    assert (got.status_code, got.content) == (200, b"Day,Start\n")
    # Without the bot's token Slack shows where to sign in; and an app deletes no file but its own.
    for headers in ({}, {"authorization": f"Bearer {at.workspace.app_token}"}, {"authorization": "Bearer x"}):
        assert (await at.page.get(address, headers=headers)).status_code == 302
    assert (await at.refused("files.delete", file=file["id"]))["error"] == "cant_delete_file"
    # Nor does anybody else see it.
    assert (await at.page.get(f"/page/file?as={CM}&id={file['id']}")).status_code == 400


async def test_what_the_form_does_not_take(at: StandIn, app: App) -> None:
    await open_form(at)
    assert (await add(at, data=b""))["error"] == "The file is empty."
    assert (await add(at, data=b"x" * (FORM_LIMIT + 1)))["error"] == "The file is larger than 10 MB."
    assert (await add(at, user="UGONE"))["error"].startswith("This account is deactivated")
    mine, theirs = (await add(at))["file"], (await add(at, user=STRANGER))["file"]
    picture = (await add(at, "a.png"))["file"]
    for files, sentence in [
        ((), "Please complete this required field."),
        ((mine, (await add(at))["file"]), "Choose one file."),
        ((picture,), "The form takes csv, xlsx files."),
        ((theirs,), "That file is gone. Choose it again."),
        (({"id": "FNONE"},), "That file is gone. Choose it again."),
    ]:
        assert await submit(at, *files) == {"ok": False, "error": sentence}
    assert (await submit(at, mine))["ok"]
    await app.next("submitted")


@pytest.mark.parametrize("method", ["views.open", "views.push"])
async def test_a_form_for_files_needs_the_scope(method: str) -> None:
    async with standing(its_manifest=manifest(scopes=["commands"])) as at:
        trigger = at.workspace.new_trigger(PEER)
        refused = await at.refused(method, trigger_id=trigger, view=file_form())
        assert (refused["error"], refused["needed"]) == ("missing_scope", "files:read")
