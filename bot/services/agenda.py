"""What is decided of the items of a brief before it is posted (requirements 118-120)."""

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.domain.agenda import REASON_LIMIT, WORDS_LIMIT, Choice
from bot.domain.challenge import Action
from bot.domain.evidence import tidy
from bot.errors import Refusal
from bot.privacy.answered import NO_ANSWERS
from bot.privacy.found import Answers
from bot.privacy.gate import Preview
from bot.services.briefs import newest
from bot.services.challenges import require
from bot.services.hiding import Hiding, Unsure, kept_before
from db import briefs as stored
from db.challenges import OpenChallenge


async def shown(
    session: AsyncSession, opened: OpenChallenge, user: str, brief_id: str, revision: int
) -> Preview:
    """The newest draft, to decide of its items. Raises Refusal where `revision` is an older one's."""
    require(opened, user, Action.approve_brief)
    return stored.preview(opened, await newest(session, opened, brief_id, revision))


async def choose(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    brief_id: str,
    revision: int,
    *,
    finding: str,
    choice: Choice,
    answers: Answers = NO_ANSWERS,
) -> Preview | Unsure:
    """Decide of an item of the newest draft, which makes a newer one: whoever approved is asked again.

    New words and reasons are de-identified and asked about as a post-it is; what stands in the item already
    is not asked about again. Raises Refusal where that draft is not the newest, or has no such item.
    """
    require(opened, user, Action.approve_brief)
    row = await newest(session, opened, brief_id, revision)
    drafted = stored.drafted(row, opened.key)
    item = next((one for one in opened.gate.pass_items(drafted) if one.finding == finding), None)
    if item is None:
        raise Refusal("That item is no longer in the brief.")
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
