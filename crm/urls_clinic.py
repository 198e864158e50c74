"""Addresses of a clinic's host."""

from django.contrib import admin
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from attribution.conversions.urls import urlpatterns as conversion_urls
from comms.admin.thread_alias import open_thread
from comms.call_urls import urlpatterns as call_urls
from comms.public.urls import urlpatterns as comms_urls
from crm.errors import no_such_endpoint
from leads.api.bringing import LeadBulkView, LeadFileView
from leads.api.views import LeadIntakeView
from leads.website.urls import urlpatterns as website_urls
from tenants.desk.api.docs import DocsView, SchemaView
from tenants.desk.views import landing
from tenants.staff.urls import urlpatterns as staff_urls
from tenants.views import visit_door

handler400 = "crm.errors.bad_request"
handler500 = "crm.errors.server_error"

urlpatterns = [
    path("", landing, name="landing"),
    path("dashboard", landing, name="dashboard"),
    path("admin/", admin.site.urls),
    path("integrations", RedirectView.as_view(pattern_name="admin:integrations"), name="integrations"),
    path("communications/inbox", RedirectView.as_view(pattern_name="admin:inbox"), name="communications-inbox"),
    path(
        "communications/thread/<int:conversation_id>",
        open_thread,
        name="communications-thread",
    ),
    *call_urls,
    *staff_urls,
    *website_urls,
    *comms_urls,
    *conversion_urls,
    path("visit/<str:visit_token>/", visit_door, name="visit-enter"),
    path("api/v1/", include("leads.api.clinic_urls")),
    path("api/v1/", include("tenants.staff.api.urls")),
    path("api/v1/", include("tenants.notices.api.urls")),
    path("api/v1/", include("tenants.audit.api.urls")),
    path("api/v1/", include("tenants.runs.api.urls")),
    path("leads/single", LeadIntakeView.as_view(), name="lead-intake-single"),
    path("leads/csv", LeadFileView.as_view(), name="lead-file-csv"),
    path("api/leads/bulk", LeadBulkView.as_view(), name="lead-bulk-api"),
    path("api/schema/", SchemaView.as_view(), name="api-schema"),
    path("api/docs/", DocsView.as_view(), name="api-docs"),
    re_path("^api/", no_such_endpoint, name="no-such-endpoint"),
]
