"""Every row of a breakdown in one sentence, in the reader's language; what earned nothing says what would."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from leads.models import Lead, Treatment
from leads.services.scoring.clock import DAY
from leads.services.treatment_names import treatment_name


class Line(NamedTuple):
    sentence: str
    points: int
    most: int
    factor: str = ""


Values = Mapping[str, Any]
Say = Callable[[Values], str]

PARTS = {
    "phone": gettext_lazy("a valid phone number"),
    "email": gettext_lazy("a valid mail address"),
    "names": gettext_lazy("both names"),
    "place": gettext_lazy("country or language"),
}
# What never changes with the values.
PLAIN = {
    "base": gettext_lazy("Every lead begins with these"),
    "cap": gettext_lazy("More than 100 counts as 100"),
    "fresh_never": gettext_lazy("Has not written to you yet"),
    "age_never": gettext_lazy("Nobody knows when they first came"),
    "response_never": gettext_lazy("Has not answered you yet: the faster, the more"),
    "service": gettext_lazy("A treatment of your price list was named"),
    "service_in_words": gettext_lazy("Says what they want; a treatment of your price list earns more"),
    "no_service": gettext_lazy("No treatment named yet: ask which one"),
    "company": gettext_lazy("Names a company"),
    "no_company": gettext_lazy("No company named"),
    "business_email": gettext_lazy("Writes from a company’s mail address"),
    "free_email": gettext_lazy("Writes from a free mail address; a company’s would count"),
    "no_email": gettext_lazy("No mail address yet: a company’s would count"),
    "no_tag": gettext_lazy("No tag of high value"),
    "no_engagement": gettext_lazy("No reply and no opened link yet"),
    "no_replies": gettext_lazy("No reply yet"),
    "photos": gettext_lazy("Sent photos or x-rays"),
    "no_photos": gettext_lazy("No photo or x-ray yet: ask for one"),
    "travel": gettext_lazy("Said when they could travel"),
    "no_travel": gettext_lazy("No travel month noted yet"),
    "quote": gettext_lazy("Opened the quote"),
    "no_quote": gettext_lazy("Has not opened a quote yet"),
    "no_rating": gettext_lazy("No rating on Google known"),
    "website": gettext_lazy("Has a website"),
    "no_website": gettext_lazy("No website known"),
    "unknown": gettext_lazy("Not counted here"),
}


def sentences(breakdown: Iterable[Any], treatment: Treatment | None = None) -> list[Line]:
    """The rows of `Lead.score_breakdown` for people; what is no such row is left out.

    `treatment` is the lead's own now: the one that earned the points is named only when it is the same.
    """
    return [_line(row, treatment) for row in breakdown if isinstance(row, dict) and "points" in row]


def _line(row: Mapping[str, Any], treatment: Treatment | None) -> Line:
    reason, values = str(row.get("reason")), row.get("values") or {}
    is_theirs = reason == "service" and treatment is not None and treatment.name == values.get("treatment")
    said = _service(treatment) if is_theirs else _said(reason, values)
    return Line(said, row["points"], row.get("most", 0), str(row.get("factor", "")))


def _said(reason: str, values: Values) -> str:
    return TOLD[reason](values) if reason in TOLD else str(PLAIN.get(reason, PLAIN["unknown"]))


def _contact(values: Values) -> str:
    there = [str(PARTS[part]) for part in PARTS if part in values.get("there", ())]
    if not there:
        return _("No way to reach them yet: ask for a phone number")
    return _("Known: %(parts)s") % {"parts": ", ".join(there)}


def _fresh(values: Values) -> str:
    return _span(
        values,
        lambda n: ngettext("Wrote at most %(n)d hour ago", "Wrote at most %(n)d hours ago", n),
        lambda n: ngettext("Wrote at most %(n)d day ago", "Wrote at most %(n)d days ago", n),
    )


def _fresh_long(values: Values) -> str:
    return _span(
        values,
        lambda n: ngettext("Last wrote more than %(n)d hour ago", "Last wrote more than %(n)d hours ago", n),
        lambda n: ngettext("Last wrote more than %(n)d day ago", "Last wrote more than %(n)d days ago", n),
    )


def _age(values: Values) -> str:
    return _span(
        values,
        lambda n: ngettext("Came at most %(n)d hour ago", "Came at most %(n)d hours ago", n),
        lambda n: ngettext("Came at most %(n)d day ago", "Came at most %(n)d days ago", n),
    )


def _age_long(values: Values) -> str:
    return _span(
        values,
        lambda n: ngettext("Came more than %(n)d hour ago", "Came more than %(n)d hours ago", n),
        lambda n: ngettext("Came more than %(n)d day ago", "Came more than %(n)d days ago", n),
    )


def _response(values: Values) -> str:
    return _span(
        values,
        lambda n: ngettext("Answered you within %(n)d hour", "Answered you within %(n)d hours", n),
        lambda n: ngettext("Answered you within %(n)d day", "Answered you within %(n)d days", n),
    )


def _response_long(values: Values) -> str:
    return _span(
        values,
        lambda n: ngettext("Took more than %(n)d hour to answer", "Took more than %(n)d hours to answer", n),
        lambda n: ngettext("Took more than %(n)d day to answer", "Took more than %(n)d days to answer", n),
    )


def _span(values: Values, in_hours: Callable[[int], str], in_days: Callable[[int], str]) -> str:
    """24 hours stay hours; from two days on it is days."""
    hours = values.get("hours", 0)
    is_days = hours > DAY and hours % DAY == 0
    n = hours // DAY if is_days else hours
    return (in_days if is_days else in_hours)(n) % {"n": n}


def _service(treatment: Treatment) -> str:
    return _("%(treatment)s is in your price list") % {"treatment": treatment_name(treatment)}


def _source(values: Values) -> str:
    return _("Came by: %(source)s") % {"source": _source_name(values)}


def _source_other(values: Values) -> str:
    return _("Came by: %(source)s. A referral counts most") % {"source": _source_name(values)}


def _source_name(values: Values) -> str:
    named = {str(value): str(label) for value, label in Lead.Source.choices}
    return named.get(values.get("source", ""), named["other"])


def _tag(values: Values) -> str:
    return _("Tagged “%(tag)s”") % {"tag": values.get("tag", "")}


def _engagement(values: Values) -> str:
    n = values.get("count", 0)
    return ngettext("%(n)d reply or opened link", "%(n)d replies or opened links", n) % {"n": n}


def _replies(values: Values) -> str:
    n = values.get("count", 0)
    return ngettext("%(n)d reply", "%(n)d replies", n) % {"n": n}


def _rating(values: Values) -> str:
    return _("%(rating)s of 5 on Google") % {"rating": number_format(values.get("rating", 0), 1)}


TOLD: dict[str, Say] = {
    "contact_info": _contact,
    "fresh": _fresh,
    "fresh_long": _fresh_long,
    "age": _age,
    "age_long": _age_long,
    "response": _response,
    "response_long": _response_long,
    "source": _source,
    "source_other": _source_other,
    "tag": _tag,
    "engagement": _engagement,
    "replies": _replies,
    "rating": _rating,
}
