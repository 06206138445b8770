"""Themes at rest: on both databases, sealed, with who backs them as tags that tell nothing."""

from dataclasses import replace

from sqlalchemy import text

from bot.domain.evidence import Kind
from bot.domain.theme_decisions import Proposal, Stage, Standing
from bot.domain.themes import Member, Theme
from db import themes
from db.challenges import OpenChallenge
from db.engine import Database

STANDING = Standing(
    Theme(
        "theme",
        "needs",
        Kind.consideration,
        "Waiting times",
        ("waits",),
        (Member("a", ("waiting", "list"), True), Member("b")),
    ),
    acts=("reworded", "agreed"),
    decided=True,
    barred=frozenset({"c"}),
    bullet="Waits are long.",
    stage=Stage.suggestion,
    agreed=True,
    proposals=(Proposal("p", "Say how long."),),
)


async def test_what_is_kept_comes_back_and_nothing_of_it_can_be_read(
    database: Database, northmere: OpenChallenge
) -> None:
    of = northmere.challenge.id, northmere.key
    other = replace(STANDING, theme=replace(STANDING.theme, id="other", statement="learning"))
    async with database.write() as session:
        await themes.keep(session, *of, [STANDING, other])
    async with database.read() as session:
        assert await themes.of(session, *of, "needs") == [STANDING]
        assert await themes.of(session, *of) == [other, STANDING]
        assert await themes.one(session, "another", northmere.key, "theme") is None
        rows = (await session.exec(text("SELECT * FROM theme"))).all()  # type: ignore[call-overload]
    assert "waiting" not in str(rows).casefold()
    async with database.write() as session:
        await themes.remove(session, northmere.challenge.id, ["theme"])
    async with database.read() as session:
        assert await themes.of(session, *of) == [other]


async def test_backing_is_counted_once_each_and_nobody_is_recognised_from_theme_to_theme(
    database: Database, northmere: OpenChallenge
) -> None:
    key = northmere.key
    other = replace(STANDING, theme=replace(STANDING.theme, id="other"))
    async with database.write() as session:
        await themes.keep(session, northmere.challenge.id, key, [STANDING, other])
        for _ in range(2):
            await themes.back(session, key, "theme", "UPEER1", yes=True)
        await themes.back(session, key, "theme", "UPEER2", yes=True)
        await themes.back(session, key, "other", "UPEER1", yes=True)
        await themes.back(session, key, "theme", "UPEER2", yes=False)
    async with database.read() as session:
        assert await themes.backed(session, ["theme", "other", "none"]) == {"theme": 1, "other": 1}
        assert await themes.backs(session, key, "theme", "UPEER1")
        assert not await themes.backs(session, key, "theme", "UPEER2")
        rows = (await session.exec(text("SELECT tag FROM backing"))).all()  # type: ignore[call-overload]
    assert len({tag for (tag,) in rows}) == 2


async def test_a_post_it_that_goes_leaves_nothing_behind(
    database: Database, northmere: OpenChallenge
) -> None:
    of = northmere.challenge.id, northmere.key
    async with database.write() as session:
        await themes.keep(session, *of, [STANDING])
        await themes.let_go_words(session, *of, "a", "needs")
    async with database.write() as session:
        (now,) = await themes.of(session, *of)
        assert now.theme.members == (Member("a", (), True), Member("b"))
        await themes.let_go(session, *of, ["a", "c"], ["needs", None])
        (now,) = await themes.of(session, *of)
    assert (now.theme.posts, now.barred, now.version) == (("b",), frozenset(), STANDING.version)
