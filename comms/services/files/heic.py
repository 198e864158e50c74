"""Photos of iPhones as they come (HEIC, ISO 23008-12): not written anew here, but without where they were taken.

Nobody here draws them: pillow-heif's wheels hold an encoder under the GPL. What a camera noted, Exif and XMP, are
items with a place in the file of their own (ISO 14496-12, 8.11): they become zeros, the picture stays. Pure.
"""

import struct
from collections.abc import Iterator

from comms.services.files.images import Broken

_NOTES = {b"Exif", b"mime"}  # XMP is of the type mime
MOST_ITEMS = 20_000


def without_notes(content: bytes) -> bytes:
    """The same photo. Raises Broken for what is no photo that we understand whole."""
    kept = bytearray(content)
    try:
        for start, end in _places(content):
            if not 0 <= start <= end <= len(content):
                raise Broken
            kept[start:end] = bytes(end - start)
    except (struct.error, IndexError):
        raise Broken from None
    return bytes(kept)


def _places(content: bytes) -> Iterator[tuple[int, int]]:
    top = {kind: (start, end) for kind, start, end in _boxes(content, 0, len(content))}
    if b"meta" not in top or b"moov" in top:  # a film notes things elsewhere
        raise Broken
    start, end = top[b"meta"]
    inside = {kind: place for kind, *place in _boxes(content, start + 4, end)}
    if b"iinf" not in inside or b"iloc" not in inside:
        raise Broken
    notes = _notes(content, *inside[b"iinf"])
    data = inside.get(b"idat", (0, 0))[0]
    for item, is_in_data, begin, size in _locations(_Numbers(content, inside[b"iloc"][0])):
        if item in notes:
            if not size:  # as far as the file goes
                raise Broken
            notes.discard(item)
            begin += data if is_in_data else 0
            yield begin, begin + size
    if notes:
        raise Broken


def _boxes(content: bytes, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """(type, begin of what is in it, its end)."""
    while start < end:
        size, kind = struct.unpack_from(">I4s", content, start)
        head = 8
        if size == 1:
            (size,), head = struct.unpack_from(">Q", content, start + 8), 16
        stop = start + size if size else end
        if (size and size < head) or stop > end:
            raise Broken
        yield kind, start + head, stop
        start = stop


def _notes(content: bytes, start: int, end: int) -> set[int]:
    """The numbers of the items that are no picture."""
    wide = content[start] > 0
    found = set()
    for kind, begin, _stop in _boxes(content, start + (8 if wide else 6), end):
        version = content[begin]
        if kind != b"infe" or version not in {2, 3}:
            raise Broken
        item, _protection, what = struct.unpack_from(">HH4s" if version == 2 else ">IH4s", content, begin + 4)
        if what in _NOTES:
            found.add(item)
    return found


def _locations(numbers: "_Numbers") -> Iterator[tuple[int, bool, int, int]]:
    """Of each item: its number, whether it lies in `idat`, where it begins, its size. One in pieces is none of a
    telephone's."""
    version = numbers.next(1)
    numbers.next(3)
    sizes = numbers.next(2)
    offset, length, base, index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    count = numbers.next(2 if version < 2 else 4)
    if version > 2 or count > MOST_ITEMS:
        raise Broken
    for _ in range(count):
        item = numbers.next(2 if version < 2 else 4)
        method = numbers.next(2) & 15 if version else 0
        numbers.next(2)
        begin, pieces = numbers.next(base), numbers.next(2)
        if method > 1 or pieces != 1:
            raise Broken
        numbers.next(index if version else 0)
        begin += numbers.next(offset)
        yield item, method == 1, begin, numbers.next(length)


class _Numbers:
    """One behind the other, each of so many bytes."""

    def __init__(self, content: bytes, at: int) -> None:
        self._content, self._at = content, at

    def next(self, size: int) -> int:
        found = self._content[self._at : self._at + size]
        if len(found) < size:
            raise Broken
        self._at += size
        return int.from_bytes(found, "big")
