"""Block Kit on the page: what a person fills in is what the app gets; what is wrong is said in place."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPerson, Stand
from tests.browser.person import Person
from tests.browser.views import chart, plain

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]


async def form(stand: Stand, open_person: OpenPerson) -> Person:
    """Someone with the form of everything open."""
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/form")
    await dev.see_modal("Everything")
    return dev


async def test_every_element_gives_the_app_its_value(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Title", "Short")
    await dev.fill("Story", "two\nlines")
    await dev.fill("How many", "-3")
    await dev.fill("Address", "a@example.org")
    await dev.fill("Link", "https://example.org")
    await dev.choose("Fruit", "Apple")
    await dev.choose("Towns", "Town 12", "Town 3")
    await dev.choose("Owner", "Ruth Okonjo")
    await dev.choose("People", "Grace Adeyemi", "Morgan Tate")
    await dev.choose("Where", "#general")
    await dev.fill("Day", "2026-03-25")
    await dev.fill("Time", "09:30")
    await dev.choose("Kind", "Good")
    await dev.choose("Extras", "Pepper")
    await dev.submit("Save it")
    await dev.see_no_modal()
    values = {block: actions["it"] for block, actions in stand.sampler.submitted[0].items()}
    got = {block: next(value for key, value in it.items() if key != "type") for block, it in values.items()}
    apple = {"type": "plain_text", "text": "Apple"}
    assert got["fruit"].pop("description")["text"] == "A pome"
    assert got == {
        "line": "Short",
        "long": "two\nlines",
        "number": "-3",
        "mail": "a@example.org",
        "url": "https://example.org",
        "fruit": {"text": apple, "value": "apple"},
        "towns": [
            {"text": {"type": "plain_text", "text": f"Town {number}"}, "value": f"town {number}"}
            for number in (12, 3)
        ],
        "one": "ULEADPEER",
        "people": ["UPEER4", "UCHALMGR"],
        "where": "CGENERAL",
        "day": "2026-03-25",
        "time": "09:30",
        "kind": {"text": {"type": "plain_text", "text": "Good"}, "value": "good"},
        "extras": [{"text": {"type": "plain_text", "text": "Pepper"}, "value": "pepper"}],
    }
    assert values["people"]["type"] == "multi_users_select"


async def test_what_is_left_empty_is_nothing(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Title", "Short")
    await dev.choose("Kind", "Bad")
    await dev.submit()
    await dev.see_no_modal()
    values = {block: actions["it"] for block, actions in stand.sampler.submitted[0].items()}
    assert values["long"] == {"type": "plain_text_input", "value": None}
    assert values["towns"] == {"type": "multi_static_select", "selected_options": []}
    assert values["one"] == {"type": "users_select", "selected_user": None}
    assert values["time"] == {"type": "timepicker", "selected_time": None}
    assert values["day"] == {"type": "datepicker", "selected_date": "2026-03-24"}
    assert values["fruit"]["selected_option"]["value"] == "pear"


async def test_the_page_names_what_it_can_tell_is_wrong(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.submit()
    required = "Please complete this required field."
    assert await dev.errors() == {"Title": required, "Kind": required}
    await expect(dev.field("Title")).to_be_focused()
    await expect(dev.field("Title")).to_have_attribute("aria-invalid", "true")
    await dev.fill("Title", "x" * 21)
    await dev.see("1 too many")
    await dev.fill("How many", "2.5")
    await dev.fill("Address", "nobody")
    await dev.fill("Link", "javascript:alert(1)")
    await dev.choose("Kind", "Good")
    await dev.submit()
    assert await dev.errors() == {
        "Title": "This must be 20 characters or fewer; it is 21.",
        "How many": "Please enter a whole number.",
        "Address": "Please enter an email address, such as name@example.org.",
        "Link": "Please enter an address that begins with https:// or http://.",
    }
    assert stand.sampler.submitted == []


async def test_the_apps_errors_stand_under_their_fields(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Title", "bad")
    await dev.fill("Story", "kept")
    await dev.choose("Kind", "Good")
    await dev.submit()
    assert await dev.errors() == {"Title": "Not that one."}
    described = str(await dev.field("Title").get_attribute("aria-describedby")).split()
    said = " ".join([await dev.page.locator(f"[id='{each}']").inner_text() for each in described])
    assert said == "Say it shortly. At most 20 characters. Not that one."
    assert await dev.value("Story") == "kept"
    await dev.fill("Title", "good")
    assert await dev.errors() == {}
    await dev.submit()
    await dev.see_no_modal()


async def test_typed_words_stay_while_their_field_stays(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Title", "mine")
    await dev.fill("Story", "goes with its block_id")
    await dev.choose("Kind", "Bad")
    await dev.choose("Towns", "Town 7")
    await dev.click("New question")
    await dev.see("Changed")
    assert await dev.value("Title") == "mine"
    assert await dev.value("Story") == "a new beginning"
    await expect(dev.modal.get_by_label("Bad")).to_be_checked()
    await expect(dev.modal.get_by_role("button", name="Towns")).to_contain_text("Town 7")
    await expect(dev.modal.get_by_role("button", name="New question")).to_be_focused()


async def test_an_answer_can_be_another_view(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Title", "again")
    await dev.choose("Kind", "Good")
    await dev.submit()
    await dev.see_modal("Thank you")
    await expect(dev.modal.get_by_role("button", name="Save it")).to_have_count(0)
    await dev.close_modal()
    await dev.see_no_modal()


async def test_a_form_that_asks_again_goes_to_its_new_question(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Title", "next")
    await dev.choose("Kind", "Good")
    await dev.submit()
    await expect(dev.modal.get_by_role("status").filter(has_text="Saved one")).to_be_attached()
    await expect(dev.field("Title")).to_be_focused()
    assert await dev.value("Title") == ""
    await expect(dev.modal.get_by_label("Good")).to_be_checked()


async def test_modals_stack_and_close_one_by_one(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Story", "underneath")
    await dev.click("Another on top")
    await dev.see_modal("On top")
    await expect(dev.page.get_by_role("dialog")).to_have_count(1)
    state = stand.sampler.actions[0]["view"]["state"]["values"]
    assert state["long"]["it"]["value"] == "underneath"
    await dev.page.keyboard.press("Escape")
    await dev.see_modal("Everything")
    assert await dev.value("Story") == "underneath"
    await expect(dev.modal.get_by_role("button", name="Another on top")).to_be_focused()
    await dev.page.keyboard.press("Escape")
    await dev.see_no_modal()
    await expect(dev.page.locator("#message-box")).to_be_focused()
    assert stand.sampler.closed == ["UPEER1"]


async def test_a_modal_is_still_there_after_a_reload(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Story", "on the way")
    await dev.click("Another on top")
    await dev.see_modal("On top")
    await dev.page.reload()
    await dev.see_modal("On top")
    await dev.close_modal()
    await dev.see_modal("Everything")
    assert await dev.value("Story") == "on the way"


async def test_submit_shows_that_it_is_under_way(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.fill("Title", "Short")
    await dev.choose("Kind", "Good")
    stand.sampler.may_answer.clear()
    button = dev.modal.get_by_role("button", name="Save it")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    await dev.field("Title").press("Enter")
    stand.sampler.may_answer.set()
    await dev.see_no_modal()
    assert len(stand.sampler.submitted) == 1


async def test_a_dangerous_button_asks_first(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/show blocks")
    await dev.click("Delete the chart")
    dialog = dev.page.get_by_role("alertdialog", name="Delete it?")
    await expect(dialog).to_contain_text("It will be gone.")
    await expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    await dev.page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)
    await expect(dev.page.get_by_role("button", name="Delete the chart")).to_be_focused()
    assert stand.sampler.actions == []
    await dev.click("Delete the chart")
    await dialog.get_by_role("button", name="Yes, delete").click()
    await expect(dev.message("A header")).to_have_count(0)
    assert stand.sampler.actions[0]["actions"][0]["value"] == "chart"


async def test_elements_in_a_message_tell_the_app(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/show choices")
    await dev.see_message("Who owns it?")
    await dev.choose("Pick a fruit", "Pear")
    await dev.fill("Pick a day", "2026-03-26")
    await dev.page.keyboard.press("Tab")
    await dev.choose("Who owns it? Choose people", "Joan Whitlock")
    await expect(dev.page.locator("[aria-busy=true]")).to_have_count(0)
    told = [body["actions"][0] for body in stand.sampler.actions]
    assert [each["type"] for each in told] == ["static_select", "datepicker", "multi_users_select"]
    assert told[0]["selected_option"]["value"] == "pear"
    assert told[1]["selected_date"] == "2026-03-26"
    assert told[2]["selected_users"] == ["UPEER5"]


async def test_an_overflow_menu(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/show blocks")
    more = dev.message("With a menu").get_by_role("button", name="More options")
    await more.click()
    await expect(dev.page.get_by_role("menuitem", name="Edit")).to_be_focused()
    await dev.page.keyboard.press("ArrowDown")
    await dev.page.keyboard.press("Enter")
    await expect(more).to_be_focused()
    await expect(more.and_(dev.page.locator("[aria-busy=true]"))).to_have_count(0)
    assert stand.sampler.actions[0]["actions"][0]["selected_option"]["value"] == "copy"


async def test_a_picker_searches_and_keeps_to_its_limit(stand: Stand, open_person: OpenPerson) -> None:
    dev = await form(stand, open_person)
    await dev.choose("People", "Ruth Okonjo", "Grace Adeyemi")
    button = dev.modal.get_by_role("button", name=re.compile("^People"))
    await button.click()
    picker = dev.modal.locator(".picker").filter(has_text="Ruth Okonjo")
    await picker.get_by_role("searchbox").fill("mor")
    await expect(picker.get_by_role("checkbox")).to_have_count(1)
    await picker.get_by_label("Morgan Tate").click()
    await expect(picker.get_by_label("Morgan Tate")).not_to_be_checked()
    await expect(picker.get_by_role("status")).to_have_text("2 chosen, at most 2")
    await dev.page.keyboard.press("Escape")
    await expect(button).to_have_attribute("aria-expanded", "false")
    await dev.see_modal("Everything")


async def test_elements_that_tell_at_once_and_the_rarer_kinds(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/live")
    await dev.see_modal("Live")
    idle = dev.page.locator("[aria-busy=true]")
    await dev.fill("Words", "by enter")
    async with dev.page.expect_response("**/page/action"):
        await dev.field("Words").press("Enter")
    async with dev.page.expect_response("**/page/action"):
        await dev.fill("Letters", "as typed")
    await dev.modal.get_by_label("Blue").click()
    await dev.click("No")
    await expect(dev.modal.get_by_label("Blue")).not_to_be_checked()
    await dev.modal.get_by_label("Red").click()
    await dev.click("Yes")
    await expect(idle).to_have_count(0)
    told = [body["actions"][0] for body in stand.sampler.actions]
    assert [each.get("value") or each["selected_option"]["value"] for each in told] == [
        "by enter",
        "as typed",
        "red",
    ]
    await dev.fill("Rich", "plainly")
    await dev.submit()
    assert list(await dev.errors()) == ["Far away"]
    await dev.modal.get_by_role("button", name="Far away").click()
    await dev.see("Type at least 2 characters.")
    await dev.modal.get_by_role("searchbox").fill("ox")
    await dev.modal.get_by_label("ox South").check()
    await dev.click("Done")
    await dev.submit("Send")
    await dev.see_no_modal()
    values = stand.sampler.submitted[0]
    assert values["moment"]["tell_moment"]["selected_date_time"] == 1774346400
    assert values["far"]["far"]["selected_option"]["value"] == "ox south"
    assert values["colours"]["tell_colour"]["selected_option"]["value"] == "red"
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "plainly"}]}
    assert values["rich"]["it"]["rich_text_value"] == {"type": "rich_text", "elements": [section]}


async def test_the_focus_stays_in_a_message_that_changes(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.command("/show blocks")
    await dev.see_message("A header")
    button = dev.page.get_by_role("button", name="Delete the chart")
    await button.focus()
    channel = stand.workspace.channels["CNORTHMERE"]
    ts = next(iter(channel.messages))
    blocks = [{"type": "header", "text": plain("Another header")}, *chart()[1:]]
    await stand.sampler.client.chat_update(channel="CNORTHMERE", ts=ts, text="A chart", blocks=blocks)
    await dev.see_message("Another header")
    await expect(button).to_be_focused()
    await stand.sampler.client.chat_postMessage(channel="CNORTHMERE", text="the last one")
    await stand.sampler.client.chat_delete(channel="CNORTHMERE", ts=ts)
    await expect(dev.message("the last one")).to_be_focused()
