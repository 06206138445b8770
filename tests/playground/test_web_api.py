"""The Web API's door: how arguments come, who may call what, and faults on demand."""

import asyncio
import json
from typing import Any

import aiohttp
import httpx
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.api import FAMILIES
from bot.playground.model import TROUBLES
from bot.playground.registry import METHODS
from bot.playground.workspace import Trouble
from tests.playground.stand_in import TEAM_CHANNEL, StandIn, manifest, standing

BLOCKS = [{"type": "divider"}]


async def test_arguments_come_by_query_form_multipart_and_json(at: StandIn) -> None:
    token, url = at.workspace.bot_token, f"{at.address}/api/chat.postMessage"
    bearer = {"authorization": f"Bearer {token}"}
    given = {"channel": TEAM_CHANNEL, "text": "t", "blocks": json.dumps(BLOCKS)}
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        answers = [
            await client.get(url, params={**given, "token": token}),
            await client.get(url, params=given, headers=bearer),
            await client.post(url, data={**given, "token": token}),
            await client.post(url, params=given, headers=bearer),
            await client.post(
                url, files={name: (None, value) for name, value in given.items()}, headers=bearer
            ),
            await client.post(url, json={**given, "blocks": BLOCKS}, headers=bearer),
        ]
    assert all(each.json()["ok"] for each in answers), [each.json() for each in answers]
    assert all(each.blocks[0]["type"] == "divider" for each in at.messages())
    # The token is nowhere in the record.
    assert [name for name, _ in at.workspace.sent] == ["chat.postMessage"] * 6
    assert token not in str(at.workspace.sent)
    sent = (await at.page.get("/page/sent")).json()["sent"]
    assert sent[-1] == ["chat.postMessage", {**given, "blocks": BLOCKS}]


@pytest.mark.parametrize(
    ("content", "kind", "error"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"\xff=1", "application/x-www-form-urlencoded", "invalid_form_data"),
        (b"x", "application/xml", "invalid_post_type"),
        (b"x", "", "missing_post_type"),
        (b"blocks=%5B", "application/x-www-form-urlencoded", "invalid_blocks_format"),
        (b"metadata=%7B", "application/x-www-form-urlencoded", "invalid_metadata_format"),
        (b"view=", "application/x-www-form-urlencoded", "invalid_arguments"),
    ],
)
async def test_bodies_that_are_none(at: StandIn, content: bytes, kind: str, error: str) -> None:
    name = "views.publish" if content.startswith(b"view") else "chat.postMessage"
    headers = {
        "authorization": f"Bearer {at.workspace.bot_token}",
        **({"content-type": kind} if kind else {}),
    }
    answer = await at.page.post(f"/api/{name}", content=content, headers=headers)
    assert answer.status_code == 200
    assert answer.json()["error"] == error


async def test_tokens_and_methods(at: StandIn) -> None:
    for token, method, error in [
        ("", "auth.test", "not_authed"),
        ("xoxb-other", "auth.test", "invalid_auth"),
        (at.workspace.app_token, "auth.test", "not_allowed_token_type"),
        (at.workspace.bot_token, "apps.connections.open", "not_allowed_token_type"),
        (at.workspace.bot_token, "chat.postTelegram", "unknown_method"),
        ("", "chat.postTelegram", "unknown_method"),
    ]:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        assert (await at.page.post(f"/api/{method}", headers=headers)).json()["error"] == error
    who = await at.slack.auth_test()
    assert (who["user_id"], who["bot_id"], who["team"]) == ("UBOT", "BCRITICAL", "Sample workspace")
    assert (await at.slack.api_test(hello="there"))["args"] == {"hello": "there"}
    assert (await at.refused("api.test", error="my_error"))["error"] == "my_error"


async def test_each_method_needs_the_scope_that_the_manifest_may_lack() -> None:
    with_scopes = {name: each.scope for name, each in METHODS.items() if each.scope}
    assert len(with_scopes) >= 11
    async with standing(its_manifest=manifest(scopes=["commands", "im:read"])) as at:
        for name, scope in with_scopes.items():
            refused = await at.refused(name)
            assert refused["error"] == "missing_scope", name
            assert (refused["needed"], refused["provided"]) == (scope, "commands,im:read")
        for name, scope in [
            ("conversations.info", "groups:read"),
            ("conversations.members", "groups:read"),
            ("conversations.history", "groups:history"),
            ("conversations.replies", "groups:history"),
        ]:
            assert (await at.refused(name, channel=TEAM_CHANNEL))["needed"] == scope
        assert (await at.refused("conversations.info", channel="CGENERAL"))["needed"] == "channels:read"
        assert (await at.refused("users.conversations"))["needed"] == "channels:read"
        refused = await at.refused("users.conversations", types="im,private_channel")
        assert refused["needed"] == "groups:read"
        assert (await at.slack.conversations_info(channel="DPEER1"))["channel"]["user"] == "UPEER1"


def test_every_method_says_what_it_does() -> None:
    assert len(FAMILIES) == 6
    assert all(each.run.__doc__ for each in METHODS.values())


async def test_rate_limits_and_server_errors_do_nothing(at: StandIn) -> None:
    asked = {"method": "chat.postMessage", "kind": "429", "times": 1, "retry_after": 7}
    assert (await at.page.post("/page/trouble", json=asked)).json() == {"ok": True}
    with pytest.raises(SlackApiError) as refusal:
        await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="one")
    assert refusal.value.response.status_code == 429
    assert refusal.value.response["error"] == "ratelimited"
    assert refusal.value.response.headers["Retry-After"] == "7"
    at.workspace.trouble.append(Trouble("*", "500"))
    with pytest.raises(SlackApiError) as failure:
        await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="two")
    assert failure.value.response.status_code == 500
    assert at.messages() == []
    assert [args["text"] for _, args in at.workspace.sent] == ["one", "two"]
    await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="three")


async def test_the_sdk_comes_again_after_a_rate_limit(at: StandIn) -> None:
    at.workspace.trouble.append(Trouble("chat.postMessage", "429", retry_after=0))
    handlers: list[Any] = [AsyncRateLimitErrorRetryHandler(max_retry_count=1)]
    client = AsyncWebClient(at.workspace.bot_token, f"{at.address}/api/", retry_handlers=handlers)
    assert (await client.chat_postMessage(channel=TEAM_CHANNEL, text="again"))["ok"]
    assert len(at.messages()) == 1


async def test_a_dropped_connection_and_no_answer_have_done_the_work(at: StandIn) -> None:
    at.workspace.trouble.append(Trouble("chat.postMessage", "drop"))
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await at.slack.chat_postMessage(channel=TEAM_CHANNEL, text="cut")
    at.workspace.trouble.append(Trouble("*", "timeout"))
    hasty = AsyncWebClient(at.workspace.bot_token, f"{at.address}/api/", timeout=1, retry_handlers=[])
    with pytest.raises(asyncio.TimeoutError):
        await hasty.chat_postMessage(channel=TEAM_CHANNEL, text="silence")
    assert [each.text for each in at.messages()] == ["cut", "silence"]
    for wrong in ({"kind": "flood"}, {"kind": "500", "times": "x"}):
        assert (await at.page.post("/page/trouble", json={"method": "*", **wrong})).status_code == 400
    refused = await at.page.post("/page/trouble", json={"kind": "500"})
    assert refused.status_code == 400
    assert "429, 500, drop, timeout" in refused.json()["error"]


async def test_in_bad_weather_what_is_said_fails_and_the_rest_does_not(at: StandIn) -> None:
    assert at.workspace.weather.next_trouble("chat.postMessage") is None
    at.workspace.weather.share = 1.0
    found = [at.workspace.weather.next_trouble("chat.postMessage") for _ in range(40)]
    assert {each.kind for each in found if each} == TROUBLES
    assert at.workspace.weather.made.total() == 40
    assert at.workspace.next_trouble("auth.test") is None
