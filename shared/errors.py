"""Everything that can go wrong, as one hierarchy; each error has a stable code and a sentence.

    TourError
    ├── InvalidInput      the request itself is malformed          INVALID_ARGUMENT     422
    ├── RuleBroken        the request breaks rules of the tour     FAILED_PRECONDITION  422
    ├── NotFound          no such row                              NOT_FOUND            404
    ├── Conflict          the present state does not fit           ABORTED              409
    │   ├── Stale         somebody else saved first                ABORTED              409
    │   └── RequestReused the request id was used for another body ALREADY_EXISTS       409
    ├── NotSignedIn                                                UNAUTHENTICATED      401
    ├── NotAllowed                                                 PERMISSION_DENIED    403
    ├── TooLarge          a body, or its number of fields          RESOURCE_EXHAUSTED   413
    ├── TooManyAttempts   signing in: wait                         RESOURCE_EXHAUSTED   429
    ├── ReadOnly          standby: writes rest                     FAILED_PRECONDITION  503
    ├── Unavailable       database or a service is away            UNAVAILABLE          503
    └── Internal          a fault of ours, in the logs by its id   INTERNAL             500

Where the two columns stand: ``http_status`` at each class, and ``GRPC_CODES`` in shared.grpc_server
(this module speaks no protocol). A test compares both with this page.
"""

from collections.abc import Sequence
from datetime import datetime

from shared.terms import Violation


class TourError(Exception):
    """``code`` is stable, ``sentence`` is for people, ``violations`` name field and rule."""

    code = "TOUR_ERROR"
    http_status = 500

    def __init__(self, sentence: str, violations: Sequence[Violation] = ()) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.violations = tuple(violations)


class InvalidInput(TourError):
    code = "INVALID_INPUT"
    http_status = 422

    @classmethod
    def of(cls, violations: Sequence[Violation]) -> "InvalidInput":
        return cls(" ".join(violation.message for violation in violations), violations)

    @classmethod
    def field(cls, field: str, message: str, rule: str = "9") -> "InvalidInput":
        return cls(message, (Violation(field, rule, message),))


class RuleBroken(TourError):
    code = "RULE_BROKEN"
    http_status = 422

    @classmethod
    def of(cls, violations: Sequence[Violation]) -> "RuleBroken":
        return cls(" ".join(violation.message for violation in violations), violations)

    @classmethod
    def rule(cls, field: str, rule: str, message: str) -> "RuleBroken":
        return cls(message, (Violation(field, rule, message),))


class NotFound(TourError):
    code = "NOT_FOUND"
    http_status = 404


class Conflict(TourError):
    code = "CONFLICT"
    http_status = 409


class Stale(Conflict):
    """The row has changed since it was seen; says who changed it and when (UTC)."""

    code = "STALE"

    def __init__(
        self,
        sentence: str,
        violations: Sequence[Violation] = (),
        by: str = "",
        at: datetime | None = None,
    ) -> None:
        super().__init__(sentence, violations)
        self.by = by
        self.at = at

    @classmethod
    def changed(cls, by: str, at: datetime) -> "Stale":
        return cls(
            f"{by} changed this on {at:%Y-%m-%d at %H:%M:%S} UTC, after you opened it. "
            "Nothing of yours was saved: look at the present state and try again.",
            by=by,
            at=at,
        )


class RequestReused(Conflict):
    code = "REQUEST_REUSED"


class NotSignedIn(TourError):
    code = "NOT_SIGNED_IN"
    http_status = 401


class NotAllowed(TourError):
    code = "NOT_ALLOWED"
    http_status = 403


class TooLarge(TourError):
    code = "TOO_LARGE"
    http_status = 413

    def __init__(self, sentence: str = "", violations: Sequence[Violation] = ()) -> None:
        super().__init__(
            sentence or "This is too much for one request. Nothing was saved; send less at a time.",
            violations,
        )


class TooManyAttempts(TourError):
    code = "TOO_MANY_ATTEMPTS"
    http_status = 429


class ReadOnly(TourError):
    code = "READ_ONLY"
    http_status = 503

    def __init__(self, sentence: str = "", violations: Sequence[Violation] = ()) -> None:
        super().__init__(
            sentence
            or "The tour is read-only at the moment: a standby answers. Nothing was saved; "
            "please try again in a few minutes.",
            violations,
        )


class Unavailable(TourError):
    code = "UNAVAILABLE"
    http_status = 503

    def __init__(self, sentence: str = "", violations: Sequence[Violation] = ()) -> None:
        super().__init__(
            # not that nothing was saved: who did not answer may have done so
            sentence
            or "A part of the system cannot be reached at the moment. Try again in a minute.",
            violations,
        )


class Internal(TourError):
    code = "INTERNAL"


BY_CODE: dict[str, type[TourError]] = {
    error.code: error
    for error in (
        InvalidInput,
        RuleBroken,
        NotFound,
        Conflict,
        Stale,
        RequestReused,
        NotSignedIn,
        NotAllowed,
        TooLarge,
        TooManyAttempts,
        ReadOnly,
        Unavailable,
        Internal,
    )
}
