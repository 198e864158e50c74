from datetime import timedelta

from django.db import models

from tenants.models.clinic import Clinic

# Older than this it says nothing about now.
STALE = timedelta(minutes=15)


class ClinicHealth(models.Model):
    """How one clinic does, as counted in its schema a few minutes ago: numbers and times, never rows (F:T8).

    Lists of the platform read these rows, so that looking at a thousand clinics is one query.
    """

    clinic = models.OneToOneField(Clinic, primary_key=True, on_delete=models.CASCADE, related_name="health")
    measured_at = models.DateTimeField()
    jobs_overdue = models.PositiveIntegerField(
        default=0, help_text="Waiting for 5 minutes longer than they should."
    )
    jobs_stuck = models.PositiveIntegerField(default=0, help_text="Claimed by a worker whose lease ran out.")
    jobs_failed = models.PositiveIntegerField(default=0)
    jobs_unknown = models.PositiveIntegerField(default=0)
    staff = models.PositiveIntegerField(default=0, help_text="People who may log in.")
    last_lead_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.clinic_id} {self.measured_at:%Y-%m-%d %H:%M:%S}"

    @property
    def waits_for_people(self) -> int:
        """Jobs that nobody finishes by themselves."""
        return self.jobs_stuck + self.jobs_failed + self.jobs_unknown
