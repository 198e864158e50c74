from django.db import models
from django.utils.translation import gettext_lazy as _

from attribution.models.campaign import Campaign
from attribution.querysets import RuleQuerySet


class SourceRule(models.Model):
    """Where touches belong that the clinic knows better than the product: the first rule that fits decides.

    Each text is one pattern or several with commas between; `*` stands for anything; case and accents do not count.
    An empty one asks nothing. Whatever fits none is placed by the product's own rules (services.placing).
    """

    class Click(models.TextChoices):
        NONE = "", _("Does not matter")
        GCLID = "gclid", _("Google (gclid)")
        GBRAID = "gbraid", _("Google, app (gbraid)")
        WBRAID = "wbraid", _("Google, app (wbraid)")
        FBCLID = "fbclid", _("Meta (fbclid)")
        TTCLID = "ttclid", _("TikTok (ttclid)")
        CTWA = "ctwa_clid", _("Message from an advert (ctwa_clid)")

    order = models.PositiveIntegerField(_("order"), default=0)
    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("utm_source, for example insta*")
    )
    medium = models.CharField(_("medium"), max_length=200, blank=True, help_text=_("utm_medium"))
    campaign = models.CharField(_("campaign"), max_length=200, blank=True, help_text=_("utm_campaign"))
    click = models.CharField(_("click number"), max_length=12, blank=True, choices=Click, default=Click.NONE)
    host = models.CharField(
        _("came from"),
        max_length=200,
        blank=True,
        help_text=_("The website before yours, for example *.forum.example"),
    )
    target = models.ForeignKey(
        Campaign, on_delete=models.PROTECT, related_name="rules", verbose_name=_("counts as"), db_index=False
    )
    by_name = models.BooleanField(
        _("a campaign of its own name in it"),
        default=True,
        help_text=_("A touch that names a campaign gets that one under the chosen channel."),
    )

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("source rule")
        verbose_name_plural = _("source rules")
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(source="", medium="", campaign="", click="", host=""),
                name="source_rule_asks_something",
                violation_error_message=_("A rule must ask for something."),
            ),
        ]

    def __str__(self) -> str:
        asked = (self.source, self.medium, self.campaign, self.click, self.host)
        return " · ".join(one for one in asked if one)
