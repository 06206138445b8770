"""The end of a challenge: the form that closes it, the reminders before, how far it is, and the receipt."""

from bot.domain.challenge import Challenge
from bot.domain.purge import MESSAGES, RECEIPT, ROWS, SPACE, Counts, Purge, name_digest
from bot.views import words
from bot.views.blocks import Block, context, escape, field, modal, section, text_input
from bot.views.challenge import dates, metadata
from bot.views.evidence import NOTE

CLOSE = "challenge_close"
CONFIRM = "confirm"
_SUBMIT = "Delete it all"

#: What no app can delete, in the words of the form, of the receipt and of docs/privacy.md.
SLACK_KEEPS = (
    "What the bot can't delete: what people wrote themselves, and copies that Slack or the workspace's owner "
    "keeps: by the workspace's retention settings, in exports, under a legal hold, in Slack's own backups. "
    "Backups of the bot's database from before still hold it, encrypted, until someone deletes them."
)


def close(challenge: Challenge) -> Block:
    """The form of `/challenge close`."""
    return modal(
        "Close the challenge",
        [
            section(
                f"*Everything of the peer challenge of {escape(challenge.council)} is deleted now*, and "
                "nothing brings it back:\n"
                "•  all post-its, flip charts and briefs, the team and its roles, the settings, the key\n"
                "•  what the bot wrote in the team's channel and in direct messages"
            ),
            section(
                f"Take what you still need (the report!) first. If you do nothing, it is deleted on "
                f"{words.full_day(challenge.purge_on)}; `/challenge settings` changes that day."
            ),
            context(SLACK_KEEPS),
            field(
                CONFIRM,
                "Type the council's name to confirm",
                text_input(limit=200, placeholder=challenge.council),
            ),
        ],
        callback_id=CLOSE,
        metadata=metadata(challenge=challenge.id, council=name_digest(challenge.council)),
        submit=_SUBMIT,
        close="Cancel",
    )


def closing() -> Block:
    """Stands above the form while it begins; pressing again is safe."""
    said = f"⏳ Beginning… If this stays for more than a few seconds, press *{_SUBMIT}* again."
    return {**context(said), "block_id": NOTE}


def problem(sentence: str) -> Block:
    """Stands above the form where it could not begin."""
    return section(f"⚠️ {escape(sentence)} Nothing was deleted.", block_id=NOTE)


def begun() -> Block:
    """Stands in the form's place when it is done."""
    return modal(
        "Close the challenge",
        [
            section(
                "🗑️ *It has begun.* I write you a direct message that says how far it is, and send you the "
                "receipt there. Slack takes about one deletion a second."
            )
        ],
        callback_id="finished",
    )


def reminder(challenge: Challenge) -> tuple[str, list[Block]]:
    """What the challenge manager is told before the purge: (fallback text, blocks)."""
    return "A peer challenge will be deleted", [
        section(
            f"🗑️ *On {words.full_day(challenge.purge_on)} I delete everything of the peer challenge of "
            f"{escape(challenge.council)}* ({dates(challenge)}): post-its, flip charts, briefs, the team, "
            "and what I wrote in Slack. Nothing brings it back."
        ),
        section(
            "Take what you still need before that. Another day: `/challenge settings` in its channel. "
            "At once: `/challenge close`. You get a receipt either way."
        ),
    ]


_STEPS = {
    MESSAGES: "deleting the bot's messages in Slack",
    ROWS: "deleting what is stored",
    SPACE: "clearing the database file",
    RECEIPT: "sending the receipt",
}


def progress(purge: Purge) -> str:
    """How far it is, in a line."""
    step = _STEPS.get(purge.step, "done")
    if purge.step == MESSAGES and purge.found:
        step = f"{step}: {purge.counts.deleted:,} of {purge.found:,}"
    return f"{step} (waiting: {purge.error})" if purge.error else step


def under_way(purge: Purge) -> tuple[str, list[Block]]:
    """The direct message that says how far it is: (fallback text, blocks)."""
    return "A peer challenge is being deleted", [
        section(f"🗑️ *The peer challenge of {purge.visit} is being deleted.*\nNow: {progress(purge)}…"),
        context("The receipt comes here when it is done."),
    ]


def receipt_lines(purge: Purge, visit: str) -> list[str]:
    """The receipt, a line each: numbers and days, no text and no names."""
    counts = purge.counts
    return [
        f"Receipt {purge.id}",
        f"The peer challenge of {visit} was deleted on {words.full_day(purge.day)}.",
        f"Deleted from the database, with the key: {words.count(counts.post_its, 'post-it')}, "
        f"{words.count(counts.briefs, 'brief')}, {words.count(counts.members, 'member')} of the team, "
        "and all settings.",
        _in_slack(purge.with_slack, counts),
        SLACK_KEEPS,
    ]


def _in_slack(with_slack: bool, counts: Counts) -> str:
    if not with_slack:
        return (
            f"In Slack: {words.count(counts.deleted, 'message')} of the bot's deleted. The rest was left "
            "there, as was asked for: whoever owns the workspace can delete it."
        )
    said = f"In Slack: {words.count(counts.deleted, 'message')} of the bot's deleted"
    why = f" ({', '.join(counts.refused)})" if counts.refused else ""
    if counts.gave_up:
        return f"{said}. Slack could not be reached for a week{why}: the rest is still there."
    if not counts.left and not counts.out_of_reach:
        return f"{said}, none left."
    places = (
        f"; {words.count(counts.out_of_reach, 'conversation')} could not be entered"
        if counts.out_of_reach
        else ""
    )
    left = f"{counts.left:,} could not be{places}{why}"
    return f"{said}; {left}. Whoever owns the workspace can delete what is left."


def receipt(purge: Purge) -> tuple[str, list[Block]]:
    """The direct message with the receipt: (fallback text, blocks)."""
    title, what, *more, keeps = receipt_lines(purge, purge.visit)
    return "A peer challenge was deleted: the receipt", [
        section(f"🧾 *{what}*"),
        *(section(each) for each in more),
        context(keeps, f"{title}. Keep this message as long as your records need it."),
    ]
