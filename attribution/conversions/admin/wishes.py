"""What a request asks of a file, and the file as an answer: attached, never kept by anybody between."""

import re
from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from attribution.conversions.models.export import Layout
from attribution.conversions.services.choosing import Wish
from attribution.conversions.services.exporting import File
from crm.lib.errors import InvalidData

GOOGLE = "google"
CSV = "text/csv; charset=utf-8"
FILES = tuple(one for one in Layout.values if one != Layout.PLAIN)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def wish_of(query: Mapping[str, str]) -> Wish:
    """Of `from`, `until`, `format`, `file` and `again`. Raises InvalidData by field."""
    layout = Layout.PLAIN
    if query.get("format", ""):
        _demand(query["format"] == GOOGLE, "format")
        layout = query.get("file", "") or Layout.GCLID
        _demand(layout in FILES, "file")
    since, until = _day(query, "from"), _day(query, "until")
    _demand(not (since and until) or since <= until, "until")
    return Wish(layout, since, until, again=query.get("again", "") in {"1", "yes", "on"})


def answer_of(file: File, request: HttpRequest) -> HttpResponse:
    answer = HttpResponse(b"" if request.method == "HEAD" else file.data, content_type=CSV)
    made = file.export.made_at if file.export else timezone.now()
    name = f"google-ads-{file.layout}-{timezone.localtime(made):%Y-%m-%d-%H%M}.csv"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex, nofollow"
    return answer


def _day(query: Mapping[str, str], name: str) -> date | None:
    text = query.get(name, "")
    if not text:
        return None
    _demand(bool(_DAY.fullmatch(text)), name)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        _demand(False, name)
    _demand(1970 <= day.year <= 2100, name)  # days that any zone can count from
    return day


def _demand(is_so: bool, name: str) -> None:
    if not is_so:
        said = _("This cannot be read.")
        raise InvalidData(f"{name}: {said}", fields={name: [said]})
