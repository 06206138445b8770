"""The post-it's form, what is said after it, and the flip charts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from bot.domain.evidence import (
    SOURCE_GROUP_LIMIT,
    SUPPORTING_LIMIT,
    TEXT_LIMIT,
    Kind,
    Method,
    PostIt,
    words_seen,
)
from bot.domain.framework import Framework
from bot.domain.wall import Column
from bot.privacy.found import Label
from bot.privacy.gate import has_quotation
from bot.views import words
from bot.views.blocks import (
    DIVIDER,
    Block,
    actions,
    button,
    checkboxes,
    clip,
    context,
    escape,
    field,
    header,
    modal,
    option,
    plain,
    radio,
    section,
    select,
    text_input,
)

FORM, CHANGE, CHOOSE = "postit_form", "postit_change", "postit_choose"
UNDO, OPEN_CHANGE, WITHDRAW, CHOSEN = "postit_undo", "postit_open_change", "postit_withdraw", "postit_chosen"
QUOTE = "quote"
NOTE = "note"  # the block above a form that says how it stands
SUBMIT = "Put on the wall"
UNPLACED = "-"
UNPLACED_NAME = "Not yet placed"
_SHOWN_AFTER_STORING = 3


@dataclass(frozen=True, slots=True)
class FormState:
    """What a form remembers between its rounds, in its private metadata. No text, no name.

    `nonce` is new for each blank form: the same one twice means the same submission twice, and fields that
    carry it in their block id are emptied when it changes.
    """

    challenge_id: str
    nonce: str
    framework: str
    council: str
    stored: tuple[str, ...] = ()  # ids of what was just stored, or of the post-it being changed
    #: How often this form was submitted since it was blank or asked: tells a second press from a repeated
    #: delivery.
    pressed: int = 0
    asked: int = 0  #: how often this form has asked about words
    session: str = ""  #: the tag of the session that the post-its are from, where that is known

    @property
    def question(self) -> str:
        """New for each question of each form: ticks begin as they are set, and stay while it is the same."""
        return f"{self.nonce}-{self.asked}"

    def asking(self) -> "FormState":
        """Of the form once it asks (again)."""
        return replace(self, pressed=0, asked=self.asked + 1)

    def dump(self) -> str:
        """As private metadata."""
        return json.dumps([getattr(self, each.name) for each in fields(self)])

    @staticmethod
    def load(metadata: str) -> "FormState":
        """From private metadata."""
        challenge_id, nonce, framework, council, stored, *rest = json.loads(metadata)
        return FormState(challenge_id, nonce, framework, council, tuple(stored), *rest)


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form has in it to begin with."""

    text: str = ""
    kind: str | None = None
    statement: str | None = None
    source_group: str = ""
    method: str = Method.heard.value
    supporting: str = ""


def block_ids(nonce: str) -> dict[str, str]:
    """The block id of each field: those with the nonce start empty with each new form, the rest stay."""
    return {
        "text": f"text-{nonce}",
        "supporting": f"supporting-{nonce}",
        "kind": "kind",
        "statement": "statement",
        "source_group": "source_group",
        "other_group": "other_group",
        "method": "method",
    }


def _statements(framework: Framework, chosen: str | None) -> Block:
    groups = {UNPLACED_NAME: [option(UNPLACED_NAME, UNPLACED)]}
    groups |= {
        theme.name: [option(each.name, each.key) for each in theme.statements] for theme in framework.themes
    }
    return select(groups=groups, chosen=chosen, placeholder="Where does it belong?")


def _fields(framework: Framework, nonce: str, filled: Filled) -> list[Block]:
    ids = block_ids(nonce)
    group = framework.group(filled.source_group) if filled.source_group else None
    return [
        field(
            ids["kind"],
            "Type of post-it",
            radio([option(each.words, each.value) for each in Kind], chosen=filled.kind),
        ),
        field(
            ids["statement"],
            "Statement",
            _statements(framework, filled.statement),
            optional=True,
            hint="May be left empty: the team places it later.",
        ),
        field(
            ids["source_group"],
            "Who it came from, as a group",
            select(
                [option(each.name, each.key) for each in framework.groups],
                chosen=group.key if group else None,
                placeholder="Choose a group",
            ),
            optional=True,
        ),
        field(
            ids["other_group"],
            "Or another group",
            text_input(
                initial="" if group else filled.source_group,
                limit=SOURCE_GROUP_LIMIT,
                placeholder="A group, not a person",
            ),
            optional=True,
        ),
        field(
            ids["method"],
            "How we know",
            radio([option(each.words, each.value) for each in Method], chosen=filled.method),
        ),
        field(
            ids["supporting"],
            "Supporting evidence",
            text_input(
                initial=filled.supporting,
                limit=SUPPORTING_LIMIT,
                placeholder="A document, a figure, another group",
            ),
            optional=True,
        ),
    ]


def form(
    framework: Framework,
    state: FormState,
    filled: Filled,
    *,
    notes: Sequence[Block] = (),
    below: Sequence[Block] = (),
    tell_close: bool = False,
) -> Block:
    """The form of one post-it, or of several typed a line each. `notes` stand above it, `below` under it."""
    evidence = field(
        block_ids(state.nonce)["text"],
        "Evidence",
        text_input(
            initial=filled.text,
            multiline=True,
            limit=TEXT_LIMIT,
            placeholder="What was read, heard or seen. One post-it per line.",
        ),
        hint="Names, phone numbers and the like are hidden before anything is stored.",
    )
    view = modal(
        "New post-it",
        [context(escape(state.council)), *notes, evidence, *_fields(framework, state.nonce, filled), *below],
        callback_id=FORM,
        metadata=state.dump(),
        submit=SUBMIT,
        close="Done",
    )
    return {**view, "notify_on_close": tell_close}


def saving(press: str = SUBMIT) -> Block:
    """Stands above the form while it is being stored; pressing again is safe, it is stored once."""
    said = f"⏳ Storing… If this stays for more than a few seconds, press *{press}* again."
    return {**context(said), "block_id": NOTE}


def problem(sentence: str) -> Block:
    """Stands above a form whose content could not be taken; what was typed stays."""
    return section(f"⚠️ {escape(sentence)} Nothing was stored; what you typed is still below.", block_id=NOTE)


def stored(framework: Framework, post_its: Sequence[PostIt], hidden: Mapping[Label, int]) -> list[Block]:
    """Stands above the next form: what was stored and what was hidden, with an undo."""
    placed = framework.statement(post_its[0].statement).name if post_its[0].statement else UNPLACED_NAME
    said = (
        f"✅ *Stored {words.count(len(post_its), 'post-it')}* under {escape(placed)}. {words.hidden(hidden)}"
    )
    shown = [plain(clip(post_it.text, 300)) for post_it in post_its[:_SHOWN_AFTER_STORING]]
    if len(post_its) > _SHOWN_AFTER_STORING:
        shown.append(plain(f"and {len(post_its) - _SHOWN_AFTER_STORING} more"))
    return [
        section(said, accessory=button("Undo", UNDO, "undo", label="Undo: take back what was just stored")),
        context(*shown),
        DIVIDER,
    ]


def stored_before() -> list[Block]:
    """Stands above the next form when the same submission came twice."""
    return [section("✅ That was stored already; nothing was stored twice."), DIVIDER]


def undone(number: int) -> list[Block]:
    """Stands above the form when what was stored has been taken back; the words are in the form again."""
    return [
        section(
            f"↩️ {words.count(number, 'post-it')} taken back. The words are below again, with what was hidden."
        ),
        DIVIDER,
    ]


def moved(framework: Framework, post_it: PostIt) -> str:
    """After a move."""
    name = framework.statement(post_it.statement).name if post_it.statement else UNPLACED_NAME
    quoted = " Its words may be quoted." if post_it.may_quote else ""
    return f"✅ It is under *{escape(name)}* now.{quoted}"


def changed(hidden: Mapping[Label, int]) -> str:
    """After a change."""
    return f"✅ It is changed. {words.hidden(hidden)}"


def choose_challenge(options: Sequence[tuple[str, str]], *, metadata: str = "") -> Block:
    """For someone on several teams: which challenge? `options` are (id, council)."""
    rows = [
        section(
            f"*{escape(council)}*",
            accessory=button("Choose", CHOSEN, challenge_id, label=f"Choose {council}"),
        )
        for challenge_id, council in options
    ]
    return modal("Which challenge?", rows, callback_id=CHOOSE, metadata=metadata)


def message(title: str, sentence: str) -> Block:
    """A modal with a sentence and nothing to do."""
    return modal(title, [section(escape(sentence))], callback_id="message")


def change_form(
    framework: Framework, state: FormState, post_it: PostIt, *, own: bool, notes: Sequence[Block] = ()
) -> Block:
    """The form in which an author changes a post-it, or another of the team moves it."""
    statement = post_it.statement or UNPLACED
    if not own:
        place = field(block_ids(state.nonce)["statement"], "Statement", _statements(framework, statement))
        return modal(
            "Move a post-it",
            [
                *notes,
                section(plain(post_it.text)),
                context("Only its author can change its words."),
                place,
                *_quotation(post_it),
            ],
            callback_id=CHANGE,
            metadata=state.dump(),
            submit="Save",
            close="Cancel",
        )
    filled = Filled(
        post_it.text,
        post_it.kind.value,
        statement,
        post_it.source_group,
        post_it.method.value,
        post_it.supporting,
    )
    text = field(
        block_ids(state.nonce)["text"],
        "Evidence",
        text_input(initial=filled.text, multiline=True, limit=TEXT_LIMIT),
    )
    withdraw = actions(
        button(
            "Withdraw this post-it",
            WITHDRAW,
            "withdraw",
            style="danger",
            confirm=("Withdraw this post-it?", "It will be taken off the wall and deleted.", "Withdraw"),
        )
    )
    return modal(
        "Change a post-it",
        [*notes, text, *_fields(framework, state.nonce, filled), withdraw],
        callback_id=CHANGE,
        metadata=state.dump(),
        submit="Change it",
        close="Cancel",
    )


def _quotation(post_it: PostIt) -> list[Block]:
    """Whether its words may be quoted to the client, which someone other than its author decides. The block's
    id says of which words it was decided.
    """
    if not has_quotation(post_it.text):
        return []
    tick = checkboxes(
        [option("The client may be shown these words in quotation marks", QUOTE)],
        chosen=[QUOTE] if post_it.may_quote else [],
    )
    hint = "Only if nobody can be told by how it is said. Otherwise the finding is told without the marks."
    return [field(f"{QUOTE}-{words_seen(post_it)}", "Quotation", tick, optional=True, hint=hint)]


def flip_chart(column: Column) -> tuple[str, list[Block]]:
    """The first message of a statement's thread: (fallback text, blocks)."""
    statement = column.statement
    counts = words.kinds(column.counts)
    total = words.count(len(column.post_its), "post-it")
    said = f"{total}  {counts}" if counts else total
    if statement is None:
        intro = "Post-its whose statement the team has not chosen yet. Move each with its *Change* button."
        return f"Flip chart: {UNPLACED_NAME}", [header(UNPLACED_NAME), section(intro), context(said)]
    return (
        f"Flip chart: {statement.name}",
        [header(statement.name), section(plain(statement.we)), context(said)],
    )


def post_it_message(post_it: PostIt, statement_name: str) -> tuple[str, list[Block]]:
    """A post-it in its thread: no author, no time, and no evidence in the fallback text."""
    where = [post_it.kind.words, post_it.method.words]
    if post_it.source_group:
        where.append(post_it.source_group)
    small: list[Any] = [plain(f"{words.MARKS[post_it.kind]} {' · '.join(where)}")]
    if post_it.supporting:
        small.append(plain(f"Supporting: {post_it.supporting}"))
    change = button("Change", OPEN_CHANGE, post_it.id, label="Change, move or withdraw this post-it")
    return (
        f"A post-it under {statement_name}",
        [section(plain(post_it.text), accessory=change), context(*small)],
    )
