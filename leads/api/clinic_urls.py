"""On a clinic's host the address of the intake is also the list of its staff."""

from django.urls import path

from leads.api.challenge import ChallengeView
from leads.api.staff import LeadsView, LeadView

urlpatterns = [
    path("leads", LeadsView.as_view(), name="lead-intake"),
    path("leads/challenge", ChallengeView.as_view(), name="lead-challenge"),
    path("leads/<int:lead_id>", LeadView.as_view(), name="lead"),
]
