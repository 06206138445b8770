"""The page as a chat program: messages, threads, people, commands, the Home, and a line that breaks."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import expect

from bot.playground.server import serving
from bot.playground.workspace import sample
from tests.browser.conftest import OpenPerson, Stand
from tests.browser.sampler import MANIFEST, running

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]


async def test_it_says_what_it_is_and_who_acts(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await expect(dev.page.get_by_text("Sample Slack on this computer – not Slack").first).to_be_visible()
    await expect(dev.page.get_by_text("Sample workspace")).to_be_visible()
    await expect(dev.page.get_by_label("Acting as")).to_have_value("UPEER1")
    await expect(dev.page.locator("#place-name")).to_have_text("northmere-peer-challenge")
    await dev.act_as("UCHALMGR")
    assert "as=UCHALMGR" in dev.page.url
    await dev.page.reload()
    await expect(dev.page.get_by_label("Acting as")).to_have_value("UCHALMGR")


async def test_without_a_name_in_the_address_someone_acts(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.page.goto(f"{stand.address}/")
    await dev.page.reload()
    await expect(dev.page.get_by_label("Acting as")).not_to_have_value("")
    await dev.page.goto(f"{stand.address}/#as=UNOBODY")
    await dev.page.reload()
    await dev.page.get_by_role("link", name="Start afresh").click()
    await expect(dev.page.locator("#place-name")).to_have_text("northmere-peer-challenge")


async def test_two_people_see_what_each_other_say(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    ruth = await open_person(stand.address, "ULEADPEER")
    await dev.say("good morning")
    await ruth.see_message("good morning")
    assert await ruth.messages() == ["good morning"]
    await ruth.open_channel("general")
    await dev.say("and again")
    badge = ruth.page.get_by_role("link", name="northmere-peer-challenge").get_by_text("1 unread")
    await expect(badge).to_be_visible()
    await ruth.open_channel("northmere-peer-challenge")
    await expect(badge).to_have_count(0)
    assert await ruth.messages() == ["good morning", "and again"]


async def test_what_is_typed_is_never_html(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    attack = '<img src=x onerror="document.title=1"> &amp; </div><script>document.title=2</script>'
    await dev.say(attack)
    assert await dev.messages() == [attack]
    assert await dev.page.locator("main img").count() == 0


MARKED_UP = [
    ("*bold* _it_ ~no~", "<strong>bold</strong> <em>it</em> <s>no</s>"),
    ("2*3*4 and snake_case_name", "2*3*4 and snake_case_name"),
    ("*bold _both_*", "<strong>bold <em>both</em></strong>"),
    ("`*raw*` and ` alone", "<code>*raw*</code> and ` alone"),
    ("a &lt;b&gt; &amp;amp; c", "a &lt;b&gt; &amp;amp; c"),
    (":wave: :no_such: 10:30:45", "👋 :no_such: 10:30:45"),
    ("<@UPEER2>", '<span class="mention">@Siân Prosser</span>'),
    ("<@UPEER1> <!channel>", '<span class="mention mine">@Councillor Dev Malhotra</span> '
     '<span class="mention mine">@channel</span>'),
    ("<#CGENERAL>", '<a class="mention" href="#in=CGENERAL" data-channel="CGENERAL">#general</a>'),
    ("<#CEASTVALE>", '<a class="mention">#private-channel</a>'),
    ("<https://example.org/?a=1&amp;b=2|the *site*>", '<a href="https://example.org/?a=1&amp;b=2" '
     'target="_blank" rel="noopener noreferrer">the *site*</a>'),
    ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
    ("<!date^0^{date_num} {time}|then>", '<time datetime="1970-01-01T00:00:00.000Z" title="then">'
     "1970-01-01 01:00</time>"),
]  # fmt: skip


async def test_mrkdwn_becomes_nodes(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    made = await dev.page.evaluate(
        """async (texts) => {
            const { mrkdwn } = await import("/static/mrkdwn.js");
            return texts.map((text) => {
                const box = document.createElement("div");
                box.append(...mrkdwn(text));
                return box.firstChild.innerHTML;
            });
        }""",
        [text for text, _ in MARKED_UP],
    )
    assert dict(zip([text for text, _ in MARKED_UP], made, strict=True)) == dict(MARKED_UP)


async def test_quotes_lists_and_code_are_blocks(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.page.locator("#message-box").fill("before\n> quoted\n• one\n• two\n```code *here*```")
    await dev.page.locator("#message-box").press("Enter")
    message = dev.message("before")
    await expect(message.locator("blockquote")).to_have_text("quoted")
    assert await message.locator("li").all_inner_texts() == ["• one", "• two"]
    await expect(message.locator("pre")).to_have_text("code *here*")


async def test_every_block_is_shown_and_an_unknown_one_named(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/show blocks")
    message = dev.message("A header")
    for text in ("Field 2", "With a button", "Small print 👋", "a listed item", "strong point"):
        await expect(message).to_contain_text(text)
    await expect(message.get_by_role("img", name="A cat on a wall")).to_contain_text("not loaded")
    await expect(message.get_by_role("link", name="site")).to_have_attribute("href", "https://example.org")
    said = await dev.page.evaluate(
        """async () => {
            const { renderBlock } = await import("/static/blocks.js");
            const odd = [{ type: "hologram" }, { type: "section", text: 7, fields: 3 },
                         { type: "actions", elements: [{ type: "slider" }] }];
            return odd.map((block) => renderBlock(block, null, {}).node.textContent);
        }"""
    )
    assert said == [
        "This block (hologram) can't be shown here.",
        "This block (section) can't be shown here.",
        "This element (slider) can't be shown here.",
    ]


async def test_threads(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    ruth = await open_person(stand.address, "ULEADPEER")
    await dev.command("/show thread")
    await ruth.see_message("3 replies")
    await dev.open_thread("A chart")
    assert await dev.thread_messages() == ["A chart", "Reply 1", "Reply 2", "Reply 3"]
    await ruth.page.get_by_role("button", name="3 replies").click()
    await dev.reply("a fourth")
    await ruth.see_message("a fourth")
    await ruth.see_message("4 replies")
    assert await ruth.messages() == ["A chart"]
    await dev.reply("/form")
    assert "not supported in threads" in await dev.trouble()
    await ruth.page.get_by_role("textbox", name="Reply").press("Escape")
    await expect(ruth.thread).to_be_hidden()
    await dev.page.reload()
    assert (await dev.thread_messages())[-1] == "a fourth"


async def test_new_messages_do_not_move_someone_who_reads_older_ones(
    stand: Stand, open_person: OpenPerson
) -> None:
    client = stand.sampler.client
    for number in range(40):
        await client.chat_postMessage(channel="CNORTHMERE", text=f"message {number}")
    dev = await open_person(stand.address, "UPEER1")
    await dev.see_message("message 39")
    frame = dev.page.locator("main .log-frame")
    await frame.evaluate("node => { node.scrollTop = 0; }")
    await client.chat_postMessage(channel="CNORTHMERE", text="the newest")
    jump = dev.page.get_by_role("button", name="New messages")
    await expect(jump).to_be_visible()
    assert await frame.evaluate("node => node.scrollTop") == 0
    await jump.click()
    await expect(jump).to_be_hidden()
    await expect(dev.message("the newest")).to_be_in_viewport()
    await frame.evaluate("node => { node.scrollTop = 0; }")
    await dev.say("mine")
    await expect(dev.message("mine")).to_be_in_viewport()


async def test_an_ephemeral_message_is_for_one(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    ruth = await open_person(stand.address, "ULEADPEER")
    await dev.command("/whisper")
    await dev.see_message("Psst, only you", only_you=True)
    await dev.say("marker")
    await ruth.see_message("marker")
    assert await ruth.messages() == ["marker"]


async def test_changed_and_deleted_messages(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    client = stand.sampler.client
    posted = await client.chat_postMessage(channel="CNORTHMERE", text="first words")
    await dev.see_message("first words")
    await client.chat_update(channel="CNORTHMERE", ts=posted["ts"], text="better words")
    await dev.see_message("better words (edited)")
    await client.chat_delete(channel="CNORTHMERE", ts=posted["ts"])
    await expect(dev.message("better words")).to_have_count(0)
    await dev.see("No messages yet.")


async def test_commands_are_suggested(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    box = dev.page.locator("#message-box")
    await box.press_sequentially("/fo")
    options = dev.page.get_by_role("listbox", name="Commands").get_by_role("option")
    assert await options.all_inner_texts() == [
        "/form [all]Open the form with every element",
        "/foldNot listened to",
    ]
    await box.press("ArrowDown")
    await expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    await box.press("Escape")
    await expect(options).to_have_count(0)
    await box.fill("/sho")
    await box.press("Tab")
    await expect(box).to_have_value("/show ")
    await expect(box).to_be_focused()


async def test_a_command_that_fails_keeps_what_was_typed(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/nonsense of mine")
    assert await dev.trouble() == "/nonsense is not a valid command."
    await dev.page.locator("#message-box").press("Backspace")
    assert await dev.trouble() == ""
    await dev.open_channel("general")
    await dev.open_channel("northmere-peer-challenge")
    await expect(dev.page.locator("#message-box")).to_have_value("/nonsense of min")


async def test_shortcuts_of_the_page_and_of_a_message(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.shortcut("New thing")
    await dev.see_modal("Everything")
    await dev.close_modal()
    await dev.say("words to keep")
    await dev.message_shortcut("words to keep", "About this")
    await dev.see_modal("About it")
    await dev.see("words to keep")
    assert stand.sampler.heard[0]["user"] == "UPEER1"


async def test_the_home_and_the_messages_of_the_app(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.open_home()
    await dev.see("Welcome")
    assert "@Councillor Dev Malhotra" in await dev.home_text()
    await dev.click("Start")
    await dev.see_modal("On top")
    await dev.close_modal()
    await stand.sampler.client.chat_postMessage(channel="UPEER1", text="just for you")
    await expect(dev.page.get_by_role("link", name="Critical Friend")).to_contain_text("1 unread")
    await dev.page.get_by_role("tab", name="Home").press("ArrowRight")
    await dev.see_message("just for you")
    await dev.act_as("UPEER2")
    await expect(dev.page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    assert await dev.messages() == []


async def test_files(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    client = stand.sampler.client
    await client.files_upload_v2(channel="CNORTHMERE", content="a,b\n", filename="wall.csv", title="The wall")
    link = dev.page.get_by_role("list", name="Files").get_by_role("link", name="The wall")
    async with dev.page.expect_download() as download:
        await link.click()
    path = await (await download.value).path()
    assert await asyncio.to_thread(path.read_text) == "a,b\n"


async def test_a_bot_that_is_not_there_is_said(open_person: OpenPerson) -> None:
    workspace = sample()
    async with serving(workspace, MANIFEST) as address:
        dev = await open_person(address, "UPEER1")
        status = dev.page.locator("#connection")
        await expect(status).to_contain_text("Critical Friend is not connected")
        await dev.command("/form now")
        assert await dev.trouble() == "/form failed because the app did not respond."
        async with running(address, workspace):
            await expect(status).to_be_empty()
        await expect(status).to_contain_text("not connected")


async def test_the_line_comes_back_and_nothing_typed_is_lost(open_person: OpenPerson) -> None:
    workspace: Any = sample()
    async with serving(workspace, MANIFEST) as address, running(address, workspace):
        dev = await open_person(address, "UPEER1")
        await dev.command("/form")
        await dev.see_modal("Everything")
        await dev.fill("Story", "a long story")
    await expect(dev.page.locator("#connection")).to_contain_text("does not answer. Trying again")
    await dev.fill("Title", "Short")
    await dev.choose("Kind", "Good")
    await dev.submit()
    assert "does not answer. What you typed is kept" in await dev.trouble()
    port = int(address.rsplit(":", 1)[1])
    async with serving(workspace, MANIFEST, port) as same, running(same, workspace) as sampler:
        await sampler.client.chat_postMessage(channel="CNORTHMERE", text="while you were away")
        await expect(dev.page.locator("#connection")).to_be_empty()
        assert await dev.value("Story") == "a long story"
        await dev.submit()
        await dev.see_no_modal()
        assert sampler.submitted[0]["long"]["it"]["value"] == "a long story"
        await dev.see_message("while you were away")
        assert await dev.messages() == ["while you were away"]
