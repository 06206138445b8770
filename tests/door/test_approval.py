"""Who approves a brief, what is decided of its items, and the ledger, through the door."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.playground.workspace import Message
from tests.house import CHANNEL, CM, LP, OTHER_PEER, PEER, House, words_of


@pytest.fixture
async def both(house: House) -> House:
    """A challenge in which the challenge manager and the lead peer both approve, with two findings."""
    await house.set_up(approvals="both")
    await house.post_it(PEER, "staff are proud of their practice")
    await house.post_it(OTHER_PEER, "reviews are late", kind="consideration", statement="needs")
    return house


def posted(house: House) -> list[Message]:
    return [each for each in house.messages() if each.text.startswith("No-surprises brief")]


async def previews(house: House) -> dict[str, Message]:
    """What the clock sends to the two at 17:00."""
    house.clock.moment = datetime(2026, 3, 24, 17, 0, 1, tzinfo=UTC)
    await house.later(seconds=1)
    return {user: house.direct(user)[-1] for user in (CM, LP)}


async def approve(house: House, user: str, preview: Message | None = None) -> None:
    await house.press(user, "brief_post", preview or house.direct(user)[-1], f"D{user[1:]}")
    await house.send()


async def open_item(house: House, user: str, words: str) -> None:
    """From the newest preview to the form of the item that says this."""
    await house.press(user, "brief_decide", house.direct(user)[-1], f"D{user[1:]}")
    await press_item(house, user, words)


async def press_item(house: House, user: str, words: str) -> None:
    await house.press(user, "brief_item", house.modal(user), beside=words)


@pytest.mark.parametrize("order", [(CM, LP), (LP, CM)])
async def test_both_approve_in_either_order_and_it_is_posted_once(
    both: House, order: tuple[str, str]
) -> None:
    shown = await previews(both)
    first, second = order
    await approve(both, first, shown[first])
    assert posted(both) == []
    assert "It is posted once the" in words_of(both.direct(first)[-1])
    await approve(both, second, shown[second])
    assert len(posted(both)) == 1
    assert "brief_post" not in str(shown[first].blocks)


async def test_both_at_once_and_twice_post_it_once(both: House) -> None:
    shown = await previews(both)
    pressed = [both.pressing(user, "brief_post", shown[user], f"D{user[1:]}") for user in (CM, LP, CM, LP)]
    await asyncio.gather(*map(both.slack_sends, pressed))
    await both.bot.desk.settle()
    await both.send()
    assert len(posted(both)) == 1


async def test_one_alone_posts_nothing_however_often(both: House) -> None:
    shown = await previews(both)
    pressed = both.pressing(CM, "brief_post", shown[CM], f"D{CM[1:]}")
    for _ in range(3):
        await both.slack_sends(pressed)
    await both.bot.desk.settle()
    await both.send()
    assert posted(both) == []


async def test_a_change_after_an_approval_asks_again(both: House) -> None:
    shown = await previews(both)
    await approve(both, CM, shown[CM])
    await open_item(both, LP, "reviews are late")
    assert not await both.submit(LP, words="annual reviews come late, Jane Smith said")
    assert "✏️" in words_of(both.modal(LP))
    await both.press(LP, "brief_post", shown[LP], f"D{LP[1:]}")
    assert "this is the newer preview" in words_of(shown[LP])
    assert "annual reviews come late" in words_of(shown[LP])
    await both.press(LP, "brief_post", both.modal(LP))
    await both.send()
    assert posted(both) == []
    asked = both.direct(CM)[-1]
    said = words_of(asked)
    assert "Approved by the lead peer" in said
    assert "annual reviews come late" in said
    assert "Smith" not in said
    await approve(both, CM, asked)
    (brief,) = posted(both)
    assert "annual reviews come late" in words_of(brief)
    assert "Smith" not in words_of(brief)


async def test_held_back_and_in_person_are_not_written_and_the_ledger_has_them(both: House) -> None:
    await previews(both)
    await open_item(both, CM, "reviews are late")
    assert "why" in (await both.submit(CM, way="hold"))["reason"]
    assert not await both.submit(CM, way="hold", reason="the director should hear it from the chief first")
    await press_item(both, CM, "staff are proud")
    assert not await both.submit(CM, way="in person")
    await both.press(CM, "brief_post", both.modal(CM))
    await both.send()
    await approve(both, LP)
    (brief,) = posted(both)
    said = words_of(brief)
    for absent in ("reviews are late", "staff are proud", "chief"):
        assert absent not in said
    assert "1 matter best raised in person" in said
    await both.command(LP, "/challenge ledger")
    ledger = words_of(both.modal(LP))
    assert "2 findings*: 1 raised with the client, 1 not" in ledger
    assert "day 1: held back (the director should hear it from the chief first)" in ledger
    assert "day 1: in person" in ledger
    await both.command(PEER, "/challenge ledger")
    assert "Only the challenge manager or the lead peer" in both.only_for(PEER)[-1].text


async def decided(house: House, item: str, **choice: str) -> None:
    """The challenge manager decides of an item of the newest preview, and both approve."""
    await open_item(house, CM, item)
    assert not await house.submit(CM, **choice)
    await house.press(CM, "brief_post", house.modal(CM))
    await house.send()
    await approve(house, LP)


async def next_day(house: House) -> Message:
    """The preview that the challenge manager gets at noon of the second day."""
    house.clock.moment = datetime(2026, 3, 25, 12, 0, tzinfo=UTC)
    await house.command(CM, "/digest")
    return house.only_for(CM)[-1]


async def test_what_was_held_back_stays_so_until_it_is_included_and_is_new_then(both: House) -> None:
    await previews(both)
    await decided(both, "reviews are late", way="hold", reason="not yet")
    preview = await next_day(both)
    assert "Held back: reviews are late _(not yet)_" in words_of(preview)
    assert words_of(preview).count("reviews are late") == 1
    await both.press(CM, "brief_decide", preview)
    await press_item(both, CM, "reviews are late")
    assert not await both.submit(CM, way="include")
    await both.command(CM, "/digest")
    said = words_of(both.only_for(CM)[-1])
    assert "Held back" not in said
    assert "reviews are late" in said
    assert "1 of them today" in said


async def test_new_words_stand_on_the_next_day_and_a_change_on_the_wall_is_pointed_out(both: House) -> None:
    await previews(both)
    await decided(both, "reviews are late", words="annual reviews come late")
    said = words_of(await next_day(both))
    assert "annual reviews come late" in said
    assert "•  reviews are late" not in said
    (hung,) = both.thread("Assessing needs")
    await both.press(OTHER_PEER, "postit_open_change", hung)
    assert not await both.submit(OTHER_PEER, text="reviews are on time")
    await both.send()
    said = words_of(await next_day(both))
    assert "Changed on the wall since it was reworded; now it says: reviews are on time" in said


async def test_words_that_may_be_names_are_asked_about_before_they_are_kept(both: House) -> None:
    await previews(both)
    await open_item(both, LP, "reviews are late")
    new = {"words": "Carers trust Zqara and Vrondel", "reason": "wait for Plimbok", "way": "hold"}
    assert not await both.submit(LP, **new)
    assert both.asked(LP) == ["Zqara", "Vrondel", "Plimbok"]
    assert "Zqara" not in str(both.direct(CM)[-1].blocks)
    assert not await both.submit(LP, ask=["Zqara", "Plimbok"], **new)
    said = words_of(both.modal(LP))
    assert "Vrondel" in said
    assert "Zqara" not in said
    await press_item(both, LP, "Vrondel")
    assert not await both.submit(LP, way="include")
    assert both.asked(LP) == []  # what was kept is not asked about again


async def test_back_to_the_list_changes_nothing(both: House) -> None:
    await previews(both)
    await open_item(both, LP, "reviews are late")
    await both.press(LP, "brief_back", both.modal(LP))
    assert "What the brief says" in str(both.modal(LP).body["title"])
    await approve(both, LP)
    await approve(both, CM)
    assert len(posted(both)) == 1


async def test_a_newer_draft_of_a_posted_brief_is_warned_of_too_and_brings_its_preview(both: House) -> None:
    await both.command(CM, "/digest")
    await both.press(CM, "brief_post", both.only_for(CM)[-1])
    await both.send()
    await approve(both, LP)
    assert len(posted(both)) == 1
    await both.post_it(PEER, "waits are long")
    await previews(both)
    both.clock.moment = datetime(2026, 3, 24, 17, 15, 1, tzinfo=UTC)
    await both.later(seconds=1)
    warning = both.direct(LP)[-1]
    said = words_of(warning)
    assert "not approved yet, and the meeting with the DASS is at 17.30" in said
    assert "Until then the earlier one stands" in said
    assert "waits are long" in said
    await approve(both, LP, warning)
    await approve(both, CM, both.direct(CM)[-1])
    (brief,) = posted(both)
    assert "waits are long" in words_of(brief)


async def test_the_warning_brings_a_preview_that_can_be_posted_though_slides_were_made_since(
    both: House,
) -> None:
    await previews(both)
    both.clock.moment = datetime(2026, 3, 24, 17, 5, tzinfo=UTC)
    await both.command(LP, "/challenge slides")
    await both.submit(LP)
    both.clock.moment = datetime(2026, 3, 24, 17, 15, 1, tzinfo=UTC)
    await both.later(seconds=1)
    for user in (LP, CM):
        (warning,) = [each for each in both.direct(user) if "not approved yet" in words_of(each)]
        await approve(both, user, warning)
    assert len(posted(both)) == 1


async def test_a_newer_draft_that_was_put_away_brings_no_warning(both: House) -> None:
    await both.command(CM, "/digest")
    await both.press(CM, "brief_post", both.only_for(CM)[-1])
    await both.send()
    await approve(both, LP)
    await both.post_it(PEER, "waits are long")
    shown = await previews(both)
    await both.press(CM, "brief_cancel", shown[CM], f"D{CM[1:]}")
    both.clock.moment = datetime(2026, 3, 24, 17, 15, 1, tzinfo=UTC)
    await both.later(seconds=1)
    assert not any("not approved" in words_of(each) for user in (CM, LP) for each in both.direct(user))


async def test_the_last_day_is_for_the_challenge_sponsor(both: House) -> None:
    both.clock.moment = datetime(2026, 3, 26, 12, 0, 1, tzinfo=UTC)
    await both.later(seconds=1)
    said = words_of(both.direct(CM)[-1])
    assert "The meeting with the challenge sponsor is at 12.30" in said
    assert "for the challenge sponsor" in said
    assert "The key messages to expect in the presentation" in said


async def test_an_earlier_day_is_shown_as_it_was_posted(both: House) -> None:
    await previews(both)
    await approve(both, CM)
    await approve(both, LP)
    both.clock.move(days=1)
    await both.post_it(PEER, "waits are long")
    await both.command(CM, "/digest day 1")
    said = words_of(both.only_for(CM)[-1])
    assert "No-surprises brief, day 1" in said
    assert "waits are long" not in said
    for typed, told in (("day 2", "No brief of day 2"), ("day 9", "1 to 3"), ("tomorrow", "`/digest day 2`")):
        await both.command(CM, f"/digest {typed}")
        assert told in both.only_for(CM)[-1].text


async def test_not_approved_a_quarter_of_an_hour_before_both_are_told_once(both: House) -> None:
    shown = await previews(both)
    await approve(both, LP, shown[LP])
    both.clock.moment = datetime(2026, 3, 24, 17, 14, 50, tzinfo=UTC)
    await both.later(seconds=1)
    assert "not approved yet" not in words_of(both.direct(CM)[-1])
    both.clock.moment = datetime(2026, 3, 24, 17, 15, 1, tzinfo=UTC)
    for _ in range(3):
        await both.later(seconds=20)
    for user in (CM, LP):
        told = [each for each in both.direct(user) if "not approved yet" in words_of(each)]
        assert len(told) == 1
    assert "It waits for the challenge manager." in words_of(both.direct(CM)[-1])
    assert posted(both) == []


async def test_an_approved_brief_brings_no_warning(both: House) -> None:
    await previews(both)
    await approve(both, CM)
    await approve(both, LP)
    both.clock.moment = datetime(2026, 3, 24, 17, 16, tzinfo=UTC)
    await both.later(seconds=1)
    assert not any("not approved" in words_of(each) for each in both.direct(CM))


async def test_without_a_lead_peer_the_challenge_manager_is_enough(house: House) -> None:
    await house.set_up(approvals="both", lead_peer=[])
    await house.post_it(PEER, "waits are long")
    await house.command(CM, "/digest")
    await house.press(CM, "brief_post", house.only_for(CM)[-1], CHANNEL)
    await house.send()
    assert len(posted(house)) == 1


async def test_the_ledger_shows_how_the_words_differ_from_those_that_were_heard(both: House) -> None:
    await previews(both)
    await approve(both, CM)
    await approve(both, LP)
    (hung,) = both.thread("Assessing needs")
    await both.press(OTHER_PEER, "postit_open_change", hung)
    assert not await both.submit(OTHER_PEER, text="annual reviews are often late")
    await both.command(CM, "/challenge ledger")
    said = words_of(both.modal(CM))
    assert "1 reworded since" in said
    assert "*annual* reviews are *often* late" in said


async def test_the_brief_goes_to_the_challenge_manager_alone_where_so_chosen(house: House) -> None:
    await house.set_up(approvals="both", briefs_to="direct")
    await house.post_it(PEER, "waits are long")
    await previews(house)
    await approve(house, LP)
    await approve(house, CM)
    assert posted(house) == []
    (brief,) = [each for each in house.direct(CM) if each.text.startswith("No-surprises brief")]
    assert not any(each.text.startswith("No-surprises brief") for each in house.direct(LP))
    assert "Posted to the challenge manager's direct messages" in words_of(await house.home(CM))
    await house.post_it(PEER, "staff are proud")
    await house.command(CM, "/digest")
    await house.press(CM, "brief_post", house.only_for(CM)[-1])
    await house.send()
    await approve(house, LP)
    assert "staff are proud" in words_of(brief)
    # What was chosen since counts for the next brief: this one is replaced where it is.
    await house.command(CM, "/challenge settings")
    assert not await house.submit(CM, briefs_to="channel")
    await house.post_it(PEER, "reviews are late")
    await house.command(CM, "/digest")
    await house.press(CM, "brief_post", house.only_for(CM)[-1])
    await house.send()
    await approve(house, LP)
    assert "reviews are late" in words_of(brief)
    assert posted(house) == []


async def test_two_who_decide_of_two_items_at_once_lose_nothing(both: House) -> None:
    await previews(both)
    await open_item(both, CM, "reviews are late")
    await open_item(both, LP, "staff are proud")
    assert not await both.submit(CM, way="hold", reason="not yet")
    assert not await both.submit(LP, words="staff are proud of what they do")
    said = words_of(both.modal(LP))
    assert "⏸️ reviews are late" in said
    assert "✏️ staff are proud of what they do" in said


async def test_of_one_item_the_second_sees_first_what_the_other_decided(both: House) -> None:
    await previews(both)
    for user in (CM, LP):
        await open_item(both, user, "reviews are late")
    assert not await both.submit(CM, way="hold", reason="not yet")
    assert not await both.submit(LP, words="annual reviews come late")
    said = words_of(both.modal(LP))
    assert "has changed since you opened it" in said
    await both.press(LP, "brief_back", both.modal(LP))
    assert "⏸️ reviews are late" in words_of(both.modal(LP))
