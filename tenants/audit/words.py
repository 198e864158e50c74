"""What the trail's verbs are called. Each follows a person's name: "Ana archived Mario Rossi"."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tenants.audit.origin import ADMIN, API, COMMAND, PUBLIC, SYSTEM, TASK
from tenants.audit.registry import all_words

DOORS = {
    ADMIN: _("the desk"),
    API: _("the API"),
    PUBLIC: _("a public page"),
    TASK: _("background work"),
    COMMAND: _("a command"),
    SYSTEM: _("the system"),
}
# What a single save is called, whatever was saved.
SINGLE = {"created": _("added"), "changed": _("changed"), "deleted": _("deleted")}
OWN = {
    "clinic.closed": _("closed the clinic"),
    "clinic.reopened": _("reopened the clinic"),
    "clinic.resumed": _("resumed the clinic"),
    "clinic.suspended": _("paused the clinic"),
    "key.renewed": _("gave a new secret to"),
    "key.revoked": _("revoked"),
    "trail.exported": _("downloaded the activity"),
}


def said(verb: str) -> str | Promise:
    """The words of a verb; one that nobody named is shown as it is written, without its noun."""
    known = all_words().get(verb)
    what = verb.rpartition(".")[2]
    return known or SINGLE.get(what) or what.replace("_", " ")
