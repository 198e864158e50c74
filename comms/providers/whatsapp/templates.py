"""The templates that Meta knows of an account (INTEGRATIONS 4.2)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from comms.providers.whatsapp.client import WhatsAppCloud

FIELDS = "id,name,language,status,category,components,rejected_reason,quality_score,parameter_format"
PAGES, A_PAGE = 60, "100"  # an account holds 6 000 at most


@dataclass(frozen=True)
class KnownTemplate:
    """`state`, `category` and `quality` are theirs, in capitals; the places of a body have numbers, or names with
    `is_named`. `header` is TEXT, IMAGE, VIDEO, DOCUMENT or empty."""

    template_id: str
    name: str
    language: str
    state: str
    category: str
    body: str = ""
    header: str = ""
    footer: str = ""
    is_named: bool = False
    reason: str = ""
    quality: str = ""


def list_templates(account: WhatsAppCloud) -> Iterator[KnownTemplate]:
    """All of them, page by page. The address of the next page holds the key, so it is never followed."""
    after = ""
    for _ in range(PAGES):
        found = account.read(
            f"{account.waba_id}/message_templates",
            fields=FIELDS,
            limit=A_PAGE,
            **({"after": after} if after else {}),
        )
        yield from (known(entry) for entry in found.get("data") or [] if isinstance(entry, dict))
        paging = found.get("paging") or {}
        after = (paging.get("cursors") or {}).get("after") or ""
        if not after or not paging.get("next"):
            return


def known(entry: dict[str, Any]) -> KnownTemplate:
    parts = {part.get("type"): part for part in entry.get("components") or [] if isinstance(part, dict)}
    reason, quality = _said(entry, "rejected_reason"), entry.get("quality_score")
    return KnownTemplate(
        template_id=_said(entry, "id"),
        name=_said(entry, "name"),
        language=_said(entry, "language"),
        state=_said(entry, "status"),
        category=_said(entry, "category"),
        body=_said(parts.get("BODY", {}), "text"),
        header=_said(parts.get("HEADER", {}), "format"),
        footer=_said(parts.get("FOOTER", {}), "text"),
        is_named=entry.get("parameter_format") == "NAMED",
        reason="" if reason == "NONE" else reason,
        quality=_said(quality, "score") if isinstance(quality, dict) else "",
    )


def _said(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""
