"""Rows as the messages of the contract, for answers and events alike.

Guarantees that a player, a tournament or an entry looks the same wherever it is told.
"""

from services.entries.domain.countries import CountryDetails
from services.entries.domain.history import Origin
from services.entries.domain.withdrawal import WithdrawalType
from services.entries.store.rows import Country, Entry, Player, StandingEntry, Tournament, Venue
from shared.terms import Violation
from shared.wire import to_date, to_enum, to_moment, to_week
from tour.common.v1 import common_pb2 as common
from tour.entries.v1 import entries_pb2 as pb

_WITHDRAWALS = {
    WithdrawalType.BEFORE_DRAW: pb.WITHDRAWAL_TYPE_BEFORE_DRAW,
    WithdrawalType.AFTER_DRAW: pb.WITHDRAWAL_TYPE_AFTER_DRAW,
}
_ORIGINS = {
    Origin.LIVE: common.ORIGIN_LIVE,
    Origin.IMPORTED: common.ORIGIN_IMPORTED,
    Origin.UNVERIFIED: common.ORIGIN_UNVERIFIED,
}


def country(row: Country) -> pb.Country:
    return pb.Country(country_id=row.country_id, code=row.code, name=row.name)


def new_country(details: CountryDetails) -> pb.NewCountry:
    return pb.NewCountry(code=details.code, name=details.name)


def venue(row: Venue) -> pb.Venue:
    return pb.Venue(
        venue_id=row.venue_id,
        name=row.name,
        location_id=row.location_id,
        city=row.city,
        country=country(row.country),
    )


def player(row: Player) -> pb.Player:
    until = row.suspended_until
    return pb.Player(
        player_id=row.player_id,
        first_name=row.first_name,
        last_name=row.last_name,
        birth_year=row.birth_year,
        gender=to_enum(row.gender),
        country=country(row.country),
        status=to_enum(row.shown_status),
        set_status=to_enum(row.status),
        suspended_until=None if until is None else to_date(until),
        version=row.version,
    )


def tournament(row: Tournament) -> pb.Tournament:
    return pb.Tournament(
        tournament_id=row.tournament_id,
        name=row.name,
        start_date=to_date(row.start_date),
        end_date=to_date(row.end_date),
        week=to_week(row.week),
        category=to_enum(row.category),
        surface=to_enum(row.surface),
        venue=venue(row.venue),
        entry_deadline=to_moment(row.entry_deadline),
        draw_deadline=to_moment(row.draw_deadline),
        version=row.version,
    )


def withdrawal_type(kind: WithdrawalType | None) -> pb.WithdrawalType.ValueType:
    return pb.WITHDRAWAL_TYPE_UNSPECIFIED if kind is None else _WITHDRAWALS[kind]


def entry(row: Entry) -> pb.Entry:
    return pb.Entry(
        entry_id=row.entry_id,
        player=player(row.player),
        tournament_id=row.tournament_id,
        age_category=to_enum(row.age_category),
        gender=to_enum(row.gender),
        entry_points=row.entry_points,
        entered_at=to_moment(row.entered_at),
        withdrawn_at=None if row.withdrawn_at is None else to_moment(row.withdrawn_at),
        withdrawal_type=withdrawal_type(row.withdrawal_type),
        version=row.version,
        origin=_ORIGINS[row.origin],
    )


def reason(broken: Violation) -> common.Reason:
    return common.Reason(field=broken.field, rule=broken.rule, message=broken.message)


def standing_entry(row: StandingEntry) -> pb.StandingEntry:
    return pb.StandingEntry(
        entry_id=row.entry_id,
        player_id=row.player_id,
        entered_at=to_moment(row.entered_at),
        entry_points=row.entry_points,
    )
