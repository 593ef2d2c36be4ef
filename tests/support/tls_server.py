"""Servers with TLS on this machine, and a proxy before them; with a certificate that only who is told of it trusts."""

import json
import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from h2.exceptions import ProtocolError

from support.hostile_server import Exchange, HostileServer, Script


@dataclass(frozen=True)
class Certificate:
    """A certificate of 127.0.0.1 and localhost that is its own authority, with its key."""

    path: Path
    key: Path

    @classmethod
    def made(cls, folder: Path, name: str = "server") -> "Certificate":
        """Needs the command `openssl`."""
        made = cls(folder / f"{name}.pem", folder / f"{name}.key")
        command = ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey", "ec", "-pkeyopt"]
        command += ["ec_paramgen_curve:prime256v1", "-subj", f"/CN={name}", "-keyout", str(made.key)]
        command += ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"]
        command += ["-addext", "keyUsage=critical,digitalSignature,keyCertSign", "-out", str(made.path)]
        subprocess.run(command, check=True, capture_output=True)
        return made

    def server_context(self, client: "Certificate | None" = None) -> ssl.SSLContext:
        """Of a server that, if *client* is given, takes no clients but those with that certificate."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        if client is not None:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(client.path)
        return context

    def client_context(self) -> ssl.SSLContext:
        """Of a client that trusts this one alone."""
        return ssl.create_default_context(cafile=str(self.path))


class TlsServer(HostileServer):
    """The same as its parent, over TLS."""

    def __init__(self, context: ssl.SSLContext, *scripts: Script, by_path: dict[str, Script] | None = None) -> None:
        super().__init__(scripts, by_path=by_path or {})
        self._context = context

    @property
    def url(self) -> str:
        return super().url.replace("http:", "https:")

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):  # a client that does not trust it
            super()._serve(self._context.wrap_socket(connection, server_side=True))


def tunnel(exchange: Exchange) -> None:
    """What a proxy does with a CONNECT."""
    host, _, port = exchange.path.partition(":")
    with socket.create_connection((host, int(port)), 10) as server:
        exchange.send(b"HTTP/1.1 200 Connection established\r\n\r\n")
        client = exchange._connection
        back = threading.Thread(target=_copy, args=(server, client), daemon=True)
        back.start()
        _copy(client, server)
        back.join(10)
    raise BrokenPipeError("the tunnel has ended")


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(65_536):
            target.sendall(piece)
    with suppress(OSError):
        target.shutdown(socket.SHUT_RDWR)


class Http2Server(TlsServer):
    """Speaks HTTP/2 alone, and answers each request with the same JSON."""

    def __init__(self, context: ssl.SSLContext, body: Any) -> None:
        context.set_alpn_protocols(["h2"])
        super().__init__(context)
        self._body = json.dumps(body).encode()

    def _serve(self, connection: socket.socket) -> None:
        # A client that speaks something else is hung up on.
        with suppress(OSError, ProtocolError), self._context.wrap_socket(connection, server_side=True) as secured:
            http = H2Connection(H2Configuration(client_side=False))
            http.initiate_connection()
            secured.sendall(http.data_to_send())
            while piece := secured.recv(65_536):
                for event in http.receive_data(piece):
                    if isinstance(event, RequestReceived):
                        self._answer(http, secured, event)
                secured.sendall(http.data_to_send())

    def _answer(self, http: H2Connection, connection: socket.socket, request: RequestReceived) -> None:
        head = b"\r\n".join(bytes(name) + b": " + bytes(value) for name, value in request.headers)
        self.exchanges.append(Exchange(connection, head, self._closing))
        http.send_headers(request.stream_id, [(":status", "200"), ("content-type", "application/json")])
        http.send_data(request.stream_id, self._body, end_stream=True)
