from django.db import models


class SchemaState(models.Model):
    """Which migrations a schema stands on: public, the template, and every clinic. One query says who lags."""

    schema_name = models.CharField(max_length=63, primary_key=True)
    head = models.CharField(max_length=64, blank=True, help_text="Digest of the migrations applied.")
    error = models.TextField(blank=True, help_text="What stopped the last run; empty when it went well.")
    migrated_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.schema_name
