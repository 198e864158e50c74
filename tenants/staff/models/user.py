from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from tenants.services.signing import scoped_salt
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
        ALL = "all", _("All leads of the clinic")

    email = models.EmailField(_("e-mail"), max_length=254, unique=True)
    full_name = models.CharField(_("name"), max_length=120, blank=True)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")
    data_scope = models.CharField(max_length=4, choices=DataScope, default=DataScope.ALL)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=True, editable=False)
    date_joined = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["full_name", "email"]
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_mail_is_lower_case"),
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
