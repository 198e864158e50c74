"""Rules in words, with what somebody should know before they rely on them (H:S13)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from comms.sequences.models import Group, Rule, Sequence, Variant
from comms.sequences.models.sequence import group_of
from comms.sequences.services.telling import wait_said
from leads.models import Stage
from leads.services.stage_names import stage_name

Trigger = Rule.Trigger


@dataclass(frozen=True)
class Told:
    """`when` it takes somebody in, `what` follows, and `warned` sentences."""

    row: Rule
    when: str
    wait: str
    what: str
    warned: tuple[str, ...] = ()


def rules_of_sequence(sequence: Sequence) -> list[Told]:
    return _told(Rule.objects.filter(sequence=sequence))


def rules_of_stage(stage: Stage) -> list[Told]:
    """Also those of sequences that send a single template."""
    return _told(Rule.objects.filter(stage=stage, sequence__archived_at=None))


def _told(rows: QuerySet[Rule]) -> list[Told]:
    """Three statements."""
    gone = Variant.objects.filter(
        step__version=OuterRef("sequence__version"), template__archived_at__isnull=False
    ).order_by()
    rows = rows.annotate(lacks_text=Exists(gone))
    shown = list(rows.filter(removed_at=None).select_related("sequence", "stage", "tag", "made_by"))
    others = list(Rule.objects.filter(is_on=True, removed_at=None, sequence__archived_at=None)) if shown else []
    circles = _circles(others) if shown else set()
    return [
        Told(
            one,
            _when(one),
            wait_said(one.wait, one.unit) if one.wait else "",
            _what(one),
            tuple(_warned(one, others, circles)),
        )
        for one in shown
    ]


def _when(one: Rule) -> str:
    if one.trigger == Trigger.STAGE:
        return _("They come into %(stage)s") % {"stage": stage_name(one.stage)}
    if one.trigger == Trigger.TAG:
        return _("They get the tag %(tag)s") % {"tag": one.tag.name}
    return _("They arrive from %(source)s") % {"source": one.get_source_display()}


def _what(one: Rule) -> str:
    words = _("Send: %(what)s") if one.sequence.of_rule else _("Put into: %(what)s")
    return words % {"what": one.sequence.name}


def _warned(one: Rule, others: Iterable[Rule], circles: Iterable[int]) -> Iterable[str]:
    if not one.is_on:
        return
    if one.sequence.state != Sequence.State.ACTIVE:
        yield _("The sequence is not active: nobody begins it.")
    if one.lacks_text:
        yield _("A template of it is archived: its step is left out.")
    if one.stage and group_of(one.stage.semantic) not in one.sequence.groups:
        yield _("The sequence is not for who stands there: %(group)s.") % {
            "group": Group(group_of(one.stage.semantic)).label
        }
    same = [other for other in others if other.pk != one.pk and _trigger(other) == _trigger(one)]
    if same:
        yield _("Another rule begins with the same: they get both.")
    if one.pk in set(circles):
        yield _("These rules can lead back to where they began. Each takes a lead once for an enquiry.")


def _trigger(one: Rule) -> tuple[object, ...]:
    return one.trigger, one.stage_id, one.source, one.tag_id


def _circles(rules: Iterable[Rule]) -> set[int]:
    """Rules of one sequence that take in from several stages: who is moved there and back comes by again."""
    by_sequence: dict[int, list[Rule]] = {}
    for one in rules:
        if one.trigger == Trigger.STAGE:
            by_sequence.setdefault(one.sequence_id, []).append(one)
    return {one.pk for several in by_sequence.values() if len(several) > 1 for one in several}
