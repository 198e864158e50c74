"""What the trail's verbs are called. After a person's name each is a sentence: "Ana archived Mario Rossi"."""

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
SLOT = "%(thing)s"
# What a single save is called, whatever was saved.
SINGLE = {"created": _("added %(thing)s"), "changed": _("changed %(thing)s"), "deleted": _("deleted %(thing)s")}
OWN = {
    "trail.exported": _("downloaded the activity"),
}


def said(verb: str, thing: str = "") -> str:
    """The words of a verb with what it was done to; one that nobody named as it is written, without its noun."""
    what = verb.rpartition(".")[2]
    words = str(all_words().get(verb) or SINGLE.get(what) or what.replace("_", " "))
    if SLOT not in words:
        return words
    return words.replace(SLOT, thing) if thing else " ".join(words.replace(SLOT, "").split()).rstrip(" :")
