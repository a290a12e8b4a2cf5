"""Who entered, when, and whether they might (rules.md sections 2 and 3)."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from services.draws.domain.sizes import MAX_PLAYERS
from services.entries.domain import eligibility
from services.entries.domain.tournaments import entries_in_time, entry_deadline
from shared.weeks import Week
from tools.validating.check import Bad, Check
from tools.validating.sheets import is_sanctioned, players_of
from tools.validating.stored import LISTS, WITHDRAWN, Stored, last_day
from tools.validating.tables import Entry, Suspension, Tournament


def _gender(stored: Stored) -> Iterator[Bad]:
    for entry in stored.of(Entry):
        player = stored.players.get(entry.player_id)
        if player is not None and player.gender_id != entry.gender_id:
            yield Bad(entry.origin, _name(entry))


def _deadline(stored: Stored) -> Iterator[Bad]:
    for entry, tournament in _with_tournament(stored):
        if not entries_in_time(tournament.start_date, entry.entry_timestamp):
            late = f"{entry.entry_timestamp:%Y-%m-%d %H:%M}"
            yield Bad(entry.origin, f"{_name(entry)}: {late}")


def _with_tournament(stored: Stored) -> Iterator[tuple[Entry, Tournament]]:
    for entry in stored.of(Entry):
        tournament = stored.tournaments.get(entry.tournament_id)
        if tournament is not None:
            yield entry, tournament


def _stands(entry: Entry) -> bool:
    """Whether it holds the player for that week: not withdrawn before the draw, not released."""
    return entry.withdrawal_type != "BEFORE_DRAW" and not entry.released


def _once(stored: Stored) -> Iterator[Bad]:
    standing = [entry for entry in stored.of(Entry) if _stands(entry)]
    times = Counter((entry.player_id, entry.tournament_id) for entry in standing)
    for entry in standing:
        if times[entry.player_id, entry.tournament_id] > 1:
            yield Bad(entry.origin, _name(entry))


def _one_a_week(stored: Stored) -> Iterator[Bad]:
    """A player's tournaments in a week; the first one entered is the one that may stand."""
    taken: dict[tuple[int, Week], int] = {}
    by_moment = sorted(_with_tournament(stored), key=lambda both: both[0].entry_timestamp)
    for entry, tournament in by_moment:
        if _stands(entry):
            week = Week.of(tournament.start_date)
            first = taken.setdefault((entry.player_id, week), entry.tournament_id)
            if first != entry.tournament_id:
                yield Bad(entry.origin, f"{_name(entry)}, and in tournament {first}")


def _suspended(stored: Stored) -> Iterator[Bad]:
    """Entered while suspended, or drawn although a suspension had come before the draw."""
    for entry, tournament in _with_tournament(stored):
        if not _stands(entry):
            continue
        sheet = stored.sheet_of.get(
            (tournament.tournament_id, entry.age_category_id, entry.gender_id)
        )
        drawn_at = sheet.draw.draw_generated_at if sheet else None
        for suspension in stored.suspensions_of.get(entry.player_id, ()):
            since = known_since(stored, suspension)
            in_force = entry.entry_timestamp >= since or drawn_at is None or drawn_at > since
            if in_force and touches(suspension, tournament):
                yield Bad(entry.origin, f"{_name(entry)}: suspension {suspension.suspension_id}")
                break


def touches(suspension: Suspension, tournament: Tournament) -> bool:
    """Whether it covers a day of this tournament, which is not the one that caused it."""
    held = eligibility.Suspension(suspension.suspension_start, last_day(suspension))
    return suspension.tournament_id != tournament.tournament_id and held.touches(
        tournament.start_date, tournament.end_date
    )


def known_since(stored: Stored, suspension: Suspension) -> datetime:
    """When it took effect: at once.

    Foreign data tells only when it was loaded; there it is the day after the match that caused it.
    """
    if suspension.origin == "live":
        return suspension.created_at
    played = [
        match.match_date
        for category, gender in LISTS
        if (sheet := stored.sheet_of.get((suspension.tournament_id, category, gender)))
        for match in sheet.matches
        if is_sanctioned(match, suspension.player_id) and suspension.player_id in players_of(match)
    ]
    if not played:
        return suspension.created_at
    after = datetime.combine(min(played) + timedelta(days=1), time(), tzinfo=UTC)
    return min(suspension.created_at, after)


def _withdrawal(stored: Stored) -> Iterator[Bad]:
    for entry, tournament in _with_tournament(stored):
        at, kind = entry.withdrawn_at, entry.withdrawal_type
        why = ""
        if (at is None) != (kind is None) or kind not in (None, *WITHDRAWN):
            why = f"withdrawn {kind or '?'} at {at or '?'}"
        elif at is not None:
            sheet = stored.sheet_of.get(
                (entry.tournament_id, entry.age_category_id, entry.gender_id)
            )
            drawn_at = sheet.draw.draw_generated_at if sheet else None
            if at < entry.entry_timestamp:
                why = f"withdrawn at {at:%Y-%m-%d %H:%M}, before it was entered"
            elif kind == "AFTER_DRAW" and at <= entry_deadline(tournament.start_date):
                why = f"AFTER_DRAW at {at:%Y-%m-%d %H:%M}, before entries closed"
            elif kind == "BEFORE_DRAW" and drawn_at is not None and at > drawn_at:
                why = f"BEFORE_DRAW at {at:%Y-%m-%d %H:%M}, after the draw"
        if why:
            yield Bad(entry.origin, f"{_name(entry)}: {why}")


def _sixty_four(stored: Stored) -> Iterator[Bad]:
    for entries in stored.entries_of.values():
        standing = sorted(
            (entry for entry in entries if _stands(entry)),
            key=lambda entry: (entry.entry_timestamp, entry.entry_id),
        )
        for entry in standing[MAX_PLAYERS:]:
            yield Bad(entry.origin, f"{_name(entry)}: {len(standing)} stand in this draw")


def _drawn(stored: Stored) -> Iterator[Bad]:
    for sheet in stored.made:
        for entry in stored.entries_of.get(sheet.key, ()):
            if _stands(entry) and entry.player_id not in sheet.drawn:
                yield Bad(entry.origin, f"{_name(entry)} has no line in {sheet.name}")


def _name(entry: Entry) -> str:
    return f"entry {entry.entry_id} of player {entry.player_id} in tournament {entry.tournament_id}"


CHECKS = (
    Check(
        "entry-gender",
        "2",
        "An entry is for the draw of the player's gender",
        ("entries", "players"),
        _gender,
    ),
    Check(
        "entry-deadline",
        "2",
        "Nobody entered after Tuesday 10:00 of the week before",
        ("entries", "tournaments"),
        _deadline,
    ),
    Check("entry-once", "2", "A player has one entry per tournament", ("entries",), _once),
    Check(
        "entry-week",
        "2",
        "A player plays one tournament per week",
        ("entries", "tournaments"),
        _one_a_week,
    ),
    Check(
        "entry-suspended",
        "2",
        "Nobody enters or is drawn while suspended",
        ("entries", "player_suspensions", "draws"),
        _suspended,
    ),
    Check(
        "entry-withdrawal",
        "2",
        "A withdrawal has its kind and its time",
        ("entries", "draws"),
        _withdrawal,
    ),
    Check("entry-64", "3", "At most 64 entries stand in a draw", ("entries",), _sixty_four),
    Check(
        "entered-drawn",
        "3",
        "Every entry that stands has a line once the draw is made",
        ("entries", "draw_players"),
        _drawn,
    ),
)
