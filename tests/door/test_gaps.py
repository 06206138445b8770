"""The gaps through the door: seen by the team, turned into a question, and shared as a picture."""

import json
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import text

from tests.delivery.days import heard, keep
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, SUPPORT, House, words_of


async def test_what_is_missing_is_said_and_what_could_still_bring_it(northmere: House) -> None:
    await keep(northmere, heard(2, "11:00-12:00", "Unpaid carers", "Siân"))
    await northmere.post_it(PEER, "enquiries are quick", source_group="staff", statement="safeguarding")
    await northmere.command(LP, "/challenge gaps")
    page = words_of(northmere.modal(LP))
    assert "1 post-it. For the team only." in page
    assert "Safeguarding –  1  –" in page
    assert "Nothing read, nothing seen, nothing on people's experience" in page
    assert "*Assessing needs*\nNo evidence yet." in page
    assert "↳ may still bring it: Day 2, stream A, 11.00: Focus group: Unpaid carers" in page
    assert "unpaid carers: Day 2, stream A, 11.00" in page


async def test_sessions_that_gave_no_post_it_are_named_once_post_its_say_where_they_are_from(
    northmere: House,
) -> None:
    await keep(
        northmere,
        heard(1, "09:00-10:00", "Unpaid carers", "Siân"),
        heard(1, "10:00-11:00", "Care providers", "Siân"),
    )
    await northmere.post_it(OTHER_PEER, "respite is there")
    await northmere.command(LP, "/challenge gaps")
    assert "gave no post-it" not in words_of(northmere.modal(LP))


async def test_a_gap_becomes_a_question(northmere: House) -> None:
    await northmere.command(PEER, "/challenge gaps")
    page = northmere.modal(PEER)
    await northmere.press(PEER, "gaps_ask", page)
    form = northmere.modal(PEER)
    asked = next(block for block in form.body["blocks"] if block["block_id"].startswith("text-"))
    assert asked["element"]["initial_value"].startswith("Assessing needs: What do people who draw on care")
    assert not await northmere.submit(PEER)
    await northmere.send()
    assert len(northmere.thread("Assessing needs")) == 4


async def test_the_picture_goes_to_the_team_once_with_its_words_and_goes_with_the_purge(
    northmere: House,
) -> None:
    await northmere.post_it(PEER, "enquiries are quick")
    await northmere.press(LP, "home_gaps", await northmere.home(LP))
    page = northmere.modal(LP)
    for _ in range(2):
        await northmere.press(LP, "gaps_post", page)
        page = northmere.modal(LP)
    assert "The picture is in the team's channel" in words_of(northmere.modal(LP))
    (file,) = northmere.workspace.files.values()
    assert file["channels"] == [CHANNEL]
    assert "Safeguarding: 0 read, 1 heard, 0 seen" in file["alt_txt"]
    image = Image.open(BytesIO(file["content"]))
    assert image.mode == "L"
    assert image.size[0] > 1000
    await northmere.close_challenge()
    await northmere.purge()
    assert not northmere.workspace.files


@pytest.mark.parametrize("user", [SUPPORT])
async def test_who_hears_no_evidence_sees_no_gap(northmere: House, user: str) -> None:
    await northmere.command(user, "/challenge gaps")
    assert northmere.only_for(user)[-1].text.startswith(
        "Only the challenge manager, the lead peer or the peer"
    )
    assert "home_gaps" not in json.dumps((await northmere.home(user)).body)


async def test_the_home_has_the_table(northmere: House) -> None:
    await northmere.post_it(PEER, "enquiries are quick")
    home = words_of(await northmere.home(CM))
    assert "R  H  S   Pe St Pa Pr" in home
    async with northmere.bot.database.engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM postit"))).scalar() == 1
