"""What is not Slack's, too old, or comes at a bad moment; and that everything is acknowledged first."""

import asyncio
import json

import pytest
from sqlalchemy import text

from tests.house import CM, PEER, STRANGER, House, plain_http


async def test_a_wrong_signature_is_refused(northmere: House) -> None:
    answer = await northmere.slack_sends(northmere.typed(PEER, "/postit"), secret="not the secret")
    assert answer.status_code == 401
    assert PEER not in northmere.workspace.stacks


async def test_a_request_of_six_minutes_ago_is_refused(northmere: House) -> None:
    answer = await northmere.slack_sends(northmere.typed(PEER, "/postit"), seconds_ago=360)
    assert answer.status_code == 401
    assert PEER not in northmere.workspace.stacks


async def test_someone_outside_learns_nothing(northmere: House) -> None:
    for typed in ("/postit", "/digest", "/challenge team", "/challenge new"):
        await northmere.slack_sends(northmere.typed(STRANGER, typed))
        await northmere.bot.desk.settle()
    told = {message.text for message in northmere.only_for(STRANGER)}
    assert len(told) == 1
    assert "Northmere" not in told.pop()


async def test_what_nobody_handles_is_answered_and_breaks_nothing(
    northmere: House, caplog: pytest.LogCaptureFixture
) -> None:
    answer = await northmere.slack_sends({"command": "/unknown", "user_id": PEER, "team_id": "TSAMPLE"})
    assert answer.status_code == 404
    for body in ("{}", "[]", '{"type": "view_submission"}', "not json"):
        assert (await northmere.slack_sends({"payload": body})).status_code in {400, 404}
    await northmere.slack_sends({"command": "/postit", "user_id": PEER, "team_id": "TSAMPLE"})
    assert "Traceback" not in caplog.text
    await northmere.post_it(PEER, "still here")
    assert northmere.thread("Safeguarding")


@pytest.mark.parametrize(
    "typed", ["/postit", "/digest", "/challenge new", "/challenge help", "/challenge team"]
)
async def test_a_command_is_acknowledged_while_the_database_is_busy(northmere: House, typed: str) -> None:
    async with northmere.bot.database.write():
        answer = await asyncio.wait_for(northmere.slack_sends(northmere.typed(CM, typed)), 2)
        assert answer.status_code == 200
    await northmere.bot.desk.settle()


async def test_a_submission_is_acknowledged_while_the_database_is_busy(northmere: House) -> None:
    await northmere.command(PEER, "/postit")
    view = northmere.modal(PEER)
    state = northmere.state(view, {"text": "said at a busy time", "kind": "strength"})
    payload = {
        "type": "view_submission",
        "user": {"id": PEER},
        "team": {"id": "TSAMPLE"},
        "view": {**view.api(), "state": {"values": state}},
    }
    async with northmere.bot.database.write():
        sent = northmere.slack_sends({"payload": json.dumps(payload)})
        answer = await asyncio.wait_for(sent, 2)
        assert answer.json()["response_action"] == "update"
        assert "Storing" in json.dumps(answer.json()["view"])
    await northmere.bot.desk.settle()
    await northmere.send()
    assert northmere.thread("Not yet placed")


async def test_the_unexpected_gets_a_reference_that_is_in_the_log_and_what_was_typed_stays(
    northmere: House, caplog: pytest.LogCaptureFixture
) -> None:
    await northmere.command(PEER, "/postit")
    async with northmere.bot.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE postit RENAME TO away"))
    assert not await northmere.submit(PEER, text="Mrs Jones said waits are long", kind="strength")
    form = json.dumps(northmere.modal(PEER).body)
    reference = form.split("quote ")[1][:8]
    assert f"reference {reference}" in caplog.text
    assert "Traceback" not in form
    assert "waits are long" not in "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("bot")
    )
    assert "Mrs Jones said waits are long" in form
    async with northmere.bot.database.engine.begin() as connection:
        await connection.execute(text("ALTER TABLE away RENAME TO postit"))
    assert not await northmere.submit(PEER)
    await northmere.send()
    assert northmere.thread("Not yet placed")


async def test_health_and_readiness(northmere: House) -> None:
    async with plain_http(northmere.bot_address) as client:
        assert (await client.get("/healthz")).json() == {"ok": True}
        ready = await client.get("/readyz")
        assert ready.status_code == 503  # no clock has ticked, and Slack was not asked
        await northmere.later(seconds=1)
        state = (await client.get("/readyz")).json()
        assert state["database"]
        assert state["clock"]
        assert "Northmere" not in json.dumps(state)
