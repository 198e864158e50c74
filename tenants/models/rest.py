from django.db import models


class Rest(models.Model):
    """An account that several clinics share at a provider, and that has to wait: told to one, kept by all."""

    account = models.CharField(max_length=80, primary_key=True)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account} {self.until:%Y-%m-%d %H:%M:%S}"
