from django.db import models


class Heartbeat(models.Model):
    """When a process that nobody talks to was last alive: Beat writes one through a worker (H:S6)."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
