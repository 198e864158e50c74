"""The archive that an XLSX is: small constant parts, then one sheet that grows, each piece deflated by itself.

APPNOTE.TXT 6.3: sizes and checksum of what is streamed stand behind it, and again in the directory at the end.
"""

import struct
import zlib
from typing import Any

from crm.lib.errors import TooMuchForAFile

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TIES = "http://schemas.openxmlformats.org/package/2006/relationships"
_TIE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": (
        f'{_XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{_XML}<Relationships xmlns="{_TIES}">'
        f'<Relationship Id="r1" Type="{_TIE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_TIE}">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'{_XML}<Relationships xmlns="{_TIES}">'
        f'<Relationship Id="r1" Type="{_TIE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}
_SHEET = "xl/worksheets/sheet1.xml"
_DAY = 0x21  # 1980-01-01, the first there is: a file says nothing of when it was made
_STREAMED, _DEFLATED, _PLAIN, _VERSION = 0x08, 8, 0, 20
_MOST = 2**32 - 1  # bytes, without ZIP64


class Zipped:
    """`state` is what another process needs to go on: how much there is, and its checksum."""

    def __init__(self, state: dict[str, Any] | None = None):
        self.state = dict(state or {"crc": 0, "plain": 0, "packed": 0})

    def begin(self, data: bytes) -> bytes:
        return _constant() + _local(_SHEET, _STREAMED, _DEFLATED, 0, 0, 0) + self.more(data)

    def more(self, data: bytes, *, last: bool = False) -> bytes:
        """The next piece; a whole number of blocks, that look back at none before. TooMuchForAFile beyond 4 GB."""
        packing = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
        packed = packing.compress(data) + packing.flush(zlib.Z_FINISH if last else zlib.Z_FULL_FLUSH)
        self.state["crc"] = zlib.crc32(data, self.state["crc"])
        self.state["plain"] += len(data)
        self.state["packed"] += len(packed)
        if self.state["plain"] > _MOST:
            raise TooMuchForAFile
        return packed

    def end(self, data: bytes) -> bytes:
        last = self.more(data, last=True)
        sizes = (self.state["crc"], self.state["packed"], self.state["plain"])
        behind = struct.pack("<4s3L", b"PK\x07\x08", *sizes)
        entries, place = [], 0
        for name, text in _PARTS.items():
            entries.append(_entry(name, 0, _PLAIN, *_known(text), place))
            place += len(_part(name, text))
        entries.append(_entry(_SHEET, _STREAMED, _DEFLATED, *sizes, place))
        directory = b"".join(entries)
        begins = place + len(_local(_SHEET, _STREAMED, _DEFLATED, 0, 0, 0)) + sizes[1] + len(behind)
        number = len(entries)
        closing = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, number, number, len(directory), begins, 0)
        return last + behind + directory + closing


def _constant() -> bytes:
    return b"".join(_part(name, text) for name, text in _PARTS.items())


def _part(name: str, text: str) -> bytes:
    return _local(name, 0, _PLAIN, *_known(text)) + text.encode()


def _known(text: str) -> tuple[int, int, int]:
    data = text.encode()
    return zlib.crc32(data), len(data), len(data)


def _local(name: str, flags: int, method: int, crc: int, packed: int, plain: int) -> bytes:
    told = (_VERSION, flags, method, 0, _DAY, crc, packed, plain, len(name), 0)
    return struct.pack("<4s5H3L2H", b"PK\x03\x04", *told) + name.encode()


def _entry(name: str, flags: int, method: int, crc: int, packed: int, plain: int, place: int) -> bytes:
    told = (_VERSION, _VERSION, flags, method, 0, _DAY, crc, packed, plain, len(name), 0, 0, 0, 0, 0, place)
    return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *told) + name.encode()
