"""Making the slides and the report: the forms, how far it is, and what is said in the channel."""

from collections.abc import Sequence
from datetime import date

from bot.domain.challenge import Challenge
from bot.domain.report import Stage, Standing
from bot.domain.surprises import Surprise
from bot.views import surprises, words
from bot.views.blocks import (
    Block,
    actions,
    button,
    clip,
    context,
    escape,
    escape_within,
    field,
    file_input,
    modal,
    option,
    radio,
    section,
)
from bot.views.challenge import metadata
from bot.views.surprises import Check

SLIDES, REPORT, MAKE_REPORT = "documents_slides", "documents_report", "documents_make_report"
STAGE, TEMPLATE = "stage", "template"
SLIDES_TITLE, REPORT_TITLE = "The slides", "The report"

#: The steps of making a document, as they are shown while it is made.
STEPS = ("Reading the post-its and the briefs", "Finding the themes", "Writing the file", "Uploading it")
_SHOWN, _LINE = 12, 300
_SETTLE = (
    "*Next:* `/challenge surprises`. There you raise each in the next brief, drop it, or accept it and say "
    "why."
)


def slides(challenge: Challenge) -> Block:
    """The form of `/challenge slides`."""
    return modal(
        SLIDES_TITLE,
        [
            section(
                "*I make draft slides of what the team has found* and upload them to the team's channel: "
                "what a peer challenge is, who we met, key messages, strengths and areas for consideration "
                "by statement, good practice, recommendations, next steps."
            ),
            section(
                "Each bullet is checked against the briefs: you and the others who approve them get the list "
                "of those that would surprise the client. What is too long for a slide is cut and ends in "
                "“…”; the report has the whole of it."
            ),
            field(
                TEMPLATE,
                "A PowerPoint template of your own",
                file_input("pptx", "potx"),
                optional=True,
                hint="Without one they have the bot's own look.",
            ),
        ],
        callback_id=SLIDES,
        metadata=metadata(challenge=challenge.id),
        submit="Make the slides",
    )


def report(challenge: Challenge, standing: Standing, today: date) -> Block:
    """The form of `/challenge report`: where it stands, and making a draft."""
    options = [option(stage.words, stage.value) for stage in Stage]
    return modal(
        REPORT_TITLE,
        [
            section(due(standing, today)),
            field(STAGE, "Where it stands", radio(options, chosen=standing.stage.value)),
            actions(button("Make a draft report", MAKE_REPORT, challenge.id, style="primary")),
            context("The draft is made of what the team has found, and uploaded to the team's channel."),
        ],
        callback_id=REPORT,
        metadata=metadata(challenge=challenge.id),
        submit="Save where it stands",
    )


def due(standing: Standing, today: date) -> str:
    """By when the report must be with the client, and how that looks."""
    by = words.full_day(standing.due)
    if standing.stage.with_client:
        return f"✅ *The client has had the report.* It was due by {by}."
    if standing.late(today):
        late = words.count((today - standing.due).days, "day")
        return f"⛔ *The final draft is {late} late.* It was to be with the client by {by}."
    left = words.count((standing.due - today).days, "day")
    return f"🗓️ *The final draft is to be with the client by {by}*: {left} from now."


def progress(title: str, step: int) -> Block:
    """Stands in the form's place while the document is made; `step` of STEPS is under way."""
    lines = [f"{'✅' if at < step else '⏳' if at == step else '▫️'}  {name}" for at, name in enumerate(STEPS)]
    return modal(title, [section("\n".join(lines))], callback_id="message")


def made(title: str, check: Check, *, asks: bool, smallest: int) -> Block:
    """What came of it, for who had it made."""
    blocks = [
        section("✅ *The draft is in the team's channel.*"),
        *surprise_blocks(check),
    ]
    if asks:
        blocks.append(
            context(
                "⚠️ Without a timetable I can't count who was heard. Before it leaves the team: were at "
                f"least {smallest} people heard since the last brief? If not, the client could tell who "
                "said what is new."
            )
        )
    return modal(title, blocks, callback_id="message")


def surprise_blocks(check: Check) -> list[Block]:
    """The surprises check in short."""
    blocks = [section(f"*Surprises check.* {escape(surprises.summary(check))}")]
    lines = [_surprise(one) for one in check.found[:_SHOWN]]
    if lines:
        blocks += [section(text) for text in _packed(lines)]
    if len(check.found) > _SHOWN:
        more = len(check.found) - _SHOWN
        blocks.append(context(f"and {more:,} more: all are in the file that I sent you."))
    if check.found:
        blocks.append(section(_SETTLE))
    if check.held:
        waits = words.count(len(check.held), "finding waits", "findings wait")
        blocks.append(
            context(
                f"🔒 {waits}: too few people were heard since the last brief, so the client could tell who."
            )
        )
    return blocks


def _surprise(one: Surprise) -> str:
    return f"•  _{one.how}_: {escape_within(clip(one.said.words, _LINE), _LINE)}"


def _packed(lines: Sequence[str]) -> list[str]:
    """The lines in texts that a section takes."""
    texts = [lines[0]]
    for line in lines[1:]:
        if len(texts[-1]) + len(line) > 2900:
            texts.append(line)
        else:
            texts[-1] += f"\n{line}"
    return texts


def announced(what: str, day: date) -> str:
    """What is said in the channel with the file. It names nobody and no finding."""
    return (
        f"📄 Draft {what} of {words.day(day)}, for the team to correct. It is a draft until the challenge "
        "manager gives it to the client."
    )


LISTED = "The surprises check of the newest draft: what the client has not heard yet, or heard differently."


def saved(stage: Stage) -> Block:
    """After where the report stands was saved."""
    return modal(REPORT_TITLE, [section(f"✅ Saved: {stage.words}.")], callback_id="message")


def reminder(challenge: Challenge, standing: Standing) -> tuple[str, list[Block]]:
    """What the challenge manager is told before the report is due: (fallback text, blocks)."""
    return "The report is due soon", [
        section(
            f"🗓️ *The final draft of the report is to be with the client by {words.full_day(standing.due)}.* "
            f"Peer challenge of {escape(challenge.council)}."
        ),
        section(f"It stands at: {standing.stage.words}. `/challenge report` moves it on."),
    ]
