"""Making draws by the page: check list, preview, one click, and the matches that follow."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.integration.gateway import people
from tests.integration.gateway.tour import Browser, Tour, until
from tests.visitor import Form, Seen

GENERATE = "/admin/generate-draw"


def _page(tour: Tour, draw_id: int) -> Seen:
    return tour.referee.see(f"/admin/draw/{draw_id}")


def _offers(seen: Seen) -> bool:
    return any(form.action == GENERATE for form in seen.forms)


def _generate(browser: Browser, draw_id: object, **more: object) -> Seen:
    """The form, as somebody would send it who never saw the page."""
    hidden = {"csrf_token": browser.token(), "request_id": uuid4(), "draw_id": draw_id}
    return browser.send(Form(GENERATE, "post"), **{**hidden, **more})


def _skeleton(browser: Browser, draw_id: object) -> Seen:
    hidden = {"csrf_token": browser.token(), "request_id": uuid4(), "draw_id": draw_id}
    return browser.send(Form("/admin/create-skeleton", "post"), **hidden)


def _stored(tour: Tour, draw_id: int) -> tuple[object, ...]:
    (row,) = tour.sql(
        "SELECT draw_status_id, num_players, draw_size, random_seed FROM tour.draws"
        " WHERE draw_id = %s",
        draw_id,
    )
    return row


# --- before --------------------------------------------------------------------------------------


def test_before_the_deadline_the_page_says_what_stands_in_the_way(tour: Tour) -> None:
    draw_id = tour.draw("Wien Open", 1, 2)
    seen = _page(tour, draw_id)
    assert "It cannot be made now." in seen.words
    assert "Entries are open until Tue 17 Mar 2026, 10:00 UTC" in seen.words
    assert not _offers(seen)
    before = tour.rows()
    refused = _generate(tour.referee, draw_id)
    assert refused.status == 422
    assert "Entries are accepted until Tuesday 17 March 2026, 10:00 UTC." in refused.words
    assert tour.rows() == before


def test_a_cancelled_draw_cannot_be_made(tour: Tour) -> None:
    """Nobody of the women's 65 had entered Nice, and three men of 65 are too few for Porto."""
    for draw_id in (tour.draw("Nice Open", 2, 2), tour.draw("Porto Open", 2, 1)):
        assert _stored(tour, draw_id)[0] == 5
        assert not _offers(_page(tour, draw_id))
        assert _generate(tour.referee, draw_id).status == 422
        assert _stored(tour, draw_id)[0] == 5


def test_matches_cannot_be_made_before_the_draw(tour: Tour) -> None:
    seen = _skeleton(tour.referee, tour.draw("Wien Open", 1, 2))
    assert seen.status == 422
    assert tour.matches(tour.draw("Wien Open", 1, 2)) == []


@pytest.mark.parametrize(
    ("draw_id", "status"),
    [("999999", 404), ("", 422), ("0", 422), ("x", 422), (str(2**63), 422), ("1e3", 422)],
)
def test_a_draw_that_is_not_there_is_not_made(tour: Tour, draw_id: str, status: int) -> None:
    before = tour.rows()
    assert _generate(tour.referee, draw_id).status == status
    assert _skeleton(tour.referee, draw_id).status == status
    assert tour.rows() == before
    assert tour.referee.see("/admin/draw/999999").status == 404


# --- the men's 60 of Porto: nine players, four seeds, seven byes ---------------------------------


def test_the_preview_gives_the_reasons_and_no_lines_then_of_twenty_clicks_one_makes_it(
    tour: Tour,
) -> None:
    draw_id = tour.draw("Porto Open")
    seen = _page(tour, draw_id)
    for words in (
        "Entries closed on Tue 3 Mar 2026, 10:00 UTC",
        "9 players; six are needed, 64 at most",
        "Not made yet",
        "9 players need a draw of 16: 16 − 9 = 7 byes.",
        "9 players have 4 seeds, by the ranking of week 10 of 2026.",
        "Byes go to seeds 1, 2, 3 and 4 and to 3 unseeded players by lot.",
        "Adam Berg",
    ):
        assert words in seen.words
    assert "It cannot be made now" not in seen.words
    # looking makes nothing, and the next look shows the same
    assert _stored(tour, draw_id)[0] == 2
    assert "random seed" not in seen.words.replace("from a random seed that the system makes", "")
    assert _page(tour, draw_id).words == seen.words

    officials = [tour.official() for _ in range(20)]
    forms = [each.see(f"/admin/draw/{draw_id}").form(GENERATE) for each in officials]
    with ThreadPoolExecutor(len(officials)) as pool:
        answers = list(pool.map(lambda by, form: by.send(form), officials, forms))

    status, players, size, seed = _stored(tour, draw_id)
    assert (status, players, size) == (3, 9, 16)
    (index,) = [number for number, answer in enumerate(answers) if answer.status == 200]
    maker, done = officials[index], answers.pop(index)
    assert f"is made, from the random seed {seed}" in done.words
    assert "Already made" in done.words
    by = tour.value("SELECT changed_by FROM tour.draws WHERE draw_id = %s", draw_id)
    for answer in answers:
        assert answer.status == 409
        # who and when, and the draw
        assert f"{by} made this draw first, on Tue 3 Mar 2026, 12:" in answer.words
        assert f'href="/draw/{draw_id}"' in answer.html
        assert not _offers(answer)
    # the same again: the same draw
    assert f"from the random seed {seed}" in maker.send(forms[index]).words
    # and with nothing seen at all
    late = _generate(tour.admin, draw_id)
    assert late.status == 409
    assert f"This draw has been made already by {by} on Tuesday 3 March 2026, 12:" in late.words
    assert _stored(tour, draw_id)[3] == seed

    # two matches of the first round are played, the others are byes and no matches
    until(lambda: tour.matches(draw_id))
    rounds = [each["round"] for each in tour.matches(draw_id)]
    assert {name: rounds.count(name) for name in rounds} == {"R16": 1, "QF": 4, "SF": 2, "F": 1}
    # and anyone sees the bracket
    words = tour.stranger().see(f"/draw/{draw_id}").words
    for text in ("seed 1Adam Berg", "Bye", "Spare Number101", "To play on Mon 9 Mar"):
        assert text in words


def test_the_skeleton_made_again_changes_nothing(tour: Tour) -> None:
    draw_id = tour.draw("Nice Open")
    before = tour.sql("SELECT * FROM tour.matches WHERE draw_id = %s ORDER BY 1", draw_id)
    for _ in range(2):
        done = _skeleton(tour.referee, draw_id)
        assert done.path == "/admin"
        assert "The draw has its 7 matches." in done.words
    assert tour.sql("SELECT * FROM tour.matches WHERE draw_id = %s ORDER BY 1", draw_id) == before


# --- the women's 60 of Porto: six, then five -----------------------------------------------------


def test_without_a_ranking_the_draw_is_unseeded_and_with_five_players_it_is_cancelled(
    tour: Tour,
) -> None:
    draw_id = tour.draw("Porto Open", 1, 2)
    seen = _page(tour, draw_id)
    for words in (
        "No ranking was published for week 10 of 2026: the draw is unseeded.",
        "6 players need a draw of 8: 8 − 6 = 2 byes.",
        "Byes go to 2 unseeded players by lot.",
        "No seeds.",
    ):
        assert words in seen.words
    porto = tour.tournaments["Porto Open"]
    entry_id = tour.value(
        "SELECT entry_id FROM tour.entries WHERE tournament_id = %s AND player_id = %s",
        porto,
        people.WOMEN_60[5],
    )
    entries = tour.referee.see("/admin/entries", tournament_id=porto)
    tour.referee.send(entries.form("/admin/withdraw", entry_id=entry_id))

    seen = _page(tour, draw_id)
    assert "A draw needs six players. With 5 players this one will be cancelled." in seen.words
    done = tour.referee.send(seen.form(GENERATE))
    assert "is cancelled: too few players." in done.words
    assert _stored(tour, draw_id)[0] == 5


def test_withdrawing_after_the_draw_is_a_no_show_and_says_so_before(tour: Tour) -> None:
    nice, player = tour.tournaments["Nice Open"], people.WOMEN_60[7]
    entry_id = tour.value(
        "SELECT entry_id FROM tour.entries WHERE tournament_id = %s AND player_id = %s",
        nice,
        player,
    )
    seen = tour.referee.see("/admin/entries", tournament_id=nice)
    assert "this is a no-show, no points and two months’ suspension" in seen.words
    done = tour.referee.send(seen.form("/admin/withdraw", entry_id=entry_id))
    assert "withdrawn from Women 60+ after the draw, which is a no-show." in done.words
    until(
        lambda: tour.sql(
            "SELECT 1 FROM tour.player_suspensions WHERE player_id = %s"
            " AND suspension_start = '2026-03-02' AND suspension_end = '2026-05-02'",
            player,
        )
    )
    draw_id = tour.draw("Nice Open", 1, 2)
    (lost,) = [
        each
        for each in tour.matches(draw_id)
        if each["round"] == "QF" and player in (each["player1_id"], each["player2_id"])
    ]
    assert (lost["match_status_id"], lost["score"]) == (3, "w/o")
    assert lost["winner_id"] not in (player, None)
    assert "w/o" in tour.stranger().see(f"/draw/{draw_id}").words
