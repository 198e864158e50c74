"""Addresses of the platform's host."""

from django.urls import include, path, re_path

from crm.errors import no_such_endpoint
from leads.website.urls import urlpatterns as website_urls
from tenants.desk.sites import platform_site
from tenants.desk.views import WorkspaceView
from tenants.staff.urls import urlpatterns as staff_urls
from tenants.views import register_company

handler400 = "crm.errors.bad_request"
handler500 = "crm.errors.server_error"

urlpatterns = [
    path("", WorkspaceView.as_view(), name="workspace"),
    path("company/register", register_company, name="register-company"),
    path("admin/", platform_site.urls),
    *staff_urls,
    *website_urls,
    path("api/v1/", include("leads.api.urls")),
    path("api/v1/webhooks/", include("comms.api.platform_urls")),
    path("api/v1/", include("attribution.meta_leads.api.urls")),
    re_path("^api/", no_such_endpoint, name="no-such-endpoint"),
]
