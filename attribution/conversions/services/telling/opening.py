"""An ad platform ready to be told, of the values of its credentials. Where it answers, our settings say (H:W9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.conf import settings

from attribution.conversions.models import Destination
from attribution.providers.answers import Refused, Trouble
from attribution.providers.google.datamanager import DataManager, Target
from attribution.providers.google.tokens import Opener, ServiceAccount, SignedIn
from attribution.providers.meta_capi.client import MetaEvents

Values = Mapping[str, str]
STEPS = ("accepted", "completed")
SIGN_IN = ("client_id", "client_secret", "refresh_token")


class Platform(Protocol):
    """`send` takes events of one step and gives their receipt; `most` is how many at once."""

    most: int

    def send(self, step: str, events: Sequence[Mapping[str, Any]]) -> str: ...


@dataclass(frozen=True)
class OfMeta:
    events: MetaEvents
    most: int = 50

    def send(self, step: str, events: Sequence[Mapping[str, Any]]) -> str:
        return self.events.send(events)


@dataclass(frozen=True)
class OfGoogle:
    """Each step is a conversion action of its own there."""

    manager: DataManager
    targets: Mapping[str, Target]
    most: int = 500

    def send(self, step: str, events: Sequence[Mapping[str, Any]]) -> str:
        if step not in self.targets:
            raise Refused(Trouble.SETUP, code="no_action")
        return self.manager.ingest(events, self.targets[step])


def meta(values: Values) -> MetaEvents:
    secret = values.get("app_secret", "")
    return MetaEvents(values["dataset_id"], values["token"], secret, base=settings.META_BASE_URL)


def google(values: Values) -> DataManager:
    return DataManager(_opener(values), base=settings.DATAMANAGER_BASE_URL)


def targets(values: Values) -> dict[str, Target]:
    """By step the conversion action; a step without one is not told."""
    login = values.get("login_account", "")
    actions = {step: values.get(f"{step}_action", "") for step in STEPS}
    return {step: Target(values["account"], action, login) for step, action in actions.items() if action}


def opened(kind: str, values: Values) -> Platform:
    if kind == Destination.Kind.META:
        return OfMeta(meta(values))
    return OfGoogle(google(values), targets(values))


def _opener(values: Values) -> Opener:
    """Raises ValueError for a key file that is none."""
    if values.get("key_file"):
        return ServiceAccount.of_file(values["key_file"], url=settings.ADS_TOKEN_URL)
    return SignedIn(*(values.get(name, "") for name in SIGN_IN), url=settings.ADS_TOKEN_URL)
