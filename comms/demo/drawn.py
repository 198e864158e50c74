"""Files that patients of a demo clinic send: drawn, so that nobody's teeth and voice are shown. Pure."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter

SIZE = (960, 640)
GUM, LIP, DARK, TOOTH, GAP = (196, 106, 104), (158, 74, 76), (58, 20, 24), (240, 233, 218), (214, 203, 184)
# One frame of MPEG-1 Layer III, 32 kbit/s, mono, in which nothing is said, and how many make a second.
_SILENCE, _FRAMES = b"\xff\xfb\x10\xc4" + bytes(100), 38


def teeth(*, missing: int) -> bytes:
    """An upper row as a patient takes it with a telephone: without the `missing`-th of eight. JPEG."""
    picture = Image.new("RGB", SIZE, LIP)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((60, 90, 900, 600), fill=DARK)
    pen.chord((60, 60, 900, 420), 180, 360, fill=GUM)
    for number in range(8):
        left = 128 + number * 90
        wide, drop = 84 - abs(number - 3.5) * 6, 210 - abs(number - 3.5) ** 2 * 7
        top = 215 + abs(number - 3.5) ** 2 * 4
        if number != missing:
            box = (left, top, left + wide, top + drop)
            pen.rounded_rectangle(box, radius=24, fill=TOOTH, outline=GAP, width=4)
    seen = picture.rotate(-4, resample=Image.Resampling.BICUBIC, fillcolor=LIP)
    out = BytesIO()
    seen.filter(ImageFilter.GaussianBlur(1.6)).save(out, "JPEG", quality=82)
    return out.getvalue()


def silence(seconds: int) -> bytes:
    """A voice message that says nothing. MP3."""
    return _SILENCE * (_FRAMES * seconds)
