"""Addresses of the platform's host that Meta is given (HOUSE). One with a clinic in it is that clinic's own app."""

from django.urls import path

from attribution.meta_leads.api.webhooks import MetaLeadsView

urlpatterns = [
    path("webhooks/meta-leads", MetaLeadsView.as_view(), name="webhook-meta-leads"),
    path("webhooks/meta-leads/<uuid:clinic_id>", MetaLeadsView.as_view(), name="webhook-meta-leads-clinic"),
    path("meta/webhook", MetaLeadsView.as_view(), name="webhook-meta"),
]
