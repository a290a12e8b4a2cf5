"""Which page of a long list an address asks for."""

from services.gateway.forms import Reader
from services.gateway.views.paging import Paging
from services.gateway.views.words import counted
from services.gateway.visit import Visit
from shared.errors import NotFound

_MOST_PAGES = 10_000


def page_number(visit: Visit) -> int:
    """``page`` of the address, 1 without one; InvalidInput where it is no number."""
    if not visit.query("page"):
        return 1
    reader = Reader(visit.request.query_params)
    number = reader.number("page", "Page", _MOST_PAGES)
    reader.finish()
    return number


def must_be_there(paging: Paging, fills: str) -> None:
    """NotFound for a page that the list does not have: ``This ranking fills`` so many pages."""
    if not paging.is_there:
        raise NotFound(f"{fills} {counted(paging.last, 'page')}.")
