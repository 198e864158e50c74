from django.db import models
from django.utils.translation import gettext_lazy as _


class Colour(models.TextChoices):
    """The colours that a clinic may give: each has a light and a dark form with enough contrast (LOOK 3)."""

    GREY = "grey", _("Grey")
    BLUE = "blue", _("Blue")
    TEAL = "teal", _("Teal")
    GREEN = "green", _("Green")
    OCHRE = "ochre", _("Ochre")
    ORANGE = "orange", _("Orange")
    RED = "red", _("Red")
    VIOLET = "violet", _("Violet")
