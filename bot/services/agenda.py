"""What is decided of the items of a brief before it is posted (requirements 118-120)."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agenda import REASON_LIMIT, WORDS_LIMIT, Choice
from bot.domain.challenge import Action
from bot.domain.evidence import tidy
from bot.errors import Refusal
from bot.privacy.answered import NO_ANSWERS
from bot.privacy.found import Answers
from bot.privacy.gate import Preview
from bot.services.briefs import standing
from bot.services.challenges import require
from bot.services.hiding import Hiding, Unsure, kept_before
from db import briefs as stored
from db.challenges import OpenChallenge


async def shown(session: AsyncSession, opened: OpenChallenge, user: str, brief_id: str) -> Preview:
    """The newest draft, to decide of its items. Raises Refusal where it was cancelled."""
    require(opened, user, Action.approve_brief)
    return stored.preview(opened, await standing(session, opened, brief_id))


async def choose(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    brief_id: str,
    *,
    finding: str,
    seen: str,
    choice: Choice,
    answers: Answers = NO_ANSWERS,
) -> Preview | Unsure:
    """Decide of an item of the newest draft, which makes a newer one: whoever approved is asked again.

    New words and reasons are de-identified and asked about as a post-it is; what stands in the item already
    is not asked about again. Raises Refusal where the item is no longer what was `seen`: two who decide of
    two items at once don't hinder each other, and of one item the second sees first what the other decided.
    """
    require(opened, user, Action.approve_brief)
    row = await standing(session, opened, brief_id)
    drafted = stored.drafted(row, opened.key)
    item = next((one for one in opened.gate.pass_items(drafted) if one.finding == finding), None)
    if item is None or item.seen != seen:
        raise Refusal("That item has changed since you opened it. Go back to the list to see how it stands.")
    stands = (item.drafted, item.text, item.choice.reason)
    hide = Hiding(opened.reader, kept_before(opened.reader, stands, answers))
    words = hide(tidy(choice.words or item.drafted), WORDS_LIMIT, "words")
    reason = hide(tidy(choice.reason), REASON_LIMIT, "reason")
    unsure = hide.unsure()
    if unsure is not None:
        return unsure
    passed = str(opened.gate.pass_text(words))
    new = None if passed == item.drafted else passed
    changed = drafted.choosing(finding, Choice(choice.way, new, reason, new and str(item.drafted)))
    if changed == drafted:
        return stored.preview(opened, row)
    row = await stored.keep_draft(session, opened.challenge.id, opened.key, row.day, changed.to_json())
    return stored.preview(opened, row)
