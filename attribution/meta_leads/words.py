"""What is wrong with a connection, in words for people, and how they mend it (F:I14; LOOK, voice)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from attribution.providers.meta_leads.base import FOR_AD_NAMES, Trouble

if TYPE_CHECKING:
    from attribution.meta_leads.services.connecting import Report

_DEAD = _("Meta does not accept the access key any more.")
_AGAIN = _("Make a new one at Meta and connect the page again.")
TROUBLES: Mapping[str, tuple[Any, Any]] = {
    Trouble.DEAD_TOKEN: (_DEAD, _AGAIN),
    Trouble.PERMISSION: (
        _("Meta does not let this key read leads."),
        _("Make one with all the rights below and connect the page again."),
    ),
    Trouble.MISSING: (
        _("Meta does not show this, though the key is good."),
        _("In Meta's Business Settings, open Leads Access of the page and let this app in."),
    ),
    Trouble.PROOF: (
        _("Meta wants another secret of the app."),
        _("Whoever runs the app compares its secret with the one at Meta; then connect the page again."),
    ),
    Trouble.THROTTLED: (_("Meta asked us to wait."), _("We look again by ourselves.")),
    Trouble.BLOCKED: (
        _("Meta has blocked the app or the page."),
        _("Look at the page's quality and at the app at Meta: they say why."),
    ),
    Trouble.TRANSIENT: (_("Meta did not answer."), _("We look again by ourselves.")),
    Trouble.OTHER: (_("Meta refused something."), _("If it stays so, show this number to support.")),
}
SCOPES: Mapping[str, Any] = {
    "leads_retrieval": _("read what people filled in"),
    "pages_manage_metadata": _("be told at once when somebody fills a form"),
    "pages_show_list": _("see the page"),
    "pages_read_engagement": _("see the page's forms"),
    FOR_AD_NAMES: _("know ads and campaigns by name"),
}


@dataclass(frozen=True)
class Said:
    """`what` happened, and what to `mend`; empty where nothing is wrong."""

    what: Any = ""
    mend: Any = ""
    code: str = ""


def said_of(trouble: str, code: str = "") -> Said:
    """Of a Trouble, by its value; also of one that we do not know."""
    what, mend = TROUBLES.get(trouble, TROUBLES[Trouble.OTHER])
    return Said(what, mend, code)


def right_named(scope: str) -> Any:
    """What a right at Meta is for; its own name for one that we do not know."""
    return SCOPES.get(scope, scope)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at when a page is connected."""

    is_good: bool
    what: Any
    mend: Any = ""


def findings(report: "Report") -> list[Finding]:
    """What Meta says about a key, one thing after the other; what was not asked any more is left out."""
    found = [Finding(True, _("Meta knows the key.")) if report.is_valid else _bad_key(report)]
    if not report.is_valid:
        return found
    found.append(
        Finding(True, _("It is the key of a page."))
        if report.is_page
        else Finding(False, _("It is no key of a page."), _("Choose the page at Meta and copy the page's own key."))
    )
    lacks = [f"{scope} ({right_named(scope)})" for scope in report.missing]
    found += [Finding(False, one, _("Make the key again with this right.")) for one in lacks]
    if report.refused is not None:
        return [*found, _refused(report)]
    return [*found, *_of_page(report)]


def _bad_key(report: "Report") -> Finding:
    if report.refused is not None:
        return _refused(report)
    return Finding(False, _("Meta does not know this key."), _("Copy it again, or make a new one at Meta."))


def _refused(report: "Report") -> Finding:
    told = said_of(report.refused.trouble, report.refused.code)
    return Finding(False, told.what, told.mend)


def _of_page(report: "Report") -> list[Finding]:
    told = Finding(True, _("It tells us of each lead at once."))
    untold = Finding(False, _("It does not tell us of leads yet."), _("We ask for that when you connect it."))
    forms = Finding(bool(report.forms), _("Its forms can be read: %(number)d.") % {"number": report.forms or 0})
    return [forms, told if report.is_subscribed else untold]
