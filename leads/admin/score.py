"""The score of a lead as its page shows it: how much, and why (LOOK 1.3)."""

from dataclasses import dataclass

from leads.models import Lead
from leads.services.scoring.sentences import Line, sentences

REASONS = 3
# What anybody can still do something for. Time gives nothing back, and what replies, photos, a travel month and an
# opened quote earn begins when these can be noted (F:0.1).
EARNABLE = {"contact_info", "freshness", "service", "source", "company", "business_email"}


@dataclass(frozen=True)
class Score:
    """`possible` are the points that this lead could still earn, by what this version can note."""

    points: int
    lines: list[Line]
    possible: int


def score_of(lead: Lead) -> Score | None:
    """None for a lead that no profile has scored."""
    lines = sentences(lead.score_breakdown, lead.treatment)
    if not lines:
        return None
    possible = sum(max(line.most - line.points, 0) for line in lines if line.factor in EARNABLE)
    return Score(lead.lead_score, lines, possible)


def reasons(lead: Lead) -> str:
    """What earned most, in a few words for the list (F:L8); the page has all of it."""
    lines = sentences(lead.score_breakdown, lead.treatment)
    earned = sorted((line for line in lines if line.points > 0), key=lambda one: -one.points)
    return " · ".join(line.sentence for line in earned[:REASONS])
