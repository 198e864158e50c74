from tenants.notices.admin import choices, notices  # noqa: F401  they register their pages
