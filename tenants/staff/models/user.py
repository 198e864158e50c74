from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tenants.services.signing import scoped_salt
from tenants.staff.languages import SPOKEN, check_spoken
from tenants.staff.querysets import UserQuerySet


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """People are found by their mail, whatever its case; it is stored in lower case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, password: str | None = None, **fields: object) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who logs in. The same mail may belong to different people in two clinics (F:T3)."""

    class DataScope(models.TextChoices):
        OWN = "own", _("Own leads and unassigned ones")
        TEAM = "team", _("Leads of their teams and unassigned ones")
        PARTNER = "part", _("Leads of the partner they work for")
        ALL = "all", _("All leads of the clinic")

    class Shift(models.TextChoices):
        HOURS = "hours", _("By the working hours")
        ON = "on", _("On")
        OFF = "off", _("Off")

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    full_name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(_("language of the desk"), max_length=8, choices=settings.LANGUAGES, default="en")
    languages = ArrayField(
        models.CharField(max_length=2),
        verbose_name=_("languages spoken"),
        default=list,
        blank=True,
        validators=[check_spoken],
        help_text=_("ISO 639-1, see tenants.staff.languages."),
    )
    phone = models.CharField(
        _("own telephone"), max_length=16, blank=True, help_text=_("E.164: rung first when they call a patient.")
    )
    notice_phone = models.CharField(
        _("number for urgent notices"),
        max_length=16,
        blank=True,
        help_text="E.164; nobody writes it but this person.",
    )
    data_scope = models.CharField(_("sees"), max_length=4, choices=DataScope, default=DataScope.ALL)
    capacity = models.PositiveSmallIntegerField(
        _("capacity"), null=True, blank=True, help_text=_("Open leads at most; empty is no limit.")
    )
    time_zone = models.CharField(
        _("time zone"), max_length=63, blank=True, help_text=_("IANA name; empty is the clinic's.")
    )
    shift = models.CharField(_("on shift"), max_length=5, choices=Shift, default=Shift.HOURS)
    shift_until = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("When On or Off ends by itself; empty is never.")
    )
    is_visitor = models.BooleanField(
        default=False, editable=False, help_text=_("From the platform, see tenants.services.visits.")
    )
    visit_ends_at = models.DateTimeField(null=True, blank=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(default=True, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("colleague")
        verbose_name_plural = _("staff")
        ordering = ["full_name", "email"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_mail_is_lower_case"),
            models.CheckConstraint(
                condition=Q(notice_phone="") | Q(notice_phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="user_notice_phone_e164",
            ),
            models.CheckConstraint(condition=Q(languages__contained_by=list(SPOKEN)), name="user_languages_known"),
        ]

    def __str__(self) -> str:
        return self.full_name or self.email

    @property
    def role(self) -> str:
        """The name of the group that says what this person may do; empty for platform staff."""
        group = next(iter(self.groups.all()), None)
        return group.name if group else ""

    @property
    def initials(self) -> str:
        words = (self.full_name or self.email).split()
        return "".join(word[0] for word in words[:2]).upper()

    def get_session_auth_hash(self) -> str:
        """Ties a session to this clinic as well as to the password: a copied one is worth nothing (H:T10, M9)."""
        return salted_hmac(scoped_salt("staff.session"), self.password, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> list[str]:
        return [
            salted_hmac(scoped_salt("staff.session"), self.password, secret=secret, algorithm="sha256").hexdigest()
            for secret in settings.SECRET_KEY_FALLBACKS
        ]
