"""The whole path as people walk it: in a browser, against the real bot in Socket Mode."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot import logs, settings
from bot.commands.manifest import manifest
from bot.playground.server import serving
from bot.playground.workspace import Workspace, sample
from bot.serve import running
from tests.browser.conftest import OpenPerson
from tests.browser.person import Person
from tests.house import CHANNEL, CM, KEY, LP, OTHER_PEER, PEER
from tests.timetable.files import workbook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]

NUMBERS = {
    "e-mail": "j.bloggs@northmere.gov.uk",
    "phone": "07700 900123",
    "NHS": "943 476 5919",
    "name": "Cllr Smith",
}
DEV = (
    f"Staff are proud of their practice, {NUMBERS['name']} told us",
    f"Carers rang {NUMBERS['phone']} and nobody answered",
    f"Best practice lead is {NUMBERS['e-mail']}",
)
SIAN = (
    f"NHS no {NUMBERS['NHS']} had three reviews cancelled",
    f"{NUMBERS['name']} and {NUMBERS['e-mail']} disagree on the forecast",
    f"who answers {NUMBERS['phone']} after five",
)


@dataclass(frozen=True)
class Site:
    """Where it happens."""

    address: str
    workspace: Workspace
    database: Path


@pytest_asyncio.fixture(loop_scope="module")
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    """The stand-in and the bot, and nothing set up."""
    workspace, file = sample(), tmp_path / "bot.db"
    logs.configure("INFO")
    async with serving(workspace, manifest()) as address:
        loaded = settings.load(
            slack_bot_token=workspace.bot_token,
            slack_app_token=workspace.app_token,
            slack_api_url=f"{address}/api/",
            database_url=f"sqlite:///{file}",
            evidence_key=KEY,
            posts_per_second=1000.0,
            port=0,
        )
        async with running(loaded):
            yield Site(address, workspace, file)


async def set_up(manager: Person) -> None:
    """Set up a challenge that is on site today."""
    today = datetime.now(UTC).date().isoformat()
    await manager.command("/challenge new")
    await manager.see_modal("New peer challenge")
    await manager.fill("Council", "Northmere")
    await manager.fill("First day on site", today)
    await manager.fill("Last day on site", today)
    await manager.fill("Time of the DASS meeting, each day", "23:59")
    await manager.choose("Lead peer", "Ruth Okonjo")
    await manager.choose("Peers", "Councillor Dev Malhotra", "Siân Prosser")
    await manager.submit("Set up")
    await manager.see("It is set up")
    await manager.close_modal()
    await manager.see_message("Not yet placed")


async def write(peer: Person, texts: tuple[str, ...], kind: str, statement: str) -> None:
    """Write post-its one after the other in one form."""
    await peer.command("/postit")
    await peer.see_modal("New post-it")
    for text in texts:
        await peer.fill("Evidence", text)
        await peer.choose("Type of post-it", kind)
        await peer.choose("Statement", statement)
        await peer.submit("Put on the wall")
        await peer.see("Stored 1 post-it")
        await peer.see("Hidden:")
        assert await peer.value("Evidence") == ""
    await peer.close_modal()


async def test_six_post_its_in_and_a_brief_out(
    site: Site, open_person: OpenPerson, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", logger="bot")
    morgan = await open_person(site.address, CM, channel=CHANNEL)
    await set_up(morgan)
    dev = await open_person(site.address, PEER, channel=CHANNEL, phone=True)
    sian = await open_person(site.address, OTHER_PEER, channel=CHANNEL)
    await write(dev, DEV, "Strength", "Safeguarding")
    await write(sian, SIAN, "Area for consideration", "Assessing needs")

    await sian.open_thread("We work with people to understand what being safe means")
    await sian.see("Staff are proud of their practice, an elected member told us")
    assert len(await sian.thread_messages()) == 1 + len(DEV)
    await sian.close_thread()

    await sian.command("/digest")
    await sian.see_message("Only the challenge manager can issue the digest.", only_you=True)

    await morgan.command("/digest")
    await morgan.see_message("It is posted once the lead peer approved it too.", only_you=True)
    await morgan.click("Approve")
    await morgan.click("Yes, approve it")  # nobody counts who was heard, so it is asked
    ruth = await open_person(site.address, LP, phone=True)
    await ruth.open_app_messages()
    await ruth.see("Approved by the challenge manager.")
    await ruth.click("Post")
    await ruth.click("Yes, post it")
    await sian.see_message("A snapshot of what the team has read, heard and seen so far")
    brief = (await sian.messages())[-1]
    assert "6 post-its so far, all of them today" in brief
    assert "Staff are proud of their practice" in brief

    stored = b"".join(file.read_bytes() for file in site.database.parent.glob("bot.db*"))
    shown = "".join(
        str(message) for channel in site.workspace.channels.values() for message in channel.messages.values()
    )
    for what, secret in {**NUMBERS, "name": "Smith"}.items():
        assert secret.encode() not in stored, what
        assert secret not in shown, what
        assert secret not in caplog.text, what
    if folder := os.environ.get("SCREENSHOTS"):
        await sian.page.screenshot(path=f"{folder}/brief.png")


async def test_a_post_it_on_a_phone_from_the_home_and_its_author_withdraws_it(
    site: Site, open_person: OpenPerson
) -> None:
    morgan = await open_person(site.address, CM, channel=CHANNEL)
    await set_up(morgan)
    dev = await open_person(site.address, PEER, phone=True)
    await dev.open_home()
    await dev.click("Add a post-it")
    await dev.fill("Evidence", "warm handovers at the front door")
    await dev.choose("Type of post-it", "Best practice")
    await dev.submit("Put on the wall")
    await dev.see("Stored 1 post-it under Not yet placed")
    await dev.close_modal()
    await dev.see("Your post-its of today")
    assert "★ warm handovers at the front door" in await dev.home_text()
    await dev.click("Change this post-it of yours")
    await dev.see_modal("Change a post-it")
    await dev.click("Withdraw this post-it")
    await dev.click("Withdraw")
    await dev.see("It is withdrawn and deleted.")
    await dev.close_modal()
    await dev.click("Refresh")
    await dev.see("0 post-its")


async def test_the_lead_peer_works_on_the_themes_and_a_peer_can_not(
    site: Site, open_person: OpenPerson
) -> None:
    texts = (
        "safeguarding concerns wait a week for triage\nsection 42 enquiries take three months",
        "making safeguarding personal is not asked about\nnobody asks people for their desired outcomes",
    )
    morgan = await open_person(site.address, CM, channel=CHANNEL)
    await set_up(morgan)
    dev = await open_person(site.address, PEER, channel=CHANNEL, phone=True)
    for text in texts:
        await dev.command("/postit")
        await dev.fill("Evidence", text)
        await dev.choose("Type of post-it", "Area for consideration")
        await dev.choose("Statement", "Safeguarding")
        await dev.submit("Put on the wall")
        await dev.see("Stored 2 post-its")
        await dev.close_modal()

    ruth = await open_person(site.address, LP, channel=CHANNEL, phone=True)
    await ruth.command("/themes safeguarding")
    await ruth.see("4 post-its · 2 themes")
    await shot(ruth, "themes")
    labels = [await each.inner_text() for each in await ruth.modal.locator(".section strong").all()]
    first, second = (label.removeprefix("▲ ") for label in labels)
    await ruth.click(f"Open {first}")
    await ruth.see("A draft, in the post-its' own words.")
    await shot(ruth, "theme")
    await ruth.click("Merge")
    await ruth.choose("Merge with", f"{second} (2)")
    await ruth.submit("Merge")
    await ruth.see("✅ Merged.")
    await ruth.see("4 post-its")
    await ruth.click("Reword")
    bullet = "The council may want to ask people what they want from an enquiry."
    await ruth.fill("Bullet", bullet)
    await ruth.choose("Stage", "Suggestion")
    await shot(ruth, "theme-reword")
    await ruth.submit("Save")
    await ruth.see(bullet)
    await ruth.click("Agree")
    await ruth.see("✅ Agreed.")
    width = await ruth.modal.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert width[0] <= width[1]
    await shot(ruth, "theme-agreed")

    await dev.command("/themes safeguarding")
    await dev.see(bullet)
    await dev.click(f"Open {first}")
    await dev.see("The challenge manager and the lead peer change and agree themes")
    buttons = await dev.modal.get_by_role("button").all_inner_texts()
    assert not {"Agree", "Reword", "Merge", "Drop"} & set(buttons)
    await dev.click("👍 Back it")
    await dev.see("You back it.")
    await shot(dev, "theme-peer")


async def test_a_phone_answers_which_words_are_names(site: Site, open_person: OpenPerson) -> None:
    morgan = await open_person(site.address, CM, channel=CHANNEL)
    await set_up(morgan)
    dev = await open_person(site.address, PEER, channel=CHANNEL, phone=True)
    await dev.page.set_viewport_size({"width": 390, "height": 844})
    await dev.command("/postit")
    await dev.fill("Evidence", "Carers trust Zqara, Cllr Smith told us\nStaff praise Vrondel daily")
    await dev.choose("Type of post-it", "Strength")
    await dev.choose("Statement", "Safeguarding")
    await dev.submit("Put on the wall")
    await dev.see("Not stored yet.")
    assert await dev.modal.locator("strong").all_inner_texts() == ["Not stored yet.", "Zqara", "Vrondel"]
    await expect(dev.modal.get_by_text("Carers trust Zqara, an elected member told us")).to_be_visible()
    width = await dev.modal.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert width[0] <= width[1]
    if folder := os.environ.get("SCREENSHOTS"):
        await dev.page.screenshot(path=f"{folder}/asking.png")
    await dev.untick("Hide these words", "Vrondel")
    await dev.submit("Put on the wall")
    await dev.see("Stored 2 post-its")
    if folder := os.environ.get("SCREENSHOTS"):
        await dev.page.screenshot(path=f"{folder}/asked.png")
    await dev.close_modal()
    await morgan.open_thread("We work with people to understand what being safe means")
    await morgan.see("Carers trust someone, an elected member told us")
    await morgan.see("Staff praise Vrondel daily")
    assert not any("Zqara" in said for said in await morgan.thread_messages())


async def test_a_timetable_is_imported_on_a_phone(
    site: Site, open_person: OpenPerson, tmp_path: Path
) -> None:
    file = tmp_path / "northmere.xlsx"
    file.write_bytes(visit_workbook())
    morgan = await open_person(site.address, CM, channel=CHANNEL, phone=True)
    await morgan.page.set_viewport_size({"width": 390, "height": 844})
    await set_up(morgan)
    await morgan.command("/timetable")
    await morgan.see("There is no timetable yet.")
    await shot(morgan, "timetable-none")
    await morgan.click("Upload a timetable")
    await morgan.see_modal("Upload a timetable")
    await morgan.submit("Read it")
    assert await morgan.errors() == {"The timetable": "Please complete this required field."}
    await morgan.add_file("The timetable", file)
    await shot(morgan, "timetable-upload")
    await morgan.submit("Read it")
    await morgan.see_modal("Is this right?")
    await morgan.see("Priscilla → ⛔ nobody on the team, or more than one")
    width = await morgan.modal.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert width[0] <= width[1]
    await shot(morgan, "timetable-preview")
    await morgan.modal.locator(".modal-body").evaluate("node => { node.scrollTop = 600 }")
    await shot(morgan, "timetable-preview-2")
    await morgan.modal.locator(".modal-body").evaluate("node => { node.scrollTop = 100000 }")
    await shot(morgan, "timetable-preview-end")
    await morgan.submit("Use this timetable")
    await morgan.see_modal("It is stored")
    await morgan.see("It is stored: 7 sessions.")
    await shot(morgan, "timetable-stored")
    await morgan.close_modal()

    dev = await open_person(site.address, PEER, phone=True)
    await dev.page.set_viewport_size({"width": 390, "height": 844})
    await dev.open_home()
    await dev.click("Timetable")
    await dev.see_modal("The timetable")
    await dev.see("Jane Smith, Director of Adult Services")
    await dev.see("Riverside House, Room 2 · with Siân")
    await shot(dev, "timetable-mine")
    await dev.click("Everyone's")
    await dev.see("Unpaid carers")
    width = await dev.modal.evaluate("node => [node.scrollWidth, node.clientWidth]")
    assert width[0] <= width[1]
    await shot(dev, "timetable-everyone")


async def shot(person: Person, name: str) -> None:
    """A picture of the page, where somebody wants to look at it."""
    if folder := os.environ.get("SCREENSHOTS"):
        await person.page.screenshot(path=f"{folder}/{name}.png")


def visit_workbook() -> bytes:
    """A day of a visit in the manual's grid."""
    jane = "Jane Smith, Director of Adult Services\nRiverside House, Room 2\nPeers: Dev / Siân\nTheme: Needs"
    carers = "Focus group: Unpaid carers (8)\nRiverside House, Room 3\nPeers: Ruth / Priscilla"
    omar = "Omar Reid, Head of Commissioning\nPeers: Dev / Ruth"
    rows: tuple[tuple[str, ...], ...] = (
        ("TIME", "A", "B", "C"),
        ("00.10 - 09.00", "Team gathers onsite"),
        ("09.00 - 10.00", jane, carers, ""),
        ("10.00 – 10.30", "Break/ Team Meeting"),
        ("10.30 – 11.30", omar, "", ""),
        ("12.00 – 13.00", "Lunch"),
        ("17.30 – 23.50", "Team Meeting"),
    )
    return workbook({"Day 1": rows})
