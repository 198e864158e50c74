"""To which campaign of the clinic's tree a line of a file belongs: to the place that its touches find, too."""

from collections.abc import Iterable
from dataclasses import dataclass

from attribution.channels import GOOGLE_ADS, META_ADS
from attribution.models import Campaign
from attribution.services.nodes import nodes_of
from attribution.services.placing import META as META_NETWORK
from attribution.services.placing import Place, Step
from attribution.services.sources import word_of
from attribution.services.spending.headers import GOOGLE, META
from attribution.services.spending.reading import Spent

CHANNEL = {META: META_ADS, GOOGLE: GOOGLE_ADS}
Called = tuple[str, str]  # the platform's number, and the name


@dataclass(frozen=True)
class Places:
    """Where each campaign of a file belongs; None for one that is not there yet."""

    platform: str
    known: dict[Called, int | None]

    @property
    def new(self) -> list[str]:
        return sorted({name for (_key, name), pk in self.known.items() if pk is None})


def places_of(platform: str, spent: Iterable[Spent]) -> Places:
    """By Meta's number first, then by the name under the platform's channel. Two statements, that write nothing."""
    called = {called_by(platform, one) for one in spent}
    keys = [key for key, _name in called if key]
    numbered = Campaign.objects.filter(network=META_NETWORK, external_id__in=keys)
    by_key = dict(numbered.values_list("external_id", "pk")) if keys else {}
    words = {word_of(name) for _key, name in called}
    named = Campaign.objects.filter(found_under__found_by=CHANNEL[platform], found_by__in=words)
    by_name = {word: (pk, key) for word, pk, key in named.values_list("found_by", "pk", "external_id")}
    return Places(platform, {one: by_key.get(one[0]) or _by_name(one, by_name) for one in called})


def make_places(places: Places) -> dict[Called, int]:
    """The same with what was not there. Part of the caller's transaction."""
    wanted = {one: _place(places.platform, *one) for one in places.known}
    made = nodes_of(set(wanted.values()))
    return {one: made[place] for one, place in wanted.items()}


def called_by(platform: str, one: Spent) -> Called:
    """Touches know Meta's numbers, and of Google's campaigns the names."""
    return (one.external_id if platform == META else "", one.campaign)


def _by_name(one: Called, by_name: dict[str, tuple[int, str]]) -> int | None:
    """Not one of that name that has another number."""
    pk, number = by_name.get(word_of(one[1]), (None, ""))
    return pk if not number or not one[0] else None


def _place(platform: str, number: str, name: str) -> Place:
    step = Step(Campaign.Level.CAMPAIGN, name, META_NETWORK if number else "", number)
    return Place(CHANNEL[platform], (step,))
