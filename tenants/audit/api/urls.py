from django.urls import path

from tenants.audit.api.views import TrailView

urlpatterns = [path("trail", TrailView.as_view(), name="trail")]
