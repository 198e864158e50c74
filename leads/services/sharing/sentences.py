"""Why the product gave a lead to somebody, in one sentence for people."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leads.models import OwnerChange
from tenants.staff.languages import SPOKEN


def why_assigned(change: OwnerChange) -> str:
    """Empty for what people decided, and for reasons that are not known any more."""
    why = change.why if isinstance(change.why, dict) else {}
    if not why:
        return ""
    said = _waits(why) if change.to_owner_id is None else _chosen(why)
    rule = _("By the rule %(rule)s.") % {"rule": why["rule"]} if said and why.get("rule") else ""
    return " ".join(part for part in (said, rule, said and _skipped(why.get("skipped", []))) if part)


def _chosen(why: dict) -> str:
    parts = [said for reason in why.get("reasons", []) if (said := _reason(reason, why))]
    if "alone" in why.get("reasons", []):
        return _("Nobody else worked here then.")
    return _("On shift: %(reasons)s.") % {"reasons": ", ".join(parts)} if parts else ""


def _waits(why: dict) -> str:
    """For a lead that was somebody's, and that nobody could take over."""
    said = {
        "off": _("Waits until somebody comes on shift."),
        "full": _("Waits: whoever could take it is full."),
        "language": _("Waits for somebody who speaks %(language)s.") % _language(why),
        "skip": _("Waits: these leads are not shared out."),
    }
    return next((said[reason] for reason in why.get("reasons", []) if reason in said), _("Waits for somebody."))


def _reason(reason: str, why: dict) -> str:
    named = _language(why)
    number = why.get("load", 0)
    said = {
        "speaks": _("speaks %(language)s") % named,
        "nobody_speaks": _("nobody there speaks %(language)s") % named,
        "only": _("the only one who can take it"),
        "load": ngettext("fewest open leads (%(number)d)", "fewest open leads (%(number)d)", number)
        % {"number": number},
        "turn": _("whose turn it was"),
    }
    return said.get(reason, "")


def _language(why: dict) -> dict[str, object]:
    code = why.get("language", "")
    return {"language": SPOKEN.get(code, code)}


def _skipped(skipped: list[dict]) -> str:
    words = {
        "off": _("off shift"),
        "full": _("full"),
        "language": _("another language"),
        "tried": _("could not speak with them"),
    }
    named = [f"{one['who']} ({words[one['why']]})" for one in skipped if one.get("why") in words]
    return _("Not asked: %(names)s.") % {"names": ", ".join(named)} if named else ""
