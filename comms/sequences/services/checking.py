"""What stands in the way of a version, and what somebody should know before it goes (F:C16)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _

from comms.models import Account, Channel, TemplateText
from comms.sequences.models import Step, Version
from comms.sequences.services.conditions import QUOTE_OPENED
from comms.sequences.services.telling import title_of
from comms.services.templates.choosing import ENGLISH
from comms.services.templates.rendering import is_approved
from leads.models.consent import Purpose


@dataclass(frozen=True)
class Problem:
    """`stops`: it cannot be published like this. `key` is of the step, None for the whole."""

    said: str
    stops: bool = False
    key: UUID | None = None


@dataclass(frozen=True)
class Languages:
    """Of a message step: what can be sent in, and what other steps speak and this one does not."""

    good: tuple[str, ...]
    missing: tuple[str, ...]
    waits_for_approval: bool


def problems_of(version: Version, steps: list[Step]) -> list[Problem]:
    """Two statements beside those of `steps_of`."""
    if not steps:
        return [Problem(_("There is no step yet."), stops=True)]
    accounts = Account.objects.exclude(state=Account.State.OFF).exclude(kind=Account.PERSONAL)
    ways = set(accounts.values_list("channel", flat=True))
    spoken = languages_of(steps)
    found = [one for step in steps for one in _of_step(version, step, spoken.get(step.key), ways)]
    return sorted([*found, *_at_once(steps)], key=lambda one: not one.stops)


def languages_of(steps: Iterable[Step]) -> dict[UUID, Languages]:
    """By key of a message step."""
    messages = [step for step in steps if step.kind == Step.Kind.MESSAGE]
    good = {step.key: _good(step) for step in messages}
    every = set().union(*good.values(), *(_written(step) for step in messages))
    return {
        step.key: Languages(
            tuple(sorted(good[step.key])),
            tuple(sorted(every - good[step.key])),
            step.channel == Channel.WHATSAPP and good[step.key] != _written(step),
        )
        for step in messages
    }


def _good(step: Step) -> set[str]:
    """In which every one of its texts can be sent."""
    each = [
        {text.language for text in one.template.texts.all() if _may_go(step, text)} for one in step.variants.all()
    ]
    return set.intersection(*each) if each else set()


def _written(step: Step) -> set[str]:
    return {text.language for one in step.variants.all() for text in one.template.texts.all()}


def _may_go(step: Step, text: TemplateText) -> bool:
    return step.channel != Channel.WHATSAPP or is_approved(text)


def _of_step(version: Version, step: Step, spoken: Languages | None, ways: set[str]) -> Iterator[Problem]:
    if step.at and not (step.window_from or version.window_from) <= step.at < (
        step.window_until or version.window_until
    ):
        yield Problem(_("Its hour lies outside the hours of the sequence."), stops=True, key=step.key)
    own = (step.window_from or version.window_from, step.window_until or version.window_until)
    if own[0] < version.window_from or own[1] > version.window_until:
        yield Problem(_("Its own hours lie outside the hours of the sequence."), stops=True, key=step.key)
    if step.weekdays and not set(step.weekdays) & set(version.weekdays):
        yield Problem(_("On none of its days does the sequence send."), stops=True, key=step.key)
    if any(one.get("fact") == QUOTE_OPENED and one.get("is") for one in step.conditions):
        said = _("Quotes are not known to be opened yet: this step is left out for everybody.")
        yield Problem(said, key=step.key)
    if spoken is None:
        return
    texts = list(step.variants.all())
    if not texts:
        yield Problem(_("It has no text yet."), stops=True, key=step.key)
        return
    if any(one.template.archived_at for one in texts):
        yield Problem(_("Its template is archived: choose another."), stops=True, key=step.key)
    if step.channel not in ways:
        said = _("Nothing is connected that sends by %(channel)s.") % {"channel": Channel(step.channel).label}
        yield Problem(said, key=step.key)
    if step.channel == Channel.WHATSAPP and not spoken.good:
        yield Problem(
            _("WhatsApp has not approved its text: who wrote to us long ago does not get it."), key=step.key
        )
    elif ENGLISH not in spoken.good:
        yield Problem(_("It has no English text for those whose language we do not write."), key=step.key)
    if any(one.template.purpose == Purpose.MARKETING for one in texts):
        yield Problem(_("It is an offer: only who agreed to offers gets it."), key=step.key)


def _at_once(steps: list[Step]) -> Iterator[Problem]:
    for before, step in pairwise(steps):
        if not step.wait and {before.kind, step.kind} == {Step.Kind.MESSAGE}:
            said = _("It goes together with the step before: %(step)s.") % {"step": title_of(before)}
            yield Problem(said, key=step.key)
