"""Where a lead's page is, and what is below it."""


def page(lead) -> str:
    return f"/admin/leads/lead/{lead.pk}/change/"


def to(lead, deed: str) -> str:
    return f"/admin/leads/lead/{lead.pk}/{deed}/"


def as_shown(client, lead) -> dict[str, str]:
    """What a browser would send if nothing was changed."""
    form = client.get(page(lead)).context["form"]
    return {name: "" if value is None else str(value) for name, value in form.initial.items()}
