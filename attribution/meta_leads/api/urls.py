"""Addresses of the platform's host that Meta is given (HOUSE)."""

from django.urls import path

from attribution.meta_leads.api.webhooks import MetaLeadsView

urlpatterns = [
    path("webhooks/meta-leads", MetaLeadsView.as_view(), name="webhook-meta-leads"),
    path("meta/webhook", MetaLeadsView.as_view(), name="webhook-meta"),
]
