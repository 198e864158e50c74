"""A photo written anew: nothing of it is kept but what is seen (H:X7). Where it was taken goes, and the camera."""

from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from comms.services.files.kinds import JPEG, PNG

READ = ("JPEG", "PNG", "WEBP", "GIF")
MOST_PIXELS = 60_000_000  # a bomb has more; a telephone has less
LONGEST = 4096  # pixels of a side
QUALITY = 88


class Broken(Exception):
    """No picture that we can read whole."""


def written_anew(content: bytes) -> tuple[bytes, str]:
    """As JPEG, or as PNG where something shows through; turned as it was held. Of several frames the first."""
    try:
        with Image.open(BytesIO(content), formats=READ) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise Broken
            seen = ImageOps.exif_transpose(opened)
            seen.thumbnail((LONGEST, LONGEST))
            return _saved(seen)
    except (
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        MemoryError,
        Image.DecompressionBombError,
    ) as why:
        raise Broken from why


def _saved(seen: Image.Image) -> tuple[bytes, str]:
    shows_through = seen.mode in {"RGBA", "LA", "PA"} or "transparency" in seen.info
    plain = seen.convert("RGBA" if shows_through else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    out = BytesIO()
    if shows_through:
        bare.save(out, "PNG", optimize=True)
        return out.getvalue(), PNG
    bare.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue(), JPEG
