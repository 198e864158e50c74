"""A form with files, as providers send a mail that they took apart: as large as the door took it.

Django's own reader takes 4 MB of texts, and a picture pasted into a mail is text; it believes any alphabet that is
named, and drops files with no name of their own.
"""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

MOST = 1000  # parts of a form
LONGEST_HEAD = 4096  # bytes before the content of one
Form = tuple[QueryDict, MultiValueDict]


def form_of(body: bytes, content_type: str) -> Form:
    """Texts are UTF-8. Raises ValueError for what is no such form."""
    boundary = parse_header_parameters(content_type)[1].get("boundary", "")
    parts = (b"\r\n" + body).split(b"\r\n--" + boundary.encode(), MOST + 2)
    if not boundary or len(parts) > MOST + 2 or not parts[-1].startswith(b"--"):
        raise ValueError("no form")
    texts, files = QueryDict(mutable=True), MultiValueDict()
    for part in parts[1:-1]:
        head, _, content = part.partition(b"\r\n\r\n")
        said = _head(head)
        _main, named = parse_header_parameters(said.get("content-disposition", ""))
        if "filename" in named:
            files.appendlist(named.get("name", ""), _file(named["filename"], content, said))
        else:
            texts.appendlist(named.get("name", ""), content.decode("utf-8", "replace"))
    return texts, files


def _head(head: bytes) -> dict[str, str]:
    if len(head) > LONGEST_HEAD:
        raise ValueError("too long a head")
    lines = (line.partition(":") for line in head.decode("utf-8", "replace").split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in lines}


def _file(name: str, content: bytes, said: dict[str, str]) -> SimpleUploadedFile:
    own = name.replace("\\", "/").rpartition("/")[2]
    kind = parse_header_parameters(said.get("content-type", ""))[0] or "application/octet-stream"
    return SimpleUploadedFile("file" if own in {"", ".", ".."} else own, content, kind)
