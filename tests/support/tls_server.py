"""Servers with TLS on this machine, and a proxy before them; with a certificate that only who is told of it trusts."""

import socket
import ssl
import subprocess
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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
