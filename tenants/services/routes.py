"""Which clinic a key or a provider's account belongs to."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from tenants.context import platform_schema
from tenants.models import ChannelRoute, Clinic, KeyRoute


def clinic_of_key(route: str) -> Clinic | None:
    """The clinic that an API key's route names, whatever its state."""
    with platform_schema():
        found = KeyRoute.objects.filter(pk=route).select_related("clinic").first()
    return found.clinic if found else None


def claim_key_route(route: str, clinic: Clinic, *, origins: Sequence[str] = ()) -> None:
    """Reserve a route for a clinic's key. Raises IntegrityError when it is taken, whoever took it."""
    with platform_schema():
        KeyRoute.objects.create(route=route, clinic=clinic, origins=list(origins))


def set_key_origins(route: str, origins: Sequence[str]) -> None:
    """The pages in which the key of this route works from now on."""
    with platform_schema():
        KeyRoute.objects.filter(pk=route).update(origins=list(origins))


def is_known_page(origin: str, clinic: Clinic | None) -> bool:
    """Whether a working key of this clinic names the page; without a clinic, of any that takes leads."""
    with platform_schema():
        rows = KeyRoute.objects.filter(origins__contains=[origin])
        rows = rows.filter(clinic=clinic) if clinic else rows.filter(clinic__in=Clinic.objects.served())
        return rows.exists()


def claim_channel(channel: str, external_id: str, clinic: Clinic) -> bool:
    """What a provider says about this account is the clinic's from now on; False when it is another clinic's.

    Part of the caller's transaction. Repeats change nothing; two clinics at once: one of them gets it (H:W5).
    """
    with platform_schema():
        route, _ = ChannelRoute.objects.get_or_create(
            channel=channel, external_id=external_id, defaults={"clinic": clinic}
        )
        return route.clinic_id == clinic.pk


def free_channels(channel: str, clinic: Clinic, *, but: str = "") -> None:
    """Give back what the clinic held of a channel, except `but`."""
    with platform_schema():
        ChannelRoute.objects.filter(channel=channel, clinic=clinic).exclude(external_id=but).delete()


def free_channel(channel: str, external_id: str, clinic: Clinic) -> None:
    """Give one back; what is another clinic's stays."""
    with platform_schema():
        ChannelRoute.objects.filter(channel=channel, external_id=external_id, clinic=clinic).delete()


def clinics_of_channel(channel: str, ids: Iterable[str]) -> dict[str, Clinic]:
    """The clinics that these accounts of a provider belong to, by the provider's id, whatever their state."""
    with platform_schema():
        found = ChannelRoute.objects.filter(channel=channel, external_id__in=set(ids)).select_related("clinic")
        return {one.external_id: one.clinic for one in found}


def clinic_named(pk: UUID) -> Clinic | None:
    """The clinic of an address that names it, whatever its state."""
    with platform_schema():
        return Clinic.objects.filter(pk=pk).first()
