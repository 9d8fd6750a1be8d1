"""A proxy that hands on what begins with a prefix: `prefix_proxy.py PORT UPSTREAM PREFIX KEEP`.

What does not begin with it is 404. With `strip` the prefix is taken away, with `keep` it stays.
"""

from __future__ import annotations

import http.client
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_OWN = {"connection", "keep-alive", "transfer-encoding", "host"}


class PrefixProxy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    upstream, prefix, strips = "", "", True

    def _handed_on(self) -> None:
        if not self.path.startswith(f"{self.prefix}/"):
            self.send_error(404, "not below the prefix")
            return
        path = self.path.removeprefix(self.prefix) if self.strips else self.path
        sent = {name: value for name, value in self.headers.items() if name.lower() not in _OWN}
        sent |= {
            "Host": self.headers["Host"],
            "X-Forwarded-For": self.client_address[0],
            "X-Forwarded-Proto": "http",
        }
        length = int(self.headers.get("content-length", 0))
        upstream = http.client.HTTPConnection(self.upstream, timeout=30)
        upstream.request(self.command, path, self.rfile.read(length) if length else None, sent)
        found = upstream.getresponse()
        body = found.read()
        self.send_response(found.status)
        for name, value in found.getheaders():
            if name.lower() not in {*_OWN, "content-length"}:
                self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        upstream.close()

    do_GET = do_HEAD = do_POST = do_OPTIONS = _handed_on

    def log_message(self, *_: object) -> None:
        return


if __name__ == "__main__":
    port, PrefixProxy.upstream, PrefixProxy.prefix, how = sys.argv[1:]
    PrefixProxy.strips = how == "strip"
    ThreadingHTTPServer(("127.0.0.1", int(port)), PrefixProxy).serve_forever()
