"""The optional drafter: sent nothing but de-identified text, believed in nothing, and off unless set up."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.door.test_themes import WAITS, open_theme, press, wall
from tests.house import LP, PEER, House, words_of
from tests.hung import Hung, a_copy

KEY = "a-key-of-its-own"


@dataclass
class Endpoint:
    """A model at an address, and what it was asked. `answers` makes what it says."""

    address: str = ""
    asked: list[str] = field(default_factory=list)
    answers: Callable[[], str] = lambda: ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One request of HTTP/1.1."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = next(
            int(line.split(":")[1]) for line in head.lower().splitlines() if line.startswith("content-length")
        )
        self.asked.append(head + (await reader.readexactly(length)).decode())
        body = self.answers().encode()
        status = "200 OK" if body else "503 Service Unavailable"
        writer.write(
            f"HTTP/1.1 {status}\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n".encode() + body
        )
        await writer.drain()
        writer.close()


@asynccontextmanager
async def endpoint() -> AsyncIterator[Endpoint]:
    """An endpoint that is up."""
    found = Endpoint()
    server = await asyncio.start_server(found.serve, "127.0.0.1", 0)
    found.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
    async with server:
        yield found


@pytest.fixture
async def model() -> AsyncIterator[Endpoint]:
    async with endpoint() as found:
        yield found


@pytest.fixture
async def drafting(hung: Hung, tmp_path: Path, model: Endpoint) -> AsyncIterator[House]:
    async with a_copy(hung, tmp_path, drafter_url=model.address, drafter_key=KEY) as opened:
        yield opened


def said(bullet: str, used: object) -> Callable[[], str]:
    content = f"```json\n{json.dumps({'bullet': bullet, 'used': used})}\n```"
    return lambda: json.dumps({"choices": [{"message": {"content": content}}]})


async def test_a_draft_is_proposed_with_what_it_used_and_is_marked(drafting: House, model: Endpoint) -> None:
    await wall(drafting, *WAITS[:2], "waiting for an assessment, Cllr Smith rang 07700 900123")
    await open_theme(drafting, LP, "Waiting times")
    model.answers = said("The council may want to shorten the list of 90, carers trust Zqara.", [1, 2, 3])
    page = words_of(await press(drafting, LP, "themes_draft"))
    assert "The council may want to shorten the list of 90, carers trust someone." in page
    assert "🤖 Drafted by a model from 3 post-its." in page
    (asked,) = model.asked
    assert "/v1/chat/completions" in asked
    assert f"Bearer {KEY}" in asked
    assert WAITS[0] in asked
    for secret in ("Smith", "07700", "Northmere", PEER, LP):
        assert secret not in asked
    page = words_of(await press(drafting, LP, "themes_take"))
    assert "🤖 A model's wording, taken as it is." in page
    await press(drafting, LP, "themes_edit")
    await drafting.submit(LP, bullet="The council may want to shorten its list.")
    assert "🤖 A model" not in words_of(drafting.modal(LP))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (said("The council may want to cut waits.", []), "does not say which post-its it used"),
        (said("The council may want to cut waits.", [9]), "names post-its that there are not"),
        (said("The council may want to cut waits of 200 days.", [1]), "has a figure that is in none"),
        (said("", [1]), "is empty or too long"),
        (lambda: json.dumps({"choices": [{"message": {"content": "Sure!"}}]}), "not in the form"),
        (lambda: '{"error": "no such model"}', "not what such an endpoint answers"),
        (lambda: "", "does not answer"),
    ],
)
async def test_an_answer_that_can_not_be_trusted_is_a_sentence_and_leaves_all_as_it_was(
    drafting: House, model: Endpoint, answer: Callable[[], str], why: str
) -> None:
    await wall(drafting)
    await open_theme(drafting, LP, "Waiting times")
    model.answers = answer
    page = words_of(await press(drafting, LP, "themes_draft"))
    assert why in page
    assert "Proposed" not in page


async def test_without_an_address_there_is_no_such_button(
    northmere: House,
) -> None:
    await wall(northmere)
    assert "themes_draft" not in json.dumps((await open_theme(northmere, LP, "Waiting times")).body)


async def test_a_peer_has_no_drafter(drafting: House) -> None:
    await wall(drafting)
    assert "themes_draft" not in json.dumps((await open_theme(drafting, PEER, "Waiting times")).body)
