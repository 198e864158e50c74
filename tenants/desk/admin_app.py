from django.contrib.admin.apps import AdminConfig


class BridgeworkAdminConfig(AdminConfig):
    """`@admin.register` means the clinic's site; the platform registers on its own by name."""

    default_site = "tenants.desk.sites.ClinicSite"
