"""A server of somebody else on the loopback that says whatever a test wants, byte for byte, or nothing."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
Talk = Callable[[socket.socket, bytes], None]


def answer(body: bytes, head: bytes = OK) -> bytes:
    return head + f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body


class Answering:
    """`heard` are the requests that came, whole. `talk` gets the connection and the request."""

    def __init__(self, talk: Talk, tls: ssl.SSLContext | None = None):
        self.heard: list[bytes] = []
        self._talk, self._tls = talk, tls
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self.port}/siteverify"

    def wait(self, seconds: float) -> bool:
        """For a talk that takes its time; True when the test is over."""
        return self._over.wait(seconds)

    def close(self) -> None:
        self._over.set()
        self._listener.close()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                one, _ = self._listener.accept()
                threading.Thread(target=self._with, args=[one], daemon=True).start()

    def _with(self, one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            if self._tls:
                one = self._tls.wrap_socket(one, server_side=True)
            with one:
                request = _whole(one)
                self.heard.append(request)
                self._talk(one, request)


def _whole(one: socket.socket) -> bytes:
    head, _, body = _until(one, b"\r\n\r\n").partition(b"\r\n\r\n")
    length = next(
        (int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line[:15] == b"content-length:"), 0
    )
    while len(body) < length:
        body += one.recv(65_536)
    return head + b"\r\n\r\n" + body


def _until(one: socket.socket, end: bytes) -> bytes:
    came = b""
    while end not in came:
        piece = one.recv(65_536)
        if not piece:
            raise OSError
        came += piece
    return came


@contextlib.contextmanager
def answering(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[Answering]:
    server = Answering(talk, tls)
    try:
        yield server
    finally:
        server.close()


def saying(text: bytes) -> Talk:
    return lambda one, request: one.sendall(text)
