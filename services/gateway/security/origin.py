"""Whether a request that changes something comes from a page of this site.

Two checks, both must hold: the browser says where the request comes from, and the form carries
a token that no other site can know.
"""

import hmac
from urllib.parse import urlsplit

from starlette.requests import Request

from shared.errors import NotAllowed

_LONGEST_PATH = 500
_FOREIGN = (
    "This form was not sent from a page of this site, so nothing was done. "
    "Open the page again and send it from there."
)


def check_origin(request: Request) -> None:
    """NotAllowed where the browser names another site as the origin.

    Browsers send both headers with every POST; who sends neither has no other site's cookies to
    misuse, and still needs the token.
    """
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise NotAllowed(_FOREIGN)
    origin = request.headers.get("origin")
    if origin is not None and _host_of(origin) != request.headers.get("host"):
        raise NotAllowed(_FOREIGN)


def check_token(sent: str, expected: str) -> None:
    """NotAllowed unless the form's token is the one that its page was given."""
    if not expected or not hmac.compare_digest(sent.encode(), expected.encode()):
        raise NotAllowed(_FOREIGN)


def local_path(wanted: str, otherwise: str = "/admin") -> str:
    """Where to go on to after signing in: a path of this site, never another host's.

    Browsers read ``//evil`` and ``/\\evil`` as another host, and drop control characters first.
    """
    is_here = (
        wanted.startswith("/")
        and not wanted.startswith("//")
        and "\\" not in wanted
        and " " not in wanted
        and wanted.isascii()
        and wanted.isprintable()
        and len(wanted) <= _LONGEST_PATH
    )
    return wanted if is_here else otherwise


def _host_of(origin: str) -> str:
    """``https://tour.example`` names tour.example; ``null`` and nonsense name nothing."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""
