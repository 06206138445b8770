"""Signed submissions of the post-it form, as Slack sends them, each with notes of the sample challenge."""

import hashlib
import hmac
import itertools
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from bot.domain.challenge import Role
from bot.domain.replay import PostItLine, Replay
from bot.views import evidence as views
from bot.views.evidence import Filled, FormState
from db.challenges import OpenChallenge
from db.models import random_id

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


@dataclass(frozen=True, slots=True)
class Submission:
    """One press of the form's button: the open view's id, and the whole request."""

    view_id: str
    request: bytes


class Submissions:
    """Makes submissions, each of a form that was never submitted before, so that each is stored."""

    def __init__(self, sample: Replay, opened: list[OpenChallenge]) -> None:
        notes = [each for each in sample.events if isinstance(each, PostItLine)]
        # None of which the bot would ask its poster first.
        reader = opened[0].reader
        sure = [each for each in notes if all(find.sure for find in reader.find(each.text))]
        self._notes = itertools.cycle(sure)
        peers = [(each, user) for each in opened for user in each.users(Role.peer, Role.lead_peer)]
        self._people = itertools.cycle(peers)
        self._numbers = itertools.count(1)

    def make(self, count: int) -> list[Submission]:
        """The next `count` submissions, signed now: Slack's signature holds for five minutes."""
        return [self._one(*each) for each in itertools.islice(self._next(), count)]

    def _next(self) -> Iterator[tuple[OpenChallenge, str, PostItLine]]:
        while True:
            opened, user = next(self._people)
            yield opened, user, next(self._notes)

    def _one(self, opened: OpenChallenge, user: str, note: PostItLine) -> Submission:
        challenge = opened.challenge
        state = FormState(challenge.id, random_id(), challenge.framework, challenge.council)
        view_id = f"V{next(self._numbers):010d}"
        view = {
            **views.form(opened.framework, state, Filled()),
            "id": view_id,
            "team_id": "T1",
            "hash": "1774353600.a1b2c3d4",
            "root_view_id": view_id,
            "app_id": "A1",
            "state": {"values": _values(views.block_ids(state.nonce), note)},
        }
        payload = {
            "type": "view_submission",
            "team": {"id": "T1", "domain": "sample"},
            "user": {"id": user, "username": user.lower(), "name": user.lower(), "team_id": "T1"},
            "api_app_id": "A1",
            "token": "benchmark",
            "trigger_id": f"1.{view_id}",
            "view": view,
            "response_urls": [],
            "is_enterprise_install": False,
        }
        return Submission(view_id, _signed(urlencode({"payload": json.dumps(payload)}).encode()))


def _values(ids: dict[str, str], note: PostItLine) -> dict[str, dict[str, Any]]:
    def chosen(kind: str, value: str) -> dict[str, Any]:
        return {"value": {"type": kind, "selected_option": {"value": value}}}

    def typed(value: str) -> dict[str, Any]:
        return {"value": {"type": "plain_text_input", "value": value or None}}

    return {
        ids["text"]: typed(note.text.replace("\n", " ")),
        ids["kind"]: chosen("radio_buttons", note.kind.value),
        ids["statement"]: chosen("static_select", note.statement or views.UNPLACED),
        ids["source_group"]: {"value": {"type": "static_select", "selected_option": None}},
        ids["other_group"]: typed(note.source_group),
        ids["method"]: chosen("radio_buttons", note.method.value),
        ids["supporting"]: typed(note.supporting),
    }


def _signed(body: bytes) -> bytes:
    stamp = str(int(time.time()))
    digest = hmac.new(SECRET.encode(), b"v0:%s:%s" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nhost: 127.0.0.1\r\nuser-agent: Slackbot 1.0\r\n"
        "content-type: application/x-www-form-urlencoded\r\n"
        f"content-length: {len(body)}\r\nx-slack-request-timestamp: {stamp}\r\n"
        f"x-slack-signature: v0={digest}\r\n\r\n"
    )
    return head.encode() + body
