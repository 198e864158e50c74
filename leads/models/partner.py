from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from leads.querysets import ClinicRowsQuerySet


class Partner(models.Model):
    """An agency, a branch or a referring practice whose leads are told apart (F:0.3, S3's distributor)."""

    name = models.CharField(_("name"), max_length=120)
    code = models.SlugField(_("code"), max_length=40, unique=True, help_text=_("In files, forms and the API."))
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("e-mail"), max_length=254, blank=True)
    is_active = models.BooleanField(_("works with you"), default=True)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("people"),
        related_name="partners",
        blank=True,
        help_text=_("Who logs in for this partner and sees its leads only."),
    )

    objects = ClinicRowsQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"), name="partner_name_once", violation_error_message=_("Another partner has this name.")
            ),
        ]

    def __str__(self) -> str:
        return self.name
