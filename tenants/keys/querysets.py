from typing import Self

from django.db import models

from tenants.staff.models import User


class ApiKeyQuerySet(models.QuerySet):
    def living(self) -> Self:
        return self.filter(revoked_at=None)

    def visible_to(self, user: User) -> Self:
        """Site keys stand in pages anyway; secret ones are for whoever may manage them (F:0.3)."""
        if user.has_perm("keys.secret_apikey"):
            return self
        return self.filter(kind="site") if user.has_perm("keys.view_apikey") else self.none()
