"""What else stands on a lead's page, a stage's page and the result of an import. Registries: floors above add
theirs in `apps.ready()`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leads.models import Lead, LeadImport, Stage
from tenants.staff.models import User

Filled = dict[str, Any] | None
Shown = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Part:
    """`template` shows what `fill` gives as `part`; nothing where that is None, and for who lacks `permission`."""

    template: str
    permission: str
    fill: Callable[..., Filled]


_of_lead: list[Part] = []
_of_stage: list[Part] = []
_of_import: list[Part] = []


def lead_part(template: str, fill: Callable[[Lead, User, datetime], Filled], *, permission: str) -> None:
    """At the side of a lead's page, which its reader may see. A fixed number of questions."""
    _of_lead.append(Part(template, permission, fill))


def stage_part(template: str, fill: Callable[[Stage, User], Filled], *, permission: str) -> None:
    """Below the form of a stage."""
    _of_stage.append(Part(template, permission, fill))


def import_part(template: str, fill: Callable[[LeadImport, User], Filled], *, permission: str) -> None:
    """Below the result of a list whose leads are in."""
    _of_import.append(Part(template, permission, fill))


def parts_of_lead(lead: Lead, reader: User, now: datetime) -> Shown:
    return _shown(_of_lead, reader, lead, reader, now)


def parts_of_stage(stage: Stage, reader: User) -> Shown:
    return _shown(_of_stage, reader, stage, reader)


def parts_of_import(brought: LeadImport, reader: User) -> Shown:
    return _shown(_of_import, reader, brought, reader)


def _shown(parts: list[Part], reader: User, *about: object) -> Shown:
    allowed = [part for part in parts if reader.has_perm(part.permission)]
    filled = [(part.template, part.fill(*about)) for part in allowed]
    return [(template, given) for template, given in filled if given is not None]
