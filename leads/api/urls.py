from django.urls import path

from leads.api.challenge import ChallengeView
from leads.api.views import LeadIntakeView

urlpatterns = [
    path("leads", LeadIntakeView.as_view(), name="lead-intake"),
    path("leads/challenge", ChallengeView.as_view(), name="lead-challenge"),
]
