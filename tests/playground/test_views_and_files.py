"""views.* and files.*: modals and Homes, and uploads, as an app calls for them."""

from typing import Any

import pytest

from bot.playground.workspace import sample
from tests.playground.payloads import home, modal
from tests.playground.stand_in import (
    CM,
    GONE,
    NO_BOT,
    PEER,
    STRANGER,
    TEAM_CHANNEL,
    StandIn,
    manifest,
    note,
    standing,
    words,
)


async def open_modal(at: StandIn, user: str = PEER, **more: Any) -> dict[str, Any]:
    trigger = at.workspace.new_trigger(user)
    found: dict[str, Any] = (await at.slack.views_open(trigger_id=trigger, view={**note("First"), **more}))[
        "view"
    ]
    return found


async def test_a_trigger_works_once_and_for_three_seconds() -> None:
    now = [100.0]
    workspace = sample(clock=lambda: now[0])
    async with standing(workspace) as at:
        trigger, late = workspace.new_trigger(PEER), workspace.new_trigger(PEER)
        assert (await at.refused("views.open", trigger_id=trigger, view={}))["error"] == "invalid_arguments"
        now[0] += 3.0
        # A view that is refused does not use the trigger up.
        assert (await at.slack.views_open(trigger_id=trigger, view=note("In time")))["ok"]
        for given, error in [
            (trigger, "exchanged_trigger_id"),
            ("1.2.x", "invalid_trigger_id"),
            ("", "invalid_arguments"),
        ]:
            for method in ("views.open", "views.push"):
                refused = await at.refused(method, trigger_id=given, view=note("Again"))
                assert refused["error"] == error
        now[0] += 0.001
        refused = await at.refused("views.open", trigger_id=late, view=note("Late"))
        assert refused["error"] == "expired_trigger_id"


async def test_the_stack_holds_three(at: StandIn) -> None:
    refused = await at.refused(
        "views.push", trigger_id=at.workspace.new_trigger(PEER), view=note("Nothing open")
    )
    assert refused["error"] == "not_found"
    first = await open_modal(at)
    for title in ("Second", "Third"):
        await at.slack.views_push(trigger_id=at.workspace.new_trigger(PEER), view=note(title))
    stack = (await at.get("view", PEER))["views"]
    assert [each["title"]["text"] for each in stack] == ["First", "Second", "Third"]
    assert [each["previous_view_id"] for each in stack] == [None, stack[0]["id"], stack[1]["id"]]
    assert {each["root_view_id"] for each in stack} == {first["id"]}
    refused = await at.refused("views.push", trigger_id=at.workspace.new_trigger(PEER), view=note("Fourth"))
    assert refused["error"] == "push_limit_reached"


async def test_a_view_is_updated_by_id_or_by_the_apps_own_and_hashes_guard_it(at: StandIn) -> None:
    view = await open_modal(at, external_id="mine")
    changed = (await at.slack.views_update(view_id=view["id"], hash=view["hash"], view=note("Changed")))[
        "view"
    ]
    assert changed["id"] == view["id"]
    assert changed["hash"] != view["hash"]
    refused = await at.refused("views.update", view_id=view["id"], hash=view["hash"], view=note("Stale"))
    assert refused["error"] == "hash_conflict"
    # The update gave the view no external_id.
    refused = await at.refused("views.update", external_id="mine", view=note("x"))
    assert refused["error"] == "not_found"
    await at.slack.views_update(view_id=view["id"], view={**note("Named"), "external_id": "mine"})
    await at.slack.views_update(external_id="mine", view={**note("Found"), "external_id": "mine"})
    assert at.modal().body["title"]["text"] == "Found"
    trigger = at.workspace.new_trigger(CM)
    refused = await at.refused("views.open", trigger_id=trigger, view={**note("x"), "external_id": "mine"})
    assert refused["error"] == "duplicate_external_id"
    theirs = await open_modal(at, CM)
    taken = {**note("x"), "external_id": "mine"}
    refused = await at.refused("views.update", view_id=theirs["id"], view=taken)
    assert refused["error"] == "duplicate_external_id"
    assert (await at.refused("views.update", view=note("x")))["error"] == "invalid_arguments"
    await at.post("close", **{"as": PEER}, view_id=view["id"])
    assert (await at.refused("views.update", view_id=view["id"], view=note("x")))["error"] == "not_found"


async def test_a_home_is_published_to_one_person(at: StandIn) -> None:
    view = (await at.slack.views_publish(user_id=PEER, view=home(words("one"))))["view"]
    again = (await at.slack.views_publish(user_id=PEER, hash=view["hash"], view=home(words("two"))))["view"]
    assert again["id"] == view["id"]
    for arguments, error in [
        ({"user_id": PEER, "hash": view["hash"], "view": home(words("w"))}, "hash_conflict"),
        ({"user_id": GONE, "view": home(words("w"))}, "user_disabled"),
        ({"user_id": "UNOBODY", "view": home(words("w"))}, "user_not_found"),
        ({"user_id": PEER, "view": modal(words("w"))}, "invalid_arguments"),
        ({"user_id": PEER}, "invalid_arguments"),
    ]:
        assert (await at.refused("views.publish", **arguments))["error"] == error
    assert (await at.get("home", PEER))["view"]["blocks"][0]["text"]["text"] == "two"
    assert (await at.get("home", CM))["view"] is None
    refused = await at.refused("views.update", view_id=view["id"], view=note("x"))
    assert refused["error"] == "invalid_arguments"


async def test_no_home_without_a_home_tab() -> None:
    without = manifest()
    without["features"]["app_home"]["home_tab_enabled"] = False
    async with standing(its_manifest=without) as at:
        assert (await at.refused("views.publish", user_id=PEER, view=home(words("w"))))[
            "error"
        ] == "not_enabled"


# Files


async def test_a_file_is_uploaded_shared_read_and_taken_back(at: StandIn) -> None:
    first = (await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="see"))["ts"]
    done = await at.slack.files_upload_v2(
        content=b"a,b\n", filename="a wall.csv", title="The wall", channel=TEAM_CHANNEL, thread_ts=first,
        initial_comment="Here it is",
    )  # fmt: skip
    file_id = done["files"][0]["id"]
    message = at.messages()[-1]
    assert (message.text, message.thread_ts) == ("Here it is", first)
    thread = (await at.get("messages", PEER, channel=TEAM_CHANNEL, thread_ts=first))["messages"]
    (shown,) = thread[1]["files"]
    assert (shown["name"], shown["title"], shown["size"]) == ("a wall.csv", "The wall", 4)
    got = await at.page.get(shown["url"])
    assert got.content == b"a,b\n"
    assert got.headers["content-disposition"] == 'attachment; filename="a wall.csv"'
    # Not for those who are not in the channel.
    assert (await at.page.get(f"/page/file?as={STRANGER}&id={file_id}")).status_code == 400
    info = (await at.slack.files_info(file=file_id))["file"]
    assert (info["title"], info["channels"]) == ("The wall", [TEAM_CHANNEL])
    await at.slack.files_delete(file=file_id)
    assert message.files == []
    for method in ("files.info", "files.delete"):
        assert (await at.refused(method, file=file_id))["error"] == "file_not_found"


async def test_a_file_that_is_not_shared_is_nobodys(at: StandIn) -> None:
    asked = await at.slack.files_getUploadURLExternal(filename="x.txt", length=3)
    incomplete = await at.refused("files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    assert incomplete["error"] == "file_not_found"
    form = {"file": ("x.txt", b"abc")}
    assert (await at.page.post(asked["upload_url"], files=form)).text == "OK - 3"
    wrong_secret = f"{asked['upload_url']}x"
    assert (await at.page.post(wrong_secret, content=b"abc")).status_code == 404
    nowhere = {"channel_id": TEAM_CHANNEL, "thread_ts": "1.1", "files": [{"id": asked["file_id"]}]}
    assert (await at.refused("files.completeUploadExternal", **nowhere))["error"] == "thread_not_found"
    done = await at.slack.files_completeUploadExternal(files=[{"id": asked["file_id"]}])
    assert done["files"][0]["title"] == "x.txt"
    assert at.workspace.files[asked["file_id"]]["content"] == b"abc"
    assert (await at.page.get(f"/page/file?as={PEER}&id={asked['file_id']}")).status_code == 400


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"files": []}, "invalid_arguments"),
        ({"files": [{"id": "FNONE"}]}, "file_not_found"),
        ({"files": ["FNONE"]}, "file_not_found"),
        ({"files": [{"id": "F"}], "channel_id": NO_BOT}, "channel_not_found"),
        ({"files": [{"id": "F"}], "channels": GONE}, "user_disabled"),
        ({"files": [{"id": "F"}], "channels": "CEASTVALE,CGENERAL"}, "not_in_channel"),
    ],
)
async def test_uploads_that_are_refused(at: StandIn, arguments: dict[str, Any], error: str) -> None:
    at.workspace.channels["CGENERAL"].members.remove("UBOT")
    assert (await at.refused("files.completeUploadExternal", **arguments))["error"] == error
    refused = await at.refused("files.getUploadURLExternal", filename="x", length=0)
    assert refused["error"] == "missing_argument"
