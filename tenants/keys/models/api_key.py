from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tenants.keys.querysets import ApiKeyQuerySet

CREATE_LEADS = "leads:create"
PER_HOUR = 1000  # F:0.3
MOST_PER_HOUR = 10_000_000


def first_scopes() -> list[str]:
    """What a key may do unless it is made for something else."""
    return [CREATE_LEADS]


class ApiKey(models.Model):
    """A door for a program. A secret is shown once; here lies its hash only (H:L12).

    `secret` keys speak from server to server; `site` keys stand in a web page, so they may only create leads,
    from the origins named here (F:0.3). Revoked ones stay: the arrivals they brought name them.
    """

    class Kind(models.TextChoices):
        SECRET = "secret", _("Secret (server to server)")
        SITE = "site", _("Site (in a web page)")

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    route = models.CharField(
        _("public part"), max_length=16, unique=True, help_text="KeyRoute leads it to the clinic."
    )
    secret_hash = models.CharField(_("secret"), max_length=64, help_text="SHA-256 of the whole key, in hex.")
    previous_hash = models.CharField(_("secret before"), max_length=64, blank=True)
    previous_until = models.DateTimeField(
        _("secret before works until"), null=True, blank=True, help_text="After a rotation."
    )
    text = models.CharField(
        _("key"), max_length=80, blank=True, help_text="The whole key, of site keys only: pages show it anyway."
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    origins = models.JSONField(
        _("pages"), default=list, blank=True, help_text='["https://clinic-site.example"]; site keys only'
    )
    scopes = models.JSONField(_("rights"), default=first_scopes, help_text="See tenants.keys.scopes.")
    per_hour = models.PositiveIntegerField(
        _("arrivals an hour"), default=PER_HOUR, help_text="What is more is answered with 429."
    )
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(
        _("last used"), null=True, blank=True, help_text="Exact to a minute or so, see tenants.keys.services.use."
    )
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        permissions = [("secret_apikey", "Can manage secret keys")]  # whoever may not, manages site keys only
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["secret", "site"]), name="api_key_kind_known"),
            models.CheckConstraint(
                condition=Q(secret_hash__regex=r"^[0-9a-f]{64}$"), name="api_key_hash_is_sha256"
            ),
            models.CheckConstraint(
                condition=Q(previous_hash__regex=r"^([0-9a-f]{64})?$"), name="api_key_previous_is_sha256"
            ),
            models.CheckConstraint(condition=Q(kind="site") | Q(text=""), name="api_key_no_secret_in_clear"),
            models.CheckConstraint(
                condition=Q(per_hour__range=(1, MOST_PER_HOUR)), name="api_key_per_hour_possible"
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.public_part

    @property
    def public_part(self) -> str:
        """What may be shown, said and logged."""
        return f"bw_{self.kind}_{self.route}"

    @property
    def is_site(self) -> bool:
        return self.kind == self.Kind.SITE
