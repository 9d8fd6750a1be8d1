"""RFC 3161 timestamps on checkpoints: somebody else says when a checkpoint existed.

Needs the extra `timestamps` (`pip install 'licence-ledger[timestamps]'`).
"""

from __future__ import annotations

import urllib.error
import urllib.request
from datetime import UTC

from cryptography import x509

from ...domain.faults import LedgerError


class TimestampError(LedgerError):
    """A timestamp could not be had, or does not hold."""

    title = "There is no timestamp"


def _library() -> None:
    try:
        import rfc3161_client  # noqa: F401
    except ImportError as error:
        raise TimestampError(
            "timestamps need one package more: pip install 'licence-ledger[timestamps]'"
        ) from error


def timestamp_of(url: str, checkpoint: str) -> bytes:
    """The authority's answer for a signed checkpoint, as it came; it must be granted."""
    _library()
    from rfc3161_client import TimestampRequestBuilder, decode_timestamp_response

    request = TimestampRequestBuilder().data(checkpoint.encode()).build()
    headers = {"Content-Type": "application/timestamp-query"}
    if not url.startswith(("http://", "https://")):
        raise TimestampError(f"`{url}` is no address of an authority; give http:// or https://")
    try:
        call = urllib.request.Request(url, request.as_bytes(), headers)
        with urllib.request.urlopen(call, timeout=30) as response:
            answer: bytes = response.read()
        if decode_timestamp_response(answer).status != 0:
            raise ValueError("it was not granted")
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise TimestampError(f"{url} gave no timestamp: {error}") from error
    return answer


def verified(answer: bytes, checkpoint: str, roots: bytes) -> str:
    """The moment that an authority says; `TimestampError` if its answer is not about this
    checkpoint, or not by one that these certificates (PEM) trust."""
    _library()
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        response = decode_timestamp_response(answer)
        builder = VerifierBuilder()
        for certificate in x509.load_pem_x509_certificates(roots):
            builder = builder.add_root_certificate(certificate)
        builder.build().verify_message(response, checkpoint.encode())
    except (ValueError, VerificationError) as error:
        raise TimestampError(f"the timestamp does not hold: {error}") from error
    return response.tst_info.gen_time.astimezone(UTC).isoformat().replace("+00:00", "Z")
