"""Senders who announce a body and then say nothing more."""

import contextlib
import socket
import ssl
from collections.abc import Iterator


@contextlib.contextmanager
def stalled(port: int, count: int, *lines: str, tls: ssl.SSLContext | None = None) -> Iterator[list[socket.socket]]:
    """`count` connections with the head of a POST and its first byte; closed at the end of the block.

    `lines` are headers; unless they announce pieces, the body is announced with 1000 bytes.
    """
    length = () if any("Transfer-Encoding" in line for line in lines) else ("Content-Length: 1000",)
    head = "\r\n".join(["POST /api/v1/leads HTTP/1.1", *lines, "Content-Type: application/json", *length, "", ""])
    with contextlib.ExitStack() as open_ones:
        senders = []
        for _ in range(count):
            sender = socket.create_connection(("127.0.0.1", port), timeout=20)
            sender = open_ones.enter_context(tls.wrap_socket(sender) if tls else sender)
            sender.sendall(head.encode() + (b"{" if length else b"1\r\n{\r\n"))
            senders.append(sender)
        yield senders
