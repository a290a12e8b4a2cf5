"""The cookies of the gateway and the secrets in them.

Guarantees that no script can read them, that other sites' forms do not send them, and that over
TLS they belong to this host alone (``__Host-``). Without TLS they exist on loopback only.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

SESSION = "tour"
# what a sign-in form sends back before there is a session
FORM = "tour-form"
# one sentence from a POST to the page that follows
FLASH = "tour-flash"

_SECRET_BYTES = 32
_LONGEST = 3000


def new_secret() -> str:
    """256 random bits as text."""
    return secrets.token_urlsafe(_SECRET_BYTES)


def hash_of(token: str) -> bytes:
    """What is stored of a token. It is random and long, so that a plain hash is enough."""
    return sha256(token.encode("utf-8", "surrogateescape")).digest()


def read_cookie(request: Request, name: str) -> str:
    """The cookie's value, empty where there is none."""
    return request.cookies.get(_name(request, name), "")[:_LONGEST]


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Until the browser closes; its real end is the server's business."""
    response.set_cookie(
        _name(request, name),
        value,
        path="/",
        secure=_is_tls(request),
        httponly=True,
        samesite="lax",
    )


def delete_cookie(request: Request, response: Response, name: str) -> None:
    response.delete_cookie(
        _name(request, name),
        path="/",
        secure=_is_tls(request),
        httponly=True,
        samesite="lax",
    )


def is_safe_way(request: Request) -> bool:
    """Whether a secret may travel on this connection: TLS, or this machine."""
    return _is_tls(request) or request.url.hostname in {"localhost", "127.0.0.1", "::1"}


def sign(text: str, secret: str) -> str:
    """The text so that only who knows the secret can have made it."""
    body = urlsafe_b64encode(text.encode()).decode()
    return f"{body}.{_mark(body, secret)}"


def unsign(signed: str, secret: str) -> str | None:
    """The text, None where it was not signed by this secret."""
    body, _, mark = signed.partition(".")
    if not hmac.compare_digest(mark.encode(), _mark(body, secret).encode()):
        return None
    try:
        return urlsafe_b64decode(body).decode()
    except (NotBase64, UnicodeDecodeError):
        return None


def _mark(body: str, secret: str) -> str:
    return hmac.new(secret.encode(), body.encode(), sha256).hexdigest()


def _is_tls(request: Request) -> bool:
    return request.url.scheme == "https"


def _name(request: Request, name: str) -> str:
    return f"__Host-{name}" if _is_tls(request) else name
