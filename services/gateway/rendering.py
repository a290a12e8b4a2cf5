"""Turns view models into HTML with the templates of this folder.

Guarantees that everything is escaped unless a template says otherwise, that a template which
names something unknown fails instead of leaving a gap, and that the address of a style sheet,
script or picture changes with its content.
"""

from hashlib import sha256
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.gateway.views import words
from services.gateway.views.site import Site

STATIC_FOLDER = Path(__file__).parent / "static"
_TEMPLATE_FOLDER = Path(__file__).parent / "templates"


class Pages:
    """The templates, loaded once: ``Pages().html("rankings.html", site, page)``."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATE_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters |= {
            "day": words.day,
            "number": words.number,
            "short_day": words.short_day,
            "short_month": words.short_month,
            "short_utc": words.short_utc,
            "utc": words.utc,
            "utc_iso": words.utc_iso,
        }
        self._environment.globals["asset"] = _addresses().__getitem__

    def html(self, template: str, site: Site, page: object) -> str:
        """The page as HTML; ``page`` is the view model that the template is written for."""
        return self._environment.get_template(template).render(site=site, page=page)


def _addresses() -> dict[str, str]:
    """File name to address with the content's mark, so that browsers may keep it for long."""
    return {
        file.name: f"/static/{file.name}?v={sha256(file.read_bytes()).hexdigest()[:10]}"
        for file in STATIC_FOLDER.iterdir()
        if file.is_file()
    }
