"""A load generator where wrk is missing: `python -m crm.bench.sender PORT PATH HOST KEY SECONDS LINES FIRST`."""

import json
import selectors
import socket
import sys
import time
from collections.abc import Iterator
from itertools import count

from crm.bench.body import body_of
from crm.bench.load import Turn

CHUNK = 65536
# Seconds for the first answer of all; a turn may be shorter than that takes on a busy machine.
PATIENCE = 30


class Line:
    """One open connection: a question, its answer, the next question."""

    def __init__(self, port: int, head: bytes, numbers: Iterator[int]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.head, self.numbers, self.heard, self.asked = head, numbers, b"", 0.0

    def fileno(self) -> int:
        return self.socket.fileno()

    def ask(self) -> None:
        body = body_of(next(self.numbers))
        self.heard, self.asked = b"", time.perf_counter()
        self.socket.sendall(self.head + str(len(body)).encode() + b"\r\n\r\n" + body)

    def hear(self) -> int | None:
        """The status once the answer is whole. Raises ConnectionError when the other side hangs up."""
        piece = self.socket.recv(CHUNK)
        if not piece:
            raise ConnectionError
        self.heard += piece
        head, end, rest = self.heard.partition(b"\r\n\r\n")
        if not end or not _is_whole(head, rest):
            return None
        return int(head.split(b" ", 2)[1])


def run(where: tuple[int, str, str, str], *, seconds: float, connections: int, first: int) -> Turn:
    port, path, host, key = where
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nX-API-Key: {key}\r\nContent-Type: application/json\r\n"
    numbers, waits, refused, broken = count(first + 1), [], 0, 0
    chooser = selectors.DefaultSelector()
    began = time.perf_counter()
    for _ in range(connections):
        line = Line(port, f"{head}Content-Length: ".encode(), numbers)
        chooser.register(line, selectors.EVENT_READ)
        line.ask()
    while chooser.get_map() and time.perf_counter() < began + (seconds if waits else PATIENCE):
        for ready, _ in chooser.select(timeout=0.1):
            line = ready.fileobj
            try:
                status = line.hear()
            except ConnectionError:
                broken += 1
                chooser.unregister(line)
                continue
            if status is not None:
                waits.append(time.perf_counter() - line.asked)
                refused += status != 201
                line.ask()
    waits.sort()
    at = [waits[int(len(waits) * part)] * 1000 if waits else 0.0 for part in (0.5, 0.99)]
    return Turn(len(waits), time.perf_counter() - began, refused, broken, *at)


def _is_whole(head: bytes, rest: bytes) -> bool:
    """Of as many bytes as the head says, or of chunks up to the empty one."""
    lines = (line.partition(b":") for line in head.lower().split(b"\r\n"))
    said = {name: value.strip() for name, _, value in lines}
    if said.get(b"transfer-encoding") == b"chunked":
        return rest.endswith(b"\r\n0\r\n\r\n")
    return len(rest) >= int(said.get(b"content-length", 0))


if __name__ == "__main__":
    port, path, host, key, seconds, connections, first = sys.argv[1:]
    turn = run((int(port), path, host, key), seconds=float(seconds), connections=int(connections), first=int(first))
    print(json.dumps(vars(turn)))
