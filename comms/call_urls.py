"""Where the customer knows the call queue and the softphone (HOUSE, addresses that must answer)."""

from django.urls import path
from django.views.generic import RedirectView

urlpatterns = [
    path("communications/queue", RedirectView.as_view(pattern_name="admin:comms_queue"), name="call-queue"),
    path("communications/softphone", RedirectView.as_view(pattern_name="admin:comms_softphone"), name="softphone"),
]
