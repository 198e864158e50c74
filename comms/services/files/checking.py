"""Whether a file may be sent or kept: its type, its size, a name that is safe anywhere (H:X7, X8)."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from comms.services.files.heic import without_notes
from comms.services.files.images import Broken, written_anew
from comms.services.files.kinds import ENDINGS, HEIC, IMAGES, kind_of
from crm.lib.errors import InvalidData
from crm.lib.lines import one_line

MB = 1024 * 1024
# What WhatsApp takes (INTEGRATIONS 4.1), and for documents less: they lie in mailboxes, too.
IMAGE_MOST, MEDIA_MOST, DOCUMENT_MOST = 5 * MB, 16 * MB, 25 * MB
MOST = DOCUMENT_MOST
TYPE, SIZE, BROKEN, UNDRAWN = "type", "size", "broken", "undrawn"
WHY: dict[str, Any] = {
    TYPE: _("This kind of file is not taken. Photos, PDF, text and sheet files, videos and voice messages are."),
    SIZE: _("This file is too large: photos 5 MB, videos and voice messages 16 MB, documents 25 MB."),
    UNDRAWN: _("Photos in HEIC open on few computers. Save it as JPEG and choose it again."),
    BROKEN: _("This photo cannot be read. Save it as JPEG and choose it again."),
}
LONGEST_NAME = 100
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"|?*%;\\/]')


class Unfit(InvalidData):
    """`why` is a key of WHY."""

    def __init__(self, why: str) -> None:
        super().__init__(WHY[why], fields={"file": [WHY[why]]})
        self.why = why


@dataclass(frozen=True)
class Fit:
    """What is kept of a file: bytes and type as they are now, a name for people."""

    name: str
    mime: str
    content: bytes


def fit(name: str, content: bytes, *, is_from_patient: bool = False) -> Fit:
    """Photos are written anew, everything else stays as it came. A photo that cannot be drawn here is kept of a
    patient, without what the camera noted, and not sent to one. Raises Unfit."""
    if len(content) > MOST:
        raise Unfit(SIZE)
    mime = kind_of(content)
    if mime is None or (mime == HEIC and not is_from_patient):
        raise Unfit(TYPE if mime is None else UNDRAWN)
    try:
        if mime in IMAGES:
            content, mime = written_anew(content)
        elif mime == HEIC:
            content = without_notes(content)
    except Broken:
        raise Unfit(BROKEN) from None
    if len(content) > most_of(mime):
        raise Unfit(SIZE)
    return Fit(safe_name(name, mime), mime, content)


def most_of(mime: str) -> int:
    """Bytes."""
    if mime in IMAGES:
        return IMAGE_MOST
    return MEDIA_MOST if mime.startswith(("audio/", "video/")) else DOCUMENT_MOST


def safe_name(name: str, mime: str) -> str:
    """The last part of a path, on one line, with the ending of what it is: a JPEG called photo.svg is photo.jpg."""
    last = one_line(re.split(r"[\\/]", name)[-1])
    stem = _UNSAFE.sub(" ", last).rpartition(".")[0] or _UNSAFE.sub(" ", last)
    stem = " ".join(stem.replace(".", " ").split())[:LONGEST_NAME] or "file"
    return f"{stem}.{ENDINGS[mime]}"
