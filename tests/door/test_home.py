"""The App Home through the door."""

from tests.house import CM, LP, PEER, STRANGER, SUPPORT, House, words_of


async def test_the_home_shows_the_wall_the_gaps_and_ones_own(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long", kind="consideration", statement="needs")
    said = words_of(await northmere.home(PEER))
    assert "Northmere" in said
    assert "Day 1 of 3 · You are a peer." in said
    assert "*1*  Assessing needs" in said
    assert "▲ 1" in said
    assert "Safeguarding: no evidence yet" in said
    assert "only you see that they are yours" in said
    assert "waits are long" in said
    assert "Today's brief" not in said


async def test_others_do_not_see_whose_it_is(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long")
    assert "waits are long" not in words_of(await northmere.home(LP))


async def test_cm_and_lp_see_the_state_of_todays_brief(northmere: House) -> None:
    for user in (CM, LP):
        said = words_of(await northmere.home(user))
        assert "Not drafted yet. Its preview comes at 17.00, for the DASS meeting at 17.30." in said


async def test_a_support_officer_sees_no_evidence_and_a_stranger_nothing(northmere: House) -> None:
    await northmere.post_it(PEER, "waits are long")
    said = words_of(await northmere.home(SUPPORT))
    assert "Assessing needs" not in said
    assert "Northmere" in said
    said = words_of(await northmere.home(STRANGER))
    assert "Northmere" not in said
    assert "not on a team yet" in said


async def test_a_post_it_from_the_home_is_on_it_when_the_form_closes(northmere: House) -> None:
    home = await northmere.home(PEER)
    await northmere.press(PEER, "home_add", home)
    assert not await northmere.submit(PEER, text="written at lunch", kind="strength", statement="learning")
    await northmere.close(PEER)
    assert "written at lunch" in words_of(northmere.workspace.homes[PEER])


async def test_the_managers_buttons_open_the_brief_and_the_team(northmere: House) -> None:
    home = await northmere.home(CM)
    await northmere.press(CM, "home_digest", home)
    assert "no post-its yet" in words_of(northmere.modal(CM))
    await northmere.press(CM, "brief_post", northmere.modal(CM))
    assert "on its way" in words_of(northmere.modal(CM))
    await northmere.send()
    assert [each for each in northmere.messages() if each.text.startswith("No-surprises brief")]
    await northmere.press(CM, "home_team", home)
    assert northmere.modal(CM).body["callback_id"] == "challenge_team"


async def test_the_manager_is_told_what_could_not_be_posted_and_why(northmere: House) -> None:
    northmere.channel().members.remove("UBOT")
    await northmere.post_it(PEER, "waits are long")
    said = words_of(await northmere.home(CM))
    assert "could not be posted" in said
    assert "Invite it again" in said
    assert "could not be posted" not in words_of(await northmere.home(LP))
    northmere.channel().members.append("UBOT")
    await northmere.later(minutes=6)
    assert northmere.thread("Safeguarding")
    assert "could not be posted" not in words_of(await northmere.home(CM))
