"""Every page there is, by name, and what is read off a page in the browser."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.people import IGA, MEN_60, YOUNG
from tests.browser.season import Season

_FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Place:
    """A page's name and address, and whether somebody must be signed in."""

    name: str
    path: str
    signed_in: bool = False


def every_place(season: Season) -> tuple[Place, ...]:
    """The addresses of all pages, in the states that the season has."""
    names = ("Nice Masters", "Porto Open", "Grazer Altstadtturnier", "Wien Halle")
    nice, porto, graz, wien = (season.tournaments[name] for name in names)
    public = {
        "tournaments": "/tournaments",
        "tournaments-none": "/tournaments?state=in-play&surface=grass",
        "tournament-finished": f"/tournament/{nice}",
        "tournament-in-play": f"/tournament/{porto}",
        "tournament-closed": f"/tournament/{graz}",
        "tournament-open": f"/tournament/{wien}",
        "draw-64": f"/draw/{season.draw('Nice Masters')}",
        "draw-64-list": f"/draw/{season.draw('Nice Masters')}?view=list",
        "draw-16": f"/draw/{season.draw('Nice Masters', 1, 2)}",
        "draw-8": f"/draw/{season.draw('Nice Masters', 2, 1)}",
        "draw-cancelled": f"/draw/{season.draw('Nice Masters', 2, 2)}",
        "draw-32-in-play": f"/draw/{season.draw('Porto Open')}",
        "draw-closed": f"/draw/{season.draw('Grazer Altstadtturnier')}",
        "draw-open": f"/draw/{season.draw('Wien Halle')}",
        "order": "/order-of-play",
        "order-none": f"/order-of-play?date=2026-03-01&tournament_id={porto}",
        "verify-64": f"/draw/{season.draw('Nice Masters')}/verify",
        "verify-cancelled": f"/draw/{season.draw('Nice Masters', 2, 2)}/verify",
        "rankings": "/rankings",
        "rankings-women-65": "/rankings?category=65&gender=F&year=2026&week=10",
        "rankings-nobody": "/rankings?q=zzz",
        "player": f"/player/{MEN_60[1]}",
        "player-new": f"/player/{YOUNG}",
        "head-to-head": f"/player/{MEN_60[0]}/against/{MEN_60[1]}",
        "head-to-head-none": f"/player/{IGA}/against/{YOUNG}",
        "search": "/search?q=be",
        "search-none": "/search?q=zzz",
        "search-short": "/search?q=z",
        "about": "/about",
        "rules": "/rules",
        "points": f"/player/{MEN_60[1]}/points",
        "sign-in": "/sign-in",
        "json-docs": "/api/docs",
        "styleguide": "/styleguide",
        "error-404": "/nothing",
        "error-422": "/rankings?category=70",
    }
    in_play = season.matches(season.draw("Porto Open"))
    match = season.to_record(season.draw("Porto Open"))[0]["match_id"]
    done = next(each["match_id"] for each in in_play if each["match_status_id"] == 2)
    final = next(each["match_id"] for each in in_play if each["round"] == "F")
    played = next(
        each["match_id"]
        for each in season.matches(season.draw("Nice Masters"))
        if each["match_status_id"] == 2
    )
    desk = {
        "admin": "/admin",
        "admin-entry": "/admin/entry",
        "admin-entry-search": f"/admin/entry?tournament_id={wien}&q=berg",
        "admin-entry-fine": f"/admin/entry?tournament_id={wien}&q=iga&player_id={IGA}",
        "admin-entry-refused": f"/admin/entry?tournament_id={wien}&q=you&player_id={YOUNG}",
        "admin-entry-nobody": f"/admin/entry?tournament_id={wien}&q=zzz",
        "admin-entries": f"/admin/entries?tournament_id={graz}",
        "admin-entries-drawn": f"/admin/entries?tournament_id={porto}",
        "admin-draw": f"/admin/draw/{season.draw('Grazer Altstadtturnier', 1, 2)}",
        "admin-draw-small": f"/admin/draw/{season.draw('Grazer Altstadtturnier')}",
        "admin-draw-early": f"/admin/draw/{season.draw('Wien Halle')}",
        "admin-draw-made": f"/admin/draw/{season.draw('Porto Open')}",
        "admin-results": "/admin/results",
        "admin-result": f"/admin/result/{match}",
        "admin-recorded": f"/admin/result/{done}",
        "admin-recorded-fixed": f"/admin/result/{played}",
        "admin-correct": f"/admin/correct/{done}",
        "admin-undo": f"/admin/undo/{done}",
        "admin-move": f"/admin/move/{final}",
        "admin-suspensions": "/admin/suspensions",
        "admin-suspensions-lifted": "/admin/suspensions?state=lifted",
        "admin-players": "/admin/players?q=berg",
        "admin-player-list": "/admin/players/list",
        "admin-entry-list": f"/admin/entries/list/{wien}",
        "admin-player": "/admin/player",
        "admin-player-change": f"/admin/player/{IGA}",
        "admin-tournament": "/admin/tournament",
        "admin-tournament-change": f"/admin/tournament/{wien}",
        "admin-venue": "/admin/venue",
        "admin-countries": "/admin/countries",
        "admin-officials": "/admin/officials",
        "admin-clock": "/admin/clock",
        "admin-audit": "/admin/audit",
        "admin-dead-letters": "/admin/dead-letters",
        "admin-import": "/admin/import",
        "admin-validation": "/admin/validation",
        "password": "/account/password",
    }
    return (
        *(Place(name, path) for name, path in public.items()),
        *(Place(name, path, signed_in=True) for name, path in desk.items()),
    )


def faults_of(page: Page) -> list[str]:
    """What is wrong with any page, as sentences (faults.js)."""
    found: list[str] = page.evaluate(_FAULTS)
    return found


def tokens(page: Page) -> dict[str, Any]:
    """The ground and ink of the page, as computed."""
    found: dict[str, Any] = page.evaluate(
        """() => ({ ground: getComputedStyle(document.documentElement).backgroundColor,
                    ink: getComputedStyle(document.documentElement).color })"""
    )
    return found
