"""The shapes of the answers under `/api/v1`.

All of them stand in this one file, as a table would, to be read from top to bottom.

Guarantees their stability: they are the API's own, so that neither a page nor a contract between
services can change them. Days are ISO dates, moments ISO with Z (UTC), keys whole numbers, links
addresses on this host. What is not known or does not exist is null, never 0 or an empty text.
"""

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Category = Literal["60", "65"]
GenderCode = Literal["M", "F"]
SurfaceCode = Literal["clay", "hard", "grass", "carpet"]
PointsCategory = Literal["MT100", "MT200", "MT400", "MT700", "MT1000"]
PlayerState = Literal["active", "inactive", "retired", "suspended"]
TournamentStateCode = Literal["open", "closed", "in-play", "finished"]
DrawState = Literal["open", "closed", "generated", "completed", "cancelled"]
MatchState = Literal["scheduled", "completed", "walkover", "retired", "cancelled", "disqualified"]
RoundCode = Literal["R64", "R32", "R16", "QF", "SF", "F"]
StageCode = Literal["W", "F", "SF", "QF", "L16", "L32", "L64"]
DecidingSet = Literal["full set", "super tie-break"]
SideCode = Literal["player", "bye", "tbd", "nobody"]
MovementCode = Literal["up", "down", "same", "new"]
SeparationCode = Literal[
    "best-result",
    "second-result",
    "third-result",
    "fourth-result",
    "fewer-tournaments",
    "lot",
]
SuspensionCause = Literal["no-show", "disqualification"]
SuspensionStateCode = Literal["current", "coming", "over", "lifted"]
VerdictCode = Literal["verified", "differs", "not-verifiable"]


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


# --- the tour ------------------------------------------------------------------------------------


class WeekOfTour(Model):
    """An ISO week: Monday to Sunday, with the ISO year."""

    code: str
    """As in `week=`: year, W and two figures."""
    year: int
    """The ISO year."""
    number: int
    """1 to 53."""
    monday: date
    """Its first day."""


class ComingDeadline(Model):
    """A moment to be in time for."""

    at: datetime
    """The moment (UTC); exactly then is in time."""
    kind: Literal["entries close", "draws are made"]
    """What happens at it."""
    tournament: str
    """The name of the tournament."""
    tournament_url: str
    """The tournament."""


class Now(Model):
    """The tour's own time, and what is due next by it."""

    now: datetime
    """The tour's time (UTC); in a demonstration not the world's."""
    week: WeekOfTour
    """The week that it is in."""
    deadlines: list[ComingDeadline]
    """Those that have not passed, the next one first, at most 50."""


class Directory(Model):
    """Where everything is."""

    now: str
    """The tour's time and the deadlines ahead."""
    reference: str
    """The codes and what they stand for."""
    players: str
    """Players by name."""
    tournaments: str
    """The calendar."""
    rankings: str
    """The latest ranking of a category."""
    ranking_weeks: str
    """The weeks that have a ranking."""
    description: str
    """This API as an OpenAPI document."""
    page: str
    """The same for people."""


class AgeGroup(Model):
    """A category of players: age is the tournament's year less the birth year."""

    code: Category
    """As used everywhere in this API."""
    min_age: int
    """The youngest (years)."""
    max_age: int
    """The oldest (years)."""


class Term(Model):
    """A code in words."""

    code: str
    """As used everywhere in this API."""
    text: str
    """In English."""


class CountryOfTour(Model):
    """A country that players and venues belong to."""

    code: str
    """One to three letters."""
    name: str
    """In English."""


class Reference(Model):
    """The codes of this API and what they stand for (rules of the tour, section 1)."""

    categories: list[AgeGroup]
    """Of players and draws."""
    genders: list[Term]
    """Of players and draws."""
    surfaces: list[Term]
    """Of tournaments."""
    tournament_states: list[Term]
    """How a tournament stands."""
    draw_states: list[Term]
    """How a draw stands."""
    match_states: list[Term]
    """How a match stands."""
    rounds: list[Term]
    """Of a draw, the first one first."""
    stages: list[Term]
    """Where a player lost, or W."""
    countries: list[CountryOfTour]
    """By name."""


# --- players -------------------------------------------------------------------------------------


class PlayerName(Model):
    """A player, named."""

    id: int
    """The player's number."""
    name: str
    """First and last name."""
    country: str | None
    """The country's code."""
    url: str
    """The player."""


class PlayerLinks(Model):
    """What else there is of a player."""

    results: str
    """The matches, the latest first."""
    points: str
    """Why the player stands where in the ranking."""
    rankings: str
    """Where the player stood week by week."""
    suspensions: str
    """When the player may not enter, or might not."""
    calendar: str
    """The matches as a calendar to subscribe to."""
    page: str
    """For people."""


class Player(Model):
    """A player of the tour."""

    id: int
    """The player's number."""
    url: str
    """This player."""
    first_name: str
    """As registered."""
    last_name: str
    """As registered."""
    birth_year: int
    """Decides the category."""
    gender: GenderCode
    """Decides the draw."""
    country: CountryOfTour
    """Where the player comes from."""
    status: PlayerState
    """Suspended while a suspension runs."""
    suspended_until: date | None
    """The last day of the running suspension."""
    links: PlayerLinks
    """What else there is."""


class PlayerList(Model):
    """Players by last and first name."""

    items: list[Player]
    """At most `limit`."""
    next: str | None
    """The address of the next part; null on the last one."""


class Suspension(Model):
    """A time in which a player may not enter (rules of the tour, section 7)."""

    id: int
    """The suspension's number."""
    cause: SuspensionCause
    """A withdrawal after the draw counts as a no-show."""
    tournament_url: str
    """Where it was earned."""
    first_day: date
    """The first day on which it holds."""
    last_day: date
    """The last day on which it holds, unless it is lifted before."""
    lifted_on: date | None
    """From this day on it holds no longer."""
    state: SuspensionStateCode
    """How it stands today, by the tour's time."""


class SuspensionList(Model):
    """The suspensions of a player; those whose cause was corrected away are not in it."""

    items: list[Suspension]
    """The latest first."""


class RankedWeek(Model):
    """Where a player stood in one week's ranking."""

    week: WeekOfTour
    """The ranking's week."""
    category: Category
    """The ranking's category."""
    position: int
    """From 1."""
    points: int
    """Of the best four results."""
    url: str
    """The ranking."""


class RankedWeekList(Model):
    """Where a player stood, the latest week first."""

    items: list[RankedWeek]
    """At most `limit`."""
    next: str | None
    """The address of the next part; null on the last one."""


class CountedResult(Model):
    """A result in the ranking's window of 52 weeks."""

    tournament: str
    """Its name."""
    tournament_url: str
    """The tournament."""
    week: WeekOfTour
    """When it was played."""
    stage: StageCode
    """The round in which the player lost, or W."""
    points: int
    """Earned."""
    counts: bool
    """One of the best four."""
    sanctioned: bool
    """A no-show, a withdrawal after the draw or a disqualification: no points."""
    drops_off: WeekOfTour
    """The first ranking without it."""


class ComingChange(Model):
    """A coming ranking whose window holds other results than the one before."""

    week: WeekOfTour
    """The ranking's week."""
    leaving: list[str]
    """Tournaments that drop off, by name."""
    arriving: list[str]
    """Tournaments that come in, by name."""
    points: int
    """What the player has then, if nothing more is earned."""


class Breakdown(Model):
    """Why a player stands where he or she stands in a ranking."""

    player: PlayerName
    """Who."""
    category: Category
    """The ranking's category."""
    gender: GenderCode
    """The ranking's gender."""
    week: WeekOfTour
    """The ranking's week."""
    is_published: bool
    """False where there is no ranking of that week: there are no results then."""
    position: int | None
    """From 1; null for who is not listed."""
    points: int | None
    """As published; null for who is not listed."""
    results: list[CountedResult]
    """In the order in which they count."""
    changes: list[ComingChange]
    """What happens in the coming weeks; of the latest week only."""


# --- tournaments ---------------------------------------------------------------------------------


class Place(Model):
    """Where a tournament is played."""

    name: str
    """The club or stadium."""
    city: str
    """The city."""
    country: str
    """The country's name."""


class TournamentLinks(Model):
    """What else there is of a tournament."""

    entries: str
    """Who is entered."""
    draws: str
    """The four draws."""
    order_of_play: str
    """The matches by day."""
    calendar: str
    """Days, deadlines and matches as a calendar to subscribe to."""
    page: str
    """For people."""


class Tournament(Model):
    """A tournament: one week, four draws."""

    id: int
    """The tournament's number."""
    url: str
    """This tournament."""
    name: str
    """As on the calendar."""
    first_day: date
    """A Monday."""
    last_day: date
    """The Sunday of that week."""
    week: WeekOfTour
    """The week that it is played in."""
    category: PointsCategory
    """Decides the points."""
    surface: SurfaceCode
    """What is played on."""
    venue: Place
    """Where."""
    state: TournamentStateCode
    """How it stands by the tour's time."""
    entry_deadline: datetime
    """Entries close (UTC); exactly then is in time."""
    draw_deadline: datetime
    """What is not drawn by then is drawn by the system (UTC)."""
    links: TournamentLinks
    """What else there is."""


class TournamentList(Model):
    """Tournaments by first day."""

    items: list[Tournament]
    """At most `limit`."""
    next: str | None
    """The address of the next part; null on the last one."""


class Entry(Model):
    """A standing entry."""

    player: PlayerName
    """Who."""
    points: int
    """In the category when entering, from the latest ranking; 0 for who was not ranked."""
    position: int | None
    """In the latest ranking."""
    entered_at: datetime
    """When (UTC)."""


class EntryList(Model):
    """Who is entered for one draw, in the order of the latest ranking, then of entering."""

    category: Category
    """The draw's category."""
    gender: GenderCode
    """The draw's gender."""
    entries: list[Entry]
    """At most 64."""


class Entries(Model):
    """Who is entered for a tournament; withdrawn entries are not in it."""

    tournament_url: str
    """The tournament."""
    lists: list[EntryList]
    """Of the draws that have entries, men before women, 60 before 65."""


# --- draws and matches ---------------------------------------------------------------------------


class DrawLinks(Model):
    """What else there is of a draw."""

    bracket: str
    """Every place of every round; 404 before the draw is made."""
    matches: str
    """The matches."""
    seeds: str
    """Who is seeded."""
    verification: str
    """The draw made again and compared."""
    page: str
    """For people."""


class Draw(Model):
    """One of a tournament's four draws."""

    id: int
    """The draw's number."""
    url: str
    """This draw."""
    tournament_url: str
    """Its tournament."""
    category: Category
    """Of the players."""
    gender: GenderCode
    """Of the players."""
    label: str
    """In words."""
    status: DrawState
    """How it stands."""
    players: int | None
    """How many were drawn; null before the draw is made."""
    size: int | None
    """Lines: 8, 16, 32 or 64; null before, and for history that forms no bracket."""
    deciding_set: DecidingSet
    """How a third set is played."""
    made_at: datetime | None
    """When (UTC)."""
    random_seed: str | None
    """Which all lots came from, in figures; a text, as it may have more than JavaScript holds."""
    algorithm_version: int | None
    """Of the lots; null for a draw that was made elsewhere."""
    seeding_week: WeekOfTour | None
    """Whose ranking seeds the draw; null where it is made without seeds."""
    is_unverified: bool
    """History that breaks a rule and is shown as it was handed over."""
    version: int
    """Grows with every change."""
    links: DrawLinks
    """What else there is."""


class DrawList(Model):
    """The draws of a tournament."""

    items: list[Draw]
    """Men before women, 60 before 65."""


class SetPlayed(Model):
    """One set, the first player's number first: games, or a super tie-break in their place."""

    games: tuple[int, int] | None
    """Null in a super tie-break."""
    tiebreak: tuple[int, int] | None
    """Points of the tie-break, where one was played."""
    supertiebreak: tuple[int, int] | None
    """Points of the super tie-break that stands for the third set."""


class Match(Model):
    """A match of a draw; a bye is none."""

    id: int
    """The match's number."""
    url: str
    """This match."""
    draw_url: str
    """Its draw."""
    tournament_url: str
    """Its tournament."""
    round: RoundCode
    """The round."""
    number: int
    """Its place in the full round, from the top, from 1."""
    day: date
    """When it is played, or was to be."""
    status: MatchState
    """How it stands."""
    player1: PlayerName | None
    """On the upper side; null while undecided, or if nobody comes."""
    player2: PlayerName | None
    """On the lower side; null while undecided, or if nobody comes."""
    winner_id: int | None
    """Who won or goes through."""
    sets: list[SetPlayed]
    """Up to three; none without play."""
    score: str | None
    """From the winner's side."""
    meetings_url: str | None
    """What the two came to so far, head to head; null until both are known."""
    version: int
    """Grows with every change."""


class MatchList(Model):
    """The matches of a draw."""

    items: list[Match]
    """By round and number, at most 63."""


class PlayerResults(Model):
    """The matches of a player."""

    items: list[Match]
    """Those to come too; the latest day first, at most `limit`."""
    next: str | None
    """The address of the next part; null on the last one."""


class SurfaceRecord(Model):
    """Matches won and lost on one surface."""

    surface: SurfaceCode
    """What was played on."""
    won: int
    """By the player named first."""
    lost: int
    """By the player named first."""


class HeadToHead(Model):
    """What the meetings of two players came to: a walkover counts, a cancelled match does not."""

    player: PlayerName
    """Who is named first in the address."""
    opponent: PlayerName
    """Who is named second."""
    won: int
    """By the player named first, in all meetings."""
    lost: int
    """By the player named first, in all meetings."""
    surfaces: list[SurfaceRecord]
    """Of those on which they met."""
    items: list[Match]
    """The meetings, those to come included, the latest day first; at most `limit`."""
    next: str | None
    """The address of the next part; null on the last one."""
    page: str
    """For people."""


class DayOfPlay(Model):
    """What is played on one day."""

    day: date
    """The day."""
    matches: list[Match]
    """Men before women, 60 before 65, by round and number."""


class OrderOfPlay(Model):
    """The matches of a tournament by day."""

    tournament_url: str
    """The tournament."""
    days: list[DayOfPlay]
    """Those on which something is played, in order."""
    page: str
    """A day at a time, for people."""


class BracketSide(Model):
    """One player's line in a place of the bracket."""

    kind: SideCode
    """A player, a bye, to be decided, or nobody: nobody is coming."""
    player: PlayerName | None
    """Who."""
    seed: int | None
    """1 to 16."""
    is_winner: bool
    """Won, or goes through."""


class BracketPlace(Model):
    """A place of a round: a match, a bye, or a match that is not made yet."""

    number: int
    """From the top, from 1."""
    upper: BracketSide
    """The upper side."""
    lower: BracketSide
    """The lower side."""
    match_url: str | None
    """The match; null for a bye."""
    status: MatchState | None
    """How the match stands; null for a bye."""
    score: str | None
    """From the winner's side."""
    day: date | None
    """When the match is played."""


class BracketRound(Model):
    """A column of the bracket."""

    round: RoundCode
    """The round."""
    places: list[BracketPlace]
    """All of it, from the top: the winner of place n goes on to place (n + 1) / 2, rounded down."""


class Bracket(Model):
    """A whole draw, from its lines to its champion."""

    draw_url: str
    """The draw."""
    size: int
    """Lines: 8, 16, 32 or 64."""
    rounds: list[BracketRound]
    """The first one first."""
    champion: PlayerName | None
    """Who won the final."""


class Seed(Model):
    """A seed as planned at the deadline and as drawn."""

    number: int
    """1 to 16."""
    planned: PlayerName | None
    """Whom the ranking gave it at the deadline."""
    planned_points: int | None
    """In that ranking."""
    actual: PlayerName | None
    """Who had it when the draw was made; null before."""
    actual_points: int | None
    """In that ranking."""


class Seeds(Model):
    """Both seedings of a draw."""

    draw_url: str
    """The draw."""
    seeds: list[Seed]
    """In order; none in a draw made without a ranking."""


class VerifiedStanding(Model):
    """Who stands on a line."""

    player: PlayerName | None
    """Null is a bye."""
    seed: int | None
    """1 to 16."""


class VerifiedLine(Model):
    """A line as it is stored beside the same line made again."""

    line: int
    """From the top, from 1."""
    stored: VerifiedStanding
    """As it is stored."""
    computed: VerifiedStanding
    """As it comes out again."""
    agrees: bool
    """Both are the same."""


class VerifiedLot(Model):
    """A lot of the draw (docs/draw-algorithm.md)."""

    index: int
    """Which number of the stream, from 0."""
    number: str
    """The number: sixteen hexadecimal figures."""
    below: int
    """The lot is from 0 to this less one."""
    lot: int
    """What came out."""
    decides: str
    """What it decided, in words."""


class Verification(Model):
    """A draw made again, now, from the entries, ranking and random seed kept with it."""

    draw_url: str
    """The draw."""
    verdict: VerdictCode
    """What was found."""
    reason: str | None
    """Why it cannot be verified."""
    random_seed: str | None
    """Which all lots came from."""
    algorithm_version: int | None
    """Of the lots."""
    differences: list[str]
    """What differs, in sentences."""
    lines: list[VerifiedLine]
    """From the top."""
    lots: list[VerifiedLot]
    """In the order in which they were taken."""


# --- rankings ------------------------------------------------------------------------------------


class Separation(Model):
    """What separated a player from the one above of equal points (section 6)."""

    by: SeparationCode
    """The first of the criteria that told them apart."""
    text: str
    """In words."""


class RankedPlayer(Model):
    """A place in a ranking."""

    position: int
    """From 1, without gaps or ties."""
    player: PlayerName
    """Who."""
    points: int
    """Of the best four results."""
    tournaments: int | None
    """Results in the window, zeros included; null where foreign data do not tell."""
    previous_position: int | None
    """The week before; null for who was not ranked then."""
    movement: MovementCode
    """Since the week before."""
    moved_by: int
    """How many places."""
    separated: Separation | None
    """Null where the points decide."""
    points_url: str
    """Why the player stands there."""


class Ranking(Model):
    """One week's ranking of one category and gender."""

    category: Category
    """Of the players."""
    gender: GenderCode
    """Of the players."""
    week: WeekOfTour
    """Its week."""
    published_at: datetime
    """When first published (UTC)."""
    revision: int
    """0 as first published; grows with every revision."""
    is_imported: bool
    """Taken over from earlier records as it stood there."""
    total: int
    """How many players it lists."""
    page: str
    """For people."""
    items: list[RankedPlayer]
    """By position, at most `limit`; whom `q` finds, if given."""
    next: str | None
    """The address of the next part; null on the last one."""


class RankingWeekList(Model):
    """The weeks that have a ranking in any category."""

    items: list[WeekOfTour]
    """The latest first, at most `limit`."""
    next: str | None
    """The address of the next part; null on the last one."""
