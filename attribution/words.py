"""What the ways of sharing credit and the steps of a report are called."""

from django.utils.translation import gettext_lazy as _

MODEL_WORDS = {
    "first": _("First touch"),
    "last": _("Last touch"),
    "position": _("Shared"),
    "linear": _("Evenly"),
    "decay": _("The later the more"),
}
MODEL_HELP = {
    "first": _("All of it to what brought somebody first."),
    "last": _("All of it to what brought somebody last."),
    "position": _("Four tenths each to the first and the last touch, the rest to those between."),
    "linear": _("To each touch as much as to any other."),
    "decay": _("To each touch more, the later it was."),
}
STEP_WORDS = {"leads": _("leads"), "qualified": _("qualified"), "accepted": _("accepted")}
