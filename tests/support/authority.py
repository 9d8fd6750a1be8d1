"""A timestamp authority (RFC 3161) with keys of its own, for tests to start."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

POLICY = "1.2.3.4"
SHA256 = {"algorithm": "sha256"}


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, common)])


class Authority:
    """Its root certificate (`roots`, PEM), and answers to queries."""

    def __init__(self) -> None:
        root_key, self._key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
        now = datetime.now(UTC)
        new = (
            x509.CertificateBuilder()
            .issuer_name(_name("Root"))
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=9))
        )
        root = (
            new.subject_name(_name("Root"))
            .public_key(root_key.public_key())
            .serial_number(6)
            .add_extension(x509.BasicConstraints(True, None), critical=True)
            .sign(root_key, hashes.SHA256())
        )
        own = (
            new.subject_name(_name("TSA"))
            .public_key(self._key.public_key())
            .serial_number(7)
            .add_extension(x509.BasicConstraints(False, None), critical=True)
            .add_extension(
                x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
            .sign(root_key, hashes.SHA256())
        )
        self.roots = root.public_bytes(serialization.Encoding.PEM)
        self._own = own.public_bytes(serialization.Encoding.DER)
        self._root = root.public_bytes(serialization.Encoding.DER)

    def answer(self, query: bytes) -> bytes:
        """The answer to a query: a signed statement that its hash was there just now."""
        asked = tsp.TimeStampReq.load(query)
        said: dict[str, Any] = {
            "version": "v1",
            "policy": POLICY,
            "message_imprint": asked["message_imprint"],
            "serial_number": 1,
            "gen_time": datetime.now(UTC).replace(microsecond=0),
        }
        if asked["nonce"].native is not None:
            said["nonce"] = asked["nonce"]
        info = tsp.TSTInfo(said).dump()
        attributes = cms.CMSAttributes(
            [
                {"type": "content_type", "values": ["tst_info"]},
                {"type": "message_digest", "values": [sha256(info).digest()]},
                {
                    "type": "signing_certificate_v2",
                    "values": [{"certs": [{"cert_hash": sha256(self._own).digest()}]}],
                },
            ]
        )
        own = asn1_x509.Certificate.load(self._own)
        signer = {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": own.issuer, "serial_number": 7}},
            "digest_algorithm": SHA256,
            "signed_attrs": attributes,
            "signature_algorithm": {"algorithm": "sha256_rsa"},
            "signature": self._key.sign(attributes.dump(), padding.PKCS1v15(), hashes.SHA256()),
        }
        signed = {
            "version": "v3",
            "digest_algorithms": [algos.DigestAlgorithm(SHA256)],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(info),
            },
            "certificates": [own, asn1_x509.Certificate.load(self._root)],
            "signer_infos": [signer],
        }
        token = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)})
        stamped: bytes = tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": token}
        ).dump()
        return stamped


@contextmanager
def answering(authority: Authority) -> Iterator[str]:
    """The address at which it answers while the block runs."""

    class Stamping(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            answer = authority.answer(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.send_header("content-type", "application/timestamp-reply")
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments: object) -> None:
            """Quietly."""

    server = HTTPServer(("127.0.0.1", 0), Stamping)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
