"""The page for everyone: by keyboard alone, on a phone, with a screen reader, with weak eyes."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPerson, Stand
from tests.browser.person import Person

pytestmark = [
    pytest.mark.browser,
    pytest.mark.asyncio(loop_scope="module"),
]

#: What a person can use; each of these needs a name.
_CONTROLS = {
    "button",
    "link",
    "textbox",
    "searchbox",
    "combobox",
    "checkbox",
    "radio",
    "menuitem",
    "tab",
    "dialog",
    "group",
    "log",
    "Date",
    "InputTime",
}

# Text whose contrast with what is behind it is below 4.5, or 3 where it is large.
_WEAK_TEXT = """() => {
    const light = (colour) => {
        const [r, g, b] = colour.map((part) => {
            const value = part / 255;
            return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const parts = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const behind = (node) => {
        for (let at = node; at; at = at.parentElement) {
            const [r, g, b, alpha = 1] = parts(getComputedStyle(at).backgroundColor);
            if (alpha > 0.5) return [r, g, b];
        }
        return [255, 255, 255];
    };
    const weak = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
        const node = texts.currentNode.parentElement;
        const shown = texts.currentNode.textContent.trim();
        if (!shown || !node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        if (["NOSCRIPT", "OPTION"].includes(node.tagName)) continue;
        const style = getComputedStyle(node);
        const [a, b] = [light(parts(style.color).slice(0, 3)), light(behind(node))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        const size = parseFloat(style.fontSize);
        const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (contrast < (large ? 3 : 4.5)) weak.push(`${shown}: ${contrast.toFixed(2)}`);
    }
    return weak;
}"""

# Things to touch that are smaller than 44 by 44 px; the text of a message may hold small links.
_SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, input, textarea, nav a")]
    .filter((node) => node.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((node) => !node.closest("dialog") || !node.closest(".covered"))
    .map((node) => [node, (node.closest("label") ?? node).getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.height < 43.5 || box.width < 43.5))
    .map(([node, box]) => `${node.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""


async def nameless(page: Page) -> list[str]:
    """The roles of controls that a screen reader can't name."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    found = [node for node in tree["nodes"] if not node["ignored"]]
    controls = [node for node in found if node.get("role", {}).get("value") in _CONTROLS]
    assert len(controls) > 5
    return [
        node["role"]["value"] for node in controls if not str(node.get("name", {}).get("value", "")).strip()
    ]


async def fits(dev: Person) -> None:
    """Nothing sticks out sideways, and everything can be touched."""
    assert await dev.page.evaluate("document.documentElement.scrollWidth") <= 360
    inside = "[...document.querySelectorAll('.log-frame, .modal-body, .sidebar')]"
    assert (
        await dev.page.evaluate(f"{inside}.filter((node) => node.scrollWidth > node.clientWidth).length") == 0
    )
    assert await dev.page.evaluate(_SMALL_TARGETS) == []


async def test_by_keyboard_alone(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    keys = dev.page.keyboard
    await keys.press("Tab")
    await expect(dev.page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await keys.press("Enter")
    await expect(dev.page.locator("#message-box")).to_be_focused()
    await keys.type("/for")
    await keys.press("Enter")
    await keys.press("Enter")
    await dev.see_modal("Everything")
    await expect(dev.field("Title")).to_be_focused()
    await keys.type("By keys")
    await keys.press("Shift+Tab")
    await expect(dev.modal.get_by_role("button", name="Leave").first).to_be_focused()
    await keys.press("Shift+Tab")
    await expect(dev.modal.get_by_role("button", name="Save it")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(dev.field("Title")).to_be_focused()
    await dev.field("Kind").get_by_label("Bad").focus()
    await keys.press("Space")
    await dev.field("Story").focus()
    await keys.type("one")
    await keys.press("Enter")
    await keys.type("two")
    await dev.field("Title").focus()
    await keys.press("Enter")
    await dev.see_no_modal()
    assert stand.sampler.submitted[0]["long"]["it"]["value"] == "one\ntwo"
    await expect(dev.page.locator("#message-box")).to_be_focused()


async def test_messages_by_arrows(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    for text in ("first", "second"):
        await dev.say(text)
    keys = dev.page.keyboard
    await dev.page.get_by_role("link", name="Skip to the messages").focus()
    await keys.press("Enter")
    await expect(dev.message("second")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(dev.message("first")).to_be_focused()
    await keys.press("Tab")
    await expect(dev.message("first").get_by_role("button", name="Reply in thread")).to_be_focused()
    await keys.press("Tab")
    await keys.press("Enter")
    await keys.press("End")
    await expect(dev.page.get_by_role("menuitem", name="About this")).to_be_focused()
    await keys.press("Escape")
    await expect(dev.message("first").get_by_role("button", name="More actions")).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Enter")
    await expect(dev.page.get_by_role("textbox", name="Reply")).to_be_focused()
    await keys.press("Escape")
    await expect(dev.message("first").get_by_role("button", name="Reply in thread")).to_be_focused()


async def test_every_control_has_a_name_and_every_text_its_contrast(
    stand: Stand, open_person: OpenPerson
) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await dev.say("`code` <x> :wave: https://example.org")
    await stand.sampler.client.chat_postMessage(channel="CNORTHMERE", text="<@UPEER1> <@UPEER2> <#CGENERAL>")
    for what in ("blocks", "choices", "thread"):
        await dev.command(f"/show {what}")
    await dev.command("/whisper")
    await dev.see_message("Psst")
    await dev.open_thread("3 replies")
    await dev.page.locator("#message-box").fill("/")
    assert await nameless(dev.page) == []
    assert await dev.page.evaluate(_WEAK_TEXT) == []
    await dev.command("/form")
    await dev.see_modal("Everything")
    await dev.submit()
    await dev.choose("Towns", "Town 1")
    assert await nameless(dev.page) == []
    assert await dev.page.evaluate(_WEAK_TEXT) == []
    await dev.close_modal()
    await dev.open_home()
    assert await nameless(dev.page) == []
    assert await dev.page.evaluate(_WEAK_TEXT) == []


async def test_the_log_is_read_out(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1")
    await expect(dev.log).to_have_attribute("aria-live", "polite")
    await expect(dev.log).to_have_accessible_name("Messages in #northmere-peer-challenge")
    await dev.command("/form")
    await expect(dev.page.get_by_role("dialog", name="Everything")).to_have_attribute("aria-modal", "true")
    await dev.submit()
    await expect(dev.page.get_by_role("alert").filter(has_text="required").first).to_be_visible()


async def test_on_a_phone(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1", phone=True)
    await dev.say("a" * 200)
    for what in ("blocks", "choices", "thread"):
        await dev.command(f"/show {what}")
    await dev.see_message("3 replies")
    await fits(dev)
    await dev.open_thread("A chart")
    await fits(dev)
    box = await dev.thread.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (360, 740)
    await dev.close_thread()
    await dev.command("/form")
    await dev.see_modal("Everything")
    await dev.submit()
    await fits(dev)
    box = await dev.modal.bounding_box()
    assert box is not None
    assert (box["width"], box["height"]) == (360, 740)
    await dev.close_modal()
    await dev.open_home()
    await fits(dev)


async def test_the_drawer_of_a_phone(stand: Stand, open_person: OpenPerson) -> None:
    dev = await open_person(stand.address, "UPEER1", phone=True)
    button = dev.page.get_by_role("button", name="Channels and people")
    general = dev.page.get_by_role("link", name="general")
    await expect(general).to_be_hidden()
    await button.click()
    await expect(general).to_be_visible()
    await fits(dev)
    await dev.page.keyboard.press("Escape")
    await expect(general).to_be_hidden()
    await expect(button).to_be_focused()
    await dev.open_channel("general")
    await expect(general).to_be_hidden()
