"""Someone who uses the stand-in's page the way people do: by what is written on it."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from playwright.async_api import Locator, Page, expect


class Person:
    """One person at the page. Every method waits until what it did has been answered.

    dev = await Person.open(page, address, "UPEER1")
    await dev.open_channel("northmere-peer-challenge")
    await dev.command("/postit")
    await dev.see_modal("New post-it")
    await dev.fill("Evidence", "warm handovers")
    await dev.choose("Kind", "Strength")
    await dev.submit("Add")
    await dev.see("Stored 1 post-it")
    await dev.close_modal()
    await dev.open_thread("Partnerships")
    assert "warm handovers" in await dev.thread_messages()
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    @classmethod
    async def open(cls, page: Page, address: str, user: str, *, channel: str | None = None) -> Self:
        """Open the page as `user` (an id), in the channel with that id or in the first that has the bot."""
        place = f"&in={channel}" if channel else ""
        await page.goto(f"{address}/#as={user}{place}")
        person = cls(page)
        await person._ready(user)
        return person

    async def _ready(self, user: str) -> None:
        await expect(self.page.locator(f"body[data-ready='{user}']")).to_be_attached()

    # Where they are

    async def act_as(self, user: str) -> None:
        """Use the switch to be someone else."""
        await self.page.get_by_label("Acting as").select_option(user)
        await self._ready(user)

    async def open_channel(self, name: str) -> None:
        """Choose a channel or a direct message in the sidebar (on a phone: in the drawer)."""
        drawer = self.page.get_by_role("button", name="Channels and people")
        if await drawer.is_visible():
            await drawer.click()
        await self._sidebar.get_by_role("link", name=re.compile(f"^{re.escape(name)}")).click()
        await expect(self.page.locator("#place-name")).to_contain_text(name)

    async def open_home(self, app: str = "Critical Friend") -> None:
        """Open the app's Home and wait until there is something in it."""
        await self.open_channel(app)
        await self.page.get_by_role("tab", name="Home").click()
        await expect(self.page.locator(".home[aria-busy=false]")).to_be_attached()

    async def open_app_messages(self, app: str = "Critical Friend") -> None:
        """Open the app's direct messages."""
        await self.open_channel(app)
        await self.page.get_by_role("tab", name="Messages").click()
        await self._loaded(self.log)

    @property
    def _sidebar(self) -> Locator:
        return self.page.get_by_role("navigation", name="Channels and people")

    # What they say

    async def say(self, text: str) -> None:
        """Type a message and send it."""
        await self._send(self.page.locator("#message-box"), text)

    async def command(self, text: str) -> None:
        """Type a slash command and run it. `trouble()` tells what came of one that failed."""
        await self._send(self.page.locator("#message-box"), text)

    async def reply(self, text: str) -> None:
        """Type a reply in the open thread and send it."""
        await self._send(self.thread.get_by_role("textbox", name="Reply"), text)

    async def _send(self, box: Locator, text: str) -> None:
        await box.fill(text)
        await box.press("Enter")
        form = box.locator("xpath=ancestor::form")
        await expect(form.locator(".send:not([aria-busy])")).to_be_attached()

    async def trouble(self) -> str:
        """What the page says went wrong, where it was done: a message box, a message, a modal or the Home."""
        said = self.page.locator(".composer-trouble, .message-trouble, .modal-trouble")
        return " ".join(filter(None, await said.all_inner_texts()))

    async def shortcut(self, name: str) -> None:
        """Use a global shortcut, from the lightning menu."""
        await self.page.get_by_role("button", name="Shortcuts").click()
        await self.page.get_by_role("menuitem", name=re.compile(f"^{re.escape(name)}")).click()

    async def message_shortcut(self, text: str, name: str) -> None:
        """Use a message shortcut, from the menu of the message that contains `text`."""
        message = self.message(text)
        await message.hover()
        await message.get_by_role("button", name="More actions").click()
        await self.page.get_by_role("menuitem", name=re.compile(f"^{re.escape(name)}")).click()

    # What they see

    @property
    def log(self) -> Locator:
        """The messages of the open channel."""
        return self.page.locator("main").get_by_role("log")

    @property
    def thread(self) -> Locator:
        """The open thread's panel."""
        return self.page.get_by_role("complementary", name="Thread")

    def message(self, text: str) -> Locator:
        """The newest message that contains `text`: the open thread's first, then the channel's."""
        return self.page.get_by_role("article").filter(has_text=text).last

    async def messages(self) -> list[str]:
        """The texts of the open channel's messages, oldest first, without author and time."""
        return await self._texts(self.log)

    async def thread_messages(self) -> list[str]:
        """The texts of the open thread: its first message, then the replies."""
        return await self._texts(self.thread.get_by_role("log"))

    async def _texts(self, log: Locator) -> list[str]:
        await self._loaded(log)
        return await log.locator(".message-text, .message-main > .blocks").all_inner_texts()

    async def _loaded(self, log: Locator) -> None:
        await expect(log).to_have_attribute("aria-busy", "false")

    async def see(self, text: str) -> None:
        """Wait until `text` is on the page; in the top modal where one is open."""
        await expect(self.surface.get_by_text(text).filter(visible=True).first).to_be_visible()

    async def see_message(self, text: str, *, only_you: bool = False) -> None:
        """Wait for a message that contains `text`; `only_you` for one that others don't see."""
        message = self.message(text)
        await expect(message).to_be_visible()
        if only_you:
            await expect(message).to_contain_text("Only visible to you")

    async def open_thread(self, text: str) -> None:
        """Open the thread of the channel's message that contains `text`."""
        message = self.log.get_by_role("article").filter(has_text=text).last
        await message.hover()
        reply = message.get_by_role("button", name="Reply in thread")
        if await reply.is_visible():
            await reply.click()
        else:
            await message.get_by_role("button", name="More actions").click()
            await self.page.get_by_role("menuitem", name="Reply in thread").click()
        await self._loaded(self.thread.get_by_role("log"))

    async def close_thread(self) -> None:
        """Close the open thread."""
        await self.page.get_by_role("button", name="Close the thread").click()
        await expect(self.thread).to_be_hidden()

    # Modals, and the fields of modals, messages and Home

    @property
    def modal(self) -> Locator:
        """The modal on top."""
        return self.page.locator("dialog.modal[open]:not(.covered)").last

    @property
    def surface(self) -> Locator:
        """Where the person is: `modal` when one is open, or else the page."""
        return self.page.locator(
            "dialog.modal[open]:not(.covered), body:not(:has(dialog.modal[open])) .app"
        ).last

    async def see_modal(self, title: str) -> None:
        """Wait until the modal on top has this title."""
        await expect(self.modal.get_by_role("heading", name=title, exact=True, level=2)).to_be_visible()

    async def see_no_modal(self) -> None:
        """Wait until no modal is open."""
        await expect(self.page.locator("dialog.modal[open]")).to_have_count(0)

    def field(self, label: str) -> Locator:
        """The field, group of choices or list with this label."""
        wanted = re.compile(rf"^{re.escape(label)}( \(optional\))?$")
        return self.surface.get_by_label(wanted).or_(self.surface.get_by_role("group", name=wanted)).first

    async def fill(self, label: str, text: str) -> None:
        """Type into a field; an ISO date or an "HH:MM" where the field is a date or a time."""
        await self.field(label).fill(text)

    async def add_file(self, label: str, file: Path) -> None:
        """Choose a file, and wait until the page has sent it off."""
        await self.field(label).set_input_files(file)
        await self.see(f"{file.name} (")

    async def value(self, label: str) -> str:
        """What a field to type in holds."""
        return await self.field(label).input_value()

    async def choose(self, label: str, *options: str) -> None:
        """Choose what is written in the list, group or picker with this label."""
        field = self._choice(label)
        kind = await field.evaluate("node => node.tagName")
        if kind == "SELECT":
            await self._select(field, options[0])
        elif kind == "BUTTON":
            await self._pick(field, options)
        else:
            for option in options:
                await field.get_by_label(option, exact=True).check()

    async def untick(self, label: str, *options: str) -> None:
        """Take away the ticks of what is written in the group with this label."""
        for option in options:
            await self._choice(label).get_by_label(option, exact=True).uncheck()

    def _choice(self, label: str) -> Locator:
        name = re.escape(label)
        fieldset = self.surface.get_by_role("group", name=re.compile(rf"^{name}( \(optional\))?$"))
        button = self.surface.locator(".picker-button").and_(
            self.surface.get_by_role("button", name=re.compile(rf"^{name}"))
        )
        select = self.surface.get_by_role("combobox", name=re.compile(rf"^{name}( \(optional\))?$"))
        return fieldset.or_(button).or_(select).first

    async def _select(self, field: Locator, option: str) -> None:
        named = field.locator(f'option[data-text="{option}"]')
        value = await named.get_attribute("value")
        await field.select_option(value)

    async def _pick(self, button: Locator, options: Iterable[str]) -> None:
        # By its id from here on: its name changes with what is chosen.
        button = self.page.locator(f"[id='{await button.get_attribute('id')}']")
        picker = button.locator("xpath=..")
        if await button.get_attribute("aria-expanded") == "false":
            await button.click()
        for option in options:
            await picker.locator(f'input[data-text="{option}"]').check()
        await picker.get_by_role("button", name="Done").click()

    async def click(self, name: str, *, within: str | None = None) -> None:
        """Press a button by its name; `within` a message or block that contains that text."""
        where = self.surface
        if within is not None:
            where = where.locator("article, .section, .actions").filter(has_text=within).last
        button = where.get_by_role("button", name=name, exact=True).last
        await button.click()
        await expect(button.and_(self.page.locator("[aria-busy=true]"))).to_have_count(0)

    async def submit(self, name: str | None = None) -> None:
        """Press the top modal's submit button (`name` it, to be sure) and wait for the answer."""
        button = self.modal.locator("button[type=submit]")
        if name is not None:
            await expect(button).to_have_text(name)
        await button.click()
        await expect(self.page.locator(".modal.busy")).to_have_count(0)

    async def errors(self) -> dict[str, str]:
        """The errors under the top modal's fields: {label: sentence}."""
        found = {}
        for field in await self.modal.locator(".field.wrong").all():
            label = await field.locator("label, legend").first.inner_text()
            found[label.removesuffix(" (optional)")] = await field.locator(".error").inner_text()
        return found

    async def close_modal(self) -> None:
        """Close the modal on top, by its button at the bottom."""
        title = await self.modal.locator("h2").inner_text()
        modal = self.modal.filter(has=self.page.get_by_role("heading", name=title, exact=True))
        await modal.locator(".modal-buttons button[type=button]").first.click()
        await expect(modal).to_have_count(0)

    async def home_text(self) -> str:
        """What stands in the open Home."""
        return await self.page.locator(".home .blocks").inner_text()
