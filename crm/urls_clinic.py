"""Addresses of a clinic's host."""

from django.contrib import admin
from django.urls import include, path, re_path

from crm.errors import no_such_endpoint
from leads.api.views import LeadIntakeView
from tenants.desk.api.docs import DocsView, SchemaView
from tenants.desk.views import landing
from tenants.staff.views import InvitationView

handler400 = "crm.errors.bad_request"
handler500 = "crm.errors.server_error"

urlpatterns = [
    path("", landing, name="landing"),
    path("dashboard", landing, name="dashboard"),
    path("admin/", admin.site.urls),
    path("invitation/<str:uid>/<str:token>/", InvitationView.as_view(), name="invitation"),
    path("api/v1/", include("leads.api.urls")),
    path("leads/single", LeadIntakeView.as_view(), name="lead-intake-single"),
    path("api/schema/", SchemaView.as_view(), name="api-schema"),
    path("api/docs/", DocsView.as_view(), name="api-docs"),
    re_path("^api/", no_such_endpoint, name="no-such-endpoint"),
]
