"""Post-its: capture, change, withdraw. The text is de-identified here, in memory, before anything else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.delivery import outbox
from bot.delivery.outbox import Changed
from bot.domain.challenge import Action
from bot.domain.evidence import (
    LINES_LIMIT,
    SOURCE_GROUP_LIMIT,
    SUPPORTING_LIMIT,
    TEXT_LIMIT,
    Kind,
    Method,
    PostIt,
    has_words,
    one_a_line,
    tidy,
    words_seen,
)
from bot.domain.framework import Framework
from bot.errors import NotOnTheTeam, Refusal
from bot.privacy.answered import NO_ANSWERS
from bot.privacy.found import Answers, Label
from bot.privacy.keys import Keyring
from bot.services.challenges import require
from bot.services.hiding import Hiding, Unsure, kept_before
from db import challenges, evidence, receipts, themes
from db.challenges import OpenChallenge
from db.evidence import Written
from db.models import random_id

if TYPE_CHECKING:
    from bot.privacy.deidentify import Deidentifier


@dataclass(frozen=True, slots=True)
class Draft:
    """What a poster's form says, and what they said of the words they were asked about. It holds raw text: it
    is never stored, logged or queued. `session` is the tag of the session it is from, where that is known.
    """

    text: str = field(repr=False)
    kind: Kind
    statement: str | None
    source_group: str = field(repr=False)
    method: Method
    supporting: str = field(repr=False)
    answers: Answers = NO_ANSWERS
    session: str | None = None


@dataclass(frozen=True, slots=True)
class Captured:
    """What was stored, de-identified, and how much of which sort was hidden."""

    post_its: tuple[PostIt, ...]
    hidden: Mapping[Label, int]
    again: bool = False  # this submission came before: nothing was stored now


def check(draft: Draft) -> list[str]:
    """The lines of a draft, one a post-it. Raises Refusal, naming the field, where it can't be stored."""
    if len(draft.text) > TEXT_LIMIT:
        raise Refusal(
            f"That is {len(draft.text):,} characters; a post-it takes {TEXT_LIMIT:,}. Shorten or split it.",
            field="text",
        )
    lines = one_a_line(draft.text)
    if not any(has_words(line) for line in lines):
        raise Refusal("Write what was read, heard or seen, in words.", field="text")
    if len(lines) > LINES_LIMIT:
        raise Refusal(
            f"That is {len(lines)} lines, and each line makes a post-it. At most {LINES_LIMIT} at once.",
            field="text",
        )
    if len(draft.supporting) > SUPPORTING_LIMIT:
        raise Refusal(f"Keep the supporting evidence to {SUPPORTING_LIMIT} characters.", field="supporting")
    if len(draft.source_group) > SOURCE_GROUP_LIMIT:
        raise Refusal(f"Keep the group to {SOURCE_GROUP_LIMIT} characters.", field="source_group")
    return [line for line in lines if has_words(line)]


def check_statement(framework: Framework, key: str | None) -> None:
    """Raise Refusal where the framework has no such statement; None is unplaced and always right."""
    if key is not None and not framework.has(key):
        raise Refusal(
            "That statement is not in this challenge's framework. Choose one of the list.", field="statement"
        )


@dataclass(frozen=True, slots=True)
class Submission:
    """A draft that `user` submits to a challenge. The same `receipt` is taken once; None is always taken."""

    opened: OpenChallenge
    user: str
    draft: Draft
    receipt: str | None


async def capture(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    draft: Draft,
    *,
    now: datetime,
    receipt: str | None,
) -> Captured | Unsure:
    """Store a draft as post-its, one a line, and put them in the outbox for their flip chart.

    The same `receipt` is taken once. Where there is something to ask the poster, nothing is stored and the
    receipt is not used up. Raises Refusal, naming the field, and then nothing is stored either.
    """
    (outcome,) = await capture_all(session, [Submission(opened, user, draft, receipt)], now=now)
    if isinstance(outcome, Refusal):
        raise outcome
    return outcome


async def capture_all(
    session: AsyncSession, submissions: Sequence[Submission], *, now: datetime
) -> list[Captured | Unsure | Refusal]:
    """Capture several drafts with as many statements as one takes. What is refused of one does not touch
    the others.
    """
    outcomes = [_read(each, now) for each in submissions]
    read = [
        (place, each, outcome)
        for place, (each, outcome) in enumerate(zip(submissions, outcomes, strict=True))
        if isinstance(outcome, Captured)
    ]
    new = await receipts.take_all(
        session,
        {each.receipt: each.opened.challenge.local_date(now) for _, each, _ in read if each.receipt},
    )
    asking = {
        place: each.receipt
        for place, each in enumerate(submissions)
        if each.receipt and isinstance(outcomes[place], Unsure)
    }
    came = await receipts.came(session, asking.values()) if asking else set()
    for place, receipt in asking.items():
        if receipt in came:  # the question once more, after it was answered and stored
            outcomes[place] = Captured((), {}, again=True)
    written: list[Written] = []
    changes: list[Changed] = []
    for place, each, captured in read:
        if each.receipt and each.receipt not in new:
            outcomes[place] = Captured((), {}, again=True)
            continue
        new.discard(each.receipt or "")  # the same one once more in this very round came before, too
        opened = each.opened
        written.extend(
            Written(opened.challenge.id, opened.key, one, each.user, each.draft.session)
            for one in captured.post_its
        )
        changes.append(_changed(opened, captured.post_its, each.draft.statement))
    await evidence.add_all(session, written)
    await outbox.arm_changes(session, changes, now)
    return outcomes


def _read(submission: Submission, now: datetime) -> Captured | Unsure | Refusal:
    """The draft's post-its, de-identified, in memory; or what is to be asked; or why they can't be taken."""
    try:
        return _post_its(submission.opened, submission.user, submission.draft, now)
    except Refusal as refusal:
        return refusal


def _post_its(opened: OpenChallenge, user: str, draft: Draft, now: datetime) -> Captured | Unsure:
    require(opened, user, Action.post_evidence)
    lines = check(replace(draft, text=_unbroken(opened.reader, draft.text)))
    check_statement(opened.framework, draft.statement)
    day = opened.challenge.local_date(now)
    hide = Hiding(opened.reader, draft.answers)
    source_group, supporting = _where_from(opened.framework, draft, hide)
    post_its = tuple(
        PostIt(
            id=random_id(),
            text=hide(line, TEXT_LIMIT, "text"),
            kind=draft.kind,
            statement=draft.statement,
            source_group=source_group,
            method=draft.method,
            supporting=supporting,
            day=day,
        )
        for line in lines
    )
    return hide.unsure() or Captured(post_its, hide.hidden)


def _unbroken(reader: "Deidentifier", text: str) -> str:
    """`text` with the line breaks taken out that run through a name or a number, as pasted e-mails have them:
    read line by line, each half would pass for harmless.
    """
    text = "\n".join(text.splitlines())
    broken = {
        at
        for find in reader.find(text.replace("\n", " "))
        for at in range(find.start, find.end)
        if text[at] == "\n"
    }
    return "".join(" " if at in broken else char for at, char in enumerate(text))


def _where_from(framework: Framework, draft: Draft, hide: Hiding) -> tuple[str, str]:
    """A draft's source group and supporting evidence, de-identified. A group of the framework's own list
    names nobody and is taken by its name.
    """
    known = framework.group(draft.source_group) if draft.source_group else None
    typed = tidy(draft.source_group)
    source_group = known.name if known else hide(typed, SOURCE_GROUP_LIMIT, "source_group")
    return source_group, hide(tidy(draft.supporting), SUPPORTING_LIMIT, "supporting")


def _changed(opened: OpenChallenge, post_its: Iterable[PostIt], *statements: str | None) -> Changed:
    return Changed(opened, [post_it.id for post_it in post_its], statements)


async def for_change(
    session: AsyncSession, opened: OpenChallenge, user: str, post_it_id: str, *, now_changed: bool = False
) -> tuple[PostIt, bool]:
    """A post-it that `user` wants to change, and whether they wrote it (only then may its words change).
    `now_changed`: it is changed in this transaction.
    """
    require(opened, user, Action.place_evidence)
    found = await evidence.one(session, opened.challenge.id, opened.key, post_it_id, to_change=now_changed)
    if found is None:
        raise Refusal("That post-it is no longer on the wall.")
    post_it, author = found
    return post_it, author == evidence.member_tag(opened.key, user, post_it_id)


async def find_for_change(
    session: AsyncSession, keyring: Keyring, user: str, post_it_id: str
) -> tuple[OpenChallenge, PostIt, bool]:
    """The post-it among the challenges that `user` is on, its challenge, and whether they wrote it."""
    mine = await challenges.of_user(session, keyring, user)
    if not mine:
        raise NotOnTheTeam
    for opened in mine:
        if await evidence.one(session, opened.challenge.id, opened.key, post_it_id) is not None:
            return opened, *await for_change(session, opened, user, post_it_id)
    raise Refusal("That post-it is no longer on the wall.")


@dataclass(frozen=True, slots=True)
class Quote:
    """Whether a post-it's words may be quoted, and which they were when that was said (`words_seen`)."""

    allowed: bool
    seen: str


async def move(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    post_it_id: str,
    statement: str | None,
    *,
    now: datetime,
    quote: Quote | None = None,
) -> PostIt:
    """Put a post-it under another statement, or none. Anyone on the evidence team may (requirement 90); and
    anyone but its author may say whether its words may be quoted.
    """
    post_it, own = await for_change(session, opened, user, post_it_id, now_changed=True)
    check_statement(opened.framework, statement)
    new = replace(post_it, statement=statement)
    if quote is not None and not own:
        if quote.seen != words_seen(post_it):
            raise Refusal("Its words were changed just now. Close this, and look at them again.")
        new = replace(new, may_quote=quote.allowed)
    return await _store_change(session, opened, post_it, new, now)


async def place(
    session: AsyncSession,
    opened: OpenChallenge,
    user: str,
    post_it_id: str,
    statement: str,
    *,
    now: datetime,
) -> bool:
    """Put a post-it that has no statement under one; False where it is gone, or has one by now."""
    require(opened, user, Action.place_evidence)
    check_statement(opened.framework, statement)
    found = await evidence.one(session, opened.challenge.id, opened.key, post_it_id, to_change=True)
    if found is None or found[0].statement is not None:
        return False
    await _store_change(session, opened, found[0], replace(found[0], statement=statement), now)
    return True


async def edit(
    session: AsyncSession, opened: OpenChallenge, user: str, post_it_id: str, draft: Draft, *, now: datetime
) -> Captured | Unsure:
    """Change one's own post-it. The new words are de-identified as the first ones were, and asked about; what
    stands in the post-it already is not asked about again.
    """
    post_it, own = await for_change(session, opened, user, post_it_id, now_changed=True)
    if not own:
        raise Refusal("Only the person who wrote a post-it can change its words. You can move it.")
    check(draft)
    check_statement(opened.framework, draft.statement)
    stands = (post_it.text, post_it.source_group, post_it.supporting)
    hide = Hiding(opened.reader, kept_before(opened.reader, stands, draft.answers))
    source_group, supporting = _where_from(opened.framework, draft, hide)
    new = replace(
        post_it,
        text=hide(tidy(draft.text), TEXT_LIMIT, "text"),
        kind=draft.kind,
        statement=draft.statement,
        method=draft.method,
        source_group=source_group,
        supporting=supporting,
    )
    unsure = hide.unsure()
    if unsure is not None:
        return unsure
    new = replace(new, may_quote=post_it.may_quote and new.text == post_it.text)
    await _store_change(session, opened, post_it, new, now)
    return Captured((new,), hide.hidden)


async def _store_change(
    session: AsyncSession, opened: OpenChallenge, old: PostIt, new: PostIt, now: datetime
) -> PostIt:
    if new != old:
        await evidence.change(session, opened.key, new)
        of = opened.challenge.id, opened.key
        if (new.statement, new.kind) != (old.statement, old.kind):
            await themes.let_go(session, *of, [old.id], [old.statement])
        elif new.text != old.text:
            await themes.let_go_words(session, *of, old.id, old.statement)
        await outbox.arm_changes(session, [_changed(opened, [new], new.statement, old.statement)], now)
    return new


async def withdraw(
    session: AsyncSession, opened: OpenChallenge, user: str, post_it_ids: Sequence[str], *, now: datetime
) -> list[PostIt]:
    """Withdraw one's own post-its; those that are gone already are left out of the answer."""
    require(opened, user, Action.post_evidence)
    mine = []
    for post_it_id in post_it_ids:
        found = await evidence.one(session, opened.challenge.id, opened.key, post_it_id)
        if found is None:
            continue
        if found[1] != evidence.member_tag(opened.key, user, post_it_id):
            raise Refusal("Only the person who wrote a post-it can withdraw it.")
        mine.append(found[0])
    gone, where = [post_it.id for post_it in mine], [post_it.statement for post_it in mine]
    await evidence.withdraw(session, opened.challenge.id, gone)
    await themes.let_go(session, opened.challenge.id, opened.key, gone, where)
    change = _changed(opened, mine, *where)
    await outbox.arm_changes(session, [change], now)
    return mine


async def written_on(session: AsyncSession, opened: OpenChallenge, user: str, day: date) -> list[PostIt]:
    """What `user` wrote on `day`, for their own eyes."""
    return await evidence.by_author(session, opened.challenge.id, opened.key, user, day)
