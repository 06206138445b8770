"""What people decide on themes, by buttons and by forms, and see done in the same modal."""

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.challenge import Action
from bot.domain.theme_decisions import Stage
from bot.errors import Refusal
from bot.handlers.asking import answers, asking, with_asked
from bot.handlers.desk import Desk, values, with_note
from bot.handlers.themes import Pages, on_top
from bot.services import challenges
from bot.services import theme_decisions as themes
from bot.services.hiding import Unsure
from bot.services.theme_decisions import Clash, Edit, Seen, ThemeChanged
from bot.views import theme_forms as forms
from bot.views import themes as views
from bot.views.blocks import Block
from bot.views.challenge import metadata, read_metadata
from bot.views.theme_forms import About
from db.challenges import OpenChallenge
from db.models import random_id

_SAVED = "✅ Saved."

#: Does what a button or a form asks for, in a transaction.
Act = Callable[[AsyncSession, OpenChallenge, str], Awaitable[Unsure | Clash | None]]
#: Does what a button asks for that carries this.
Press = Callable[[dict[str, Any], list[Any]], Coroutine[Any, Any, None]]


def register(app: AsyncApp, desk: Desk) -> None:
    """Register what changes themes."""
    deciding = _Deciding(desk, Pages(desk))
    _register_buttons(app, desk, deciding)
    _register_forms(app, desk, deciding)


def _register_buttons(app: AsyncApp, desk: Desk, deciding: "_Deciding") -> None:
    presses: dict[str, Press] = {
        views.AGREE: deciding.agree,
        views.DROP: deciding.drop,
        views.RESTORE: deciding.restore,
        views.BACK: partial(deciding.back, yes=True),
        views.UNBACK: partial(deciding.back, yes=False),
        views.TAKE: partial(deciding.settle, taken=True),
        views.PUT_AWAY: partial(deciding.settle, taken=False),
        views.DRAFT: deciding.draft,
        views.EDIT: deciding.ask_edit,
        views.MERGE: deciding.ask_merge,
        views.MOVE: deciding.ask_move,
        views.PROPOSE: deciding.ask_propose,
    }
    for action_id, press in presses.items():
        _register_button(app, desk, action_id, press)


def _register_button(app: AsyncApp, desk: Desk, action_id: str, press: Press) -> None:
    @app.action(action_id)
    async def pressed(ack: AsyncAck, body: dict[str, Any], action: dict[str, Any]) -> None:
        await ack()
        desk.start(action_id, press(body, views.read_value(action["value"])), on_top(desk, body))


def _register_forms(app: AsyncApp, desk: Desk, deciding: "_Deciding") -> None:
    for callback_id, save in {
        forms.EDIT_FORM: deciding.edit,
        forms.MERGE_FORM: deciding.merge,
        forms.MOVE_FORM: deciding.move,
        forms.PROPOSE_FORM: deciding.propose,
    }.items():
        _register_form(app, desk, callback_id, save)


def _register_form(
    app: AsyncApp, desk: Desk, callback_id: str, save: Callable[[dict[str, Any]], Any]
) -> None:
    @app.view(callback_id)
    async def submit(ack: AsyncAck, body: dict[str, Any], view: dict[str, Any]) -> None:
        say = await desk.saving(ack, view)
        desk.start(callback_id, save(body), say)


def _said(view: dict[str, Any]) -> dict[str, Any]:
    """What a form says, by the beginning of its fields' ids."""
    return {block_id.split("-")[0]: said for block_id, said in values(view).items()}


@dataclass
class _Deciding:
    """Does what is asked for, and shows the theme as it stands then."""

    desk: Desk
    pages: Pages

    async def _do(
        self, body: dict[str, Any], challenge_id: str, theme_id: str, act: Act, done: str = _SAVED
    ) -> Unsure | Clash | None:
        """Do `act` and show the theme. What is to be asked first is returned, and nothing is done then."""
        user = body["user"]["id"]
        try:
            async with self.desk.database.write() as session:
                opened = await challenges.by_id(session, self.desk.keyring, challenge_id)
                asks = await act(session, opened, user)
        except ThemeChanged as changed:
            note = f"⚠️ {changed.sentence}"
            await self.pages.show_theme(body, challenge_id, changed.theme_id, note)
            return None
        if asks is None:
            await self.pages.show_theme(body, challenge_id, theme_id, done)
        return asks

    # Buttons

    async def agree(self, body: dict[str, Any], carried: list[Any]) -> None:
        challenge_id, theme_id, version = carried
        act = partial(themes.agree, seen=Seen(theme_id, version))
        await self._do(body, challenge_id, theme_id, act, "✅ Agreed.")

    async def drop(self, body: dict[str, Any], carried: list[Any]) -> None:
        challenge_id, theme_id, version = carried
        act = partial(themes.drop, seen=Seen(theme_id, version))
        await self._do(
            body, challenge_id, theme_id, act, "Dropped. It is at the end, and can be brought back."
        )

    async def restore(self, body: dict[str, Any], carried: list[Any]) -> None:
        challenge_id, theme_id, version = carried
        act = partial(themes.restore, seen=Seen(theme_id, version))
        await self._do(body, challenge_id, theme_id, act, "✅ It is back.")

    async def back(self, body: dict[str, Any], carried: list[Any], *, yes: bool) -> None:
        challenge_id, theme_id = carried
        said = "👍 You back it. Only the number is shown." if yes else "You don't back it any more."
        await self._do(body, challenge_id, theme_id, partial(themes.back, theme_id=theme_id, yes=yes), said)

    async def settle(self, body: dict[str, Any], carried: list[Any], *, taken: bool) -> None:
        challenge_id, theme_id, proposal_id = carried
        act = partial(themes.settle, theme_id=theme_id, proposal_id=proposal_id, taken=taken)
        await self._do(body, challenge_id, theme_id, act)

    async def draft(self, body: dict[str, Any], carried: list[Any]) -> None:
        """Let the drafter propose a wording. It is asked in no transaction: it may take half a minute."""
        challenge_id, theme_id = carried
        user, drafter = body["user"]["id"], self.desk.drafter
        opened = await self.pages.opened(body, challenge_id, Action.decide_theme)
        if drafter is None:
            raise Refusal("No drafter is set up.")
        about = await self._about(opened, user, theme_id)
        await self.desk.update(body["view"]["id"], with_note(body["view"], views.drafting()))
        drafted = await drafter.draft(opened, about.card)
        act = partial(themes.add_draft, theme_id=theme_id, drafted=drafted)
        await self._do(body, challenge_id, theme_id, act, "🤖 Drafted: it waits among the proposals.")

    # Opening forms

    async def _ask(
        self, body: dict[str, Any], carried: list[Any], action: Action, form: Callable[..., Block]
    ) -> None:
        challenge_id, theme_id, *rest = carried
        opened = await self.pages.opened(body, challenge_id, action)
        about = await self._about(opened, body["user"]["id"], theme_id)
        await self.desk.update(body["view"]["id"], form(about, *rest))

    async def _about(self, opened: OpenChallenge, user: str, theme_id: str) -> About:
        """What a form about a theme needs. Raises Refusal where the theme is gone."""
        board, card = await self.pages.card(opened, user, theme_id)
        if card is None:
            raise Refusal("That theme is gone: its post-its were grouped otherwise.")
        version = str(card.standing.version)
        known = metadata(challenge=opened.challenge.id, theme=theme_id, version=version)
        return About(opened.challenge.id, board, card, known)

    async def ask_edit(self, body: dict[str, Any], carried: list[Any]) -> None:
        def form(about: About) -> Block:
            return _edit_form(about, themes.as_shown(about.card))

        await self._ask(body, carried, Action.decide_theme, form)

    async def ask_merge(self, body: dict[str, Any], carried: list[Any]) -> None:
        await self._ask(body, carried, Action.decide_theme, forms.merge)

    async def ask_move(self, body: dict[str, Any], carried: list[Any]) -> None:
        form = partial(forms.move, new=themes.NEW, nowhere=themes.NOWHERE)
        await self._ask(body, carried, Action.decide_theme, form)

    async def ask_propose(self, body: dict[str, Any], carried: list[Any]) -> None:
        await self._ask(body, carried, Action.back_theme, forms.propose)

    # Forms

    async def _save(self, body: dict[str, Any], act: Act, done: str = _SAVED) -> Clash | None:
        """Do what a form says; where words in it may be names, ask in it."""
        view = body["view"]
        known = read_metadata(view["private_metadata"])
        asks = await self._do(body, known["challenge"], known["theme"], act, done)
        if isinstance(asks, Unsure):
            asked = asking(asks, answers(view), random_id())
            await self.desk.show_result(view["id"], with_asked(view, asked))
            return None
        return asks

    async def edit(self, body: dict[str, Any]) -> None:
        view, said = body["view"], _said(body["view"])
        known = read_metadata(view["private_metadata"])
        edited = Edit(
            said.get("label") or "",
            said.get("bullet") or "",
            Stage(said.get("stage") or Stage.issue),
            {name: known[name] for name in ("label", "bullet", "stage")},
            answers(view),
        )
        act = partial(themes.edit, theme_id=known["theme"], edit=edited)
        clash = await self._save(body, act)
        if clash is not None:
            await self._show_clash(body, known, clash)

    async def _show_clash(self, body: dict[str, Any], known: dict[str, str], clash: Clash) -> None:
        """The form once more, with what somebody else made of it above, and these words in it."""
        opened = await self.pages.opened(body, known["challenge"])
        about = await self._about(opened, body["user"]["id"], known["theme"])
        note = forms.clash(clash.theirs, clash.fields)
        filled = {**clash.theirs, **clash.mine}
        await self.desk.show_result(body["view"]["id"], _edit_form(about, filled, clash.theirs, note))

    async def merge(self, body: dict[str, Any]) -> None:
        known, said = read_metadata(body["view"]["private_metadata"]), _said(body["view"])
        seen = Seen(known["theme"], int(known["version"]))
        act = partial(themes.merge, seen=seen, other_id=said.get("other") or "")
        await self._save(body, act, "✅ Merged.")

    async def move(self, body: dict[str, Any]) -> None:
        view = body["view"]
        known, said = read_metadata(view["private_metadata"]), _said(view)
        ticked = [
            post
            for block_id, read in values(view).items()
            if block_id.startswith("posts-")
            for post in read or []
        ]
        act = partial(
            themes.move,
            seen=Seen(known["theme"], int(known["version"])),
            posts=ticked,
            to=said.get("to") or "",
            name=said.get("label") or "",
            answers=answers(view),
        )
        await self._save(body, act, "✅ Moved.")

    async def propose(self, body: dict[str, Any]) -> None:
        known, said = read_metadata(body["view"]["private_metadata"]), _said(body["view"])
        act = partial(
            themes.propose,
            theme_id=known["theme"],
            text=said.get("proposal") or "",
            answers=answers(body["view"]),
        )
        await self._save(body, act, "✅ Proposed. The challenge manager and the lead peer see it here.")


def _edit_form(
    about: About, filled: Mapping[str, str], began: Mapping[str, str] | None = None, note: str = ""
) -> Block:
    """The form with `filled` in it; `began` is what stands, where that is something else."""
    digests = {name: themes.digest(text) for name, text in (began or filled).items()}
    known = {**read_metadata(about.metadata), **digests}
    return forms.edit(replace(about, metadata=metadata(**known)), random_id(), filled, note)
