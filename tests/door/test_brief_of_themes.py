"""A brief of what the team agreed, and of what emerges, through the door (requirements 118-120, 124)."""

from tests.door.test_themes import LABEL, WAITS, open_theme, press, wall
from tests.house import CHANNEL, CM, LP, PEER, House, words_of

BULLET = "The council may want to shorten the wait for an assessment."


async def agreed(house: House) -> None:
    """The lead peer words the theme of the waits, and agrees it."""
    await open_theme(house, LP, LABEL)
    await press(house, LP, "themes_edit")
    assert not await house.submit(LP, bullet=BULLET)
    await open_theme(house, LP, LABEL)
    await press(house, LP, "themes_agree")


async def digest(house: House) -> str:
    """What the preview says."""
    house.clock.move(minutes=1)
    await house.command(CM, "/digest")
    return words_of(house.only_for(CM)[-1])


async def post(house: House) -> None:
    await house.press(CM, "brief_post", house.only_for(CM)[-1])
    await house.send()


async def test_what_is_agreed_is_said_in_its_words_and_what_emerges_apart(northmere: House) -> None:
    await wall(northmere)
    await northmere.post_it(PEER, "staff are kind", statement="needs")
    assert "*Areas for consideration*" not in await digest(northmere)
    await agreed(northmere)
    said = await digest(northmere)
    agreed_part, _, emerging = said.partition("*Emerging areas for consideration*")
    assert f"*Areas for consideration*\n•  {BULLET}" in agreed_part
    assert "first contact and the front door" in emerging
    assert "*Emerging strengths*\n•  staff are kind" in said
    assert not any(text in said for text in WAITS)


async def test_what_was_raised_in_the_words_agreed_is_no_surprise_and_what_was_dropped_is_not_said(
    northmere: House,
) -> None:
    await wall(northmere)
    await agreed(northmere)
    await open_theme(northmere, LP, "First contact")
    await press(northmere, LP, "themes_drop")
    said = await digest(northmere)
    assert "front door" not in said
    await post(northmere)
    await northmere.command(LP, "/challenge slides")
    await northmere.submit(LP)
    files = northmere.workspace.files.values()
    (listed,) = {file["content"].decode() for file in files if file["name"] == "surprises.md"}
    assert "1 bullet: the client has heard 1 as it is, 0 differently, and 0 never." in listed


async def test_the_ledger_tells_of_a_theme_what_was_raised_before_it_was_one(northmere: House) -> None:
    await wall(northmere, WAITS[0])
    await digest(northmere)
    await post(northmere)
    await wall(northmere, *WAITS[1:])
    await agreed(northmere)
    await northmere.command(CM, "/challenge ledger")
    said = words_of(northmere.modal(CM))
    assert "*1 finding*: 1 raised with the client, 0 not. 1 reworded since." in said
    assert WAITS[0] in said
    assert len([one for one in northmere.messages(CHANNEL) if one.text.startswith("No-surprises")]) == 1
