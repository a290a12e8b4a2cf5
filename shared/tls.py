"""How PostgreSQL is spoken to where its certificate is to be verified.

Guarantees one rule for services and tools: with a certificate authority named, the server has to
show a certificate of it with the name it was called by, or nothing is said to it (verify-full).
"""

from pathlib import Path


def tls_options(authority: Path | None) -> dict[str, str]:
    """libpq's options; none where no authority is named, as on one machine."""
    if authority is None:
        return {}
    return {"sslmode": "verify-full", "sslrootcert": str(authority)}
