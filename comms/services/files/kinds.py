"""What a file is, by its bytes alone: its name and what a sender called it count for nothing (H:X7). Pure."""

import zipfile
from io import BytesIO

JPEG, PNG, WEBP, GIF = "image/jpeg", "image/png", "image/webp", "image/gif"
HEIC = "image/heic"
IMAGES = frozenset({JPEG, PNG, WEBP, GIF})  # that are drawn, and written anew
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MP4, GPP, M4A = "video/mp4", "video/3gpp", "audio/mp4"
MP3, OGG, AMR, AAC = "audio/mpeg", "audio/ogg", "audio/amr", "audio/aac"
ENDINGS = {
    JPEG: "jpg", PNG: "png", WEBP: "webp", GIF: "gif", HEIC: "heic", PDF: "pdf", DOCX: "docx", XLSX: "xlsx",
    MP4: "mp4", GPP: "3gp", M4A: "m4a", MP3: "mp3", OGG: "ogg", AMR: "amr", AAC: "aac",
}  # fmt: skip
_BEGIN = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"OggS\x00", OGG),
    (b"#!AMR", AMR),
    (b"ID3", MP3),
    (b"\xff\xfb", MP3),
    (b"\xff\xf3", MP3),
    (b"\xff\xf2", MP3),
    (b"\xff\xf1", AAC),
    (b"\xff\xf9", AAC),
)
_BRANDS = {
    b"heic": HEIC, b"heix": HEIC, b"mif1": HEIC, b"M4A ": M4A, b"M4B ": M4A, b"3gp": GPP, b"3g2": GPP,
    b"isom": MP4, b"iso2": MP4, b"iso4": MP4, b"iso5": MP4, b"iso6": MP4, b"mp41": MP4, b"mp42": MP4, b"avc1": MP4,
}  # fmt: skip
MOST_PARTS = 2000  # of an office file; a bomb has more


def kind_of(content: bytes) -> str | None:
    """The type, when it is one that we take."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return WEBP
    if content[4:8] == b"ftyp":
        return next((mime for brand, mime in _BRANDS.items() if content[8:12].startswith(brand)), None)
    if content[:4] == b"PK\x03\x04":
        return _office(content)
    return next((mime for begin, mime in _BEGIN if content.startswith(begin)), None)


def _office(content: bytes) -> str | None:
    """A text or a sheet without programs in it; any other archive is none of ours."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = {name.lower() for name in archive.namelist()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    is_plain = "[content_types].xml" in names and len(names) <= MOST_PARTS
    has_programs = any("vba" in name or name.endswith((".bin", ".exe", ".js")) for name in names)
    if not is_plain or has_programs:
        return None
    return DOCX if "word/document.xml" in names else XLSX if "xl/workbook.xml" in names else None
