"""The score of a lead as its page shows it: how much, and why (LOOK 1.3)."""

from dataclasses import dataclass

from leads.models import Lead
from leads.services.scoring.sentences import Line, sentences

REASONS = 3


@dataclass(frozen=True)
class Score:
    """`possible` are the points that this lead could still earn."""

    points: int
    lines: list[Line]
    possible: int


def score_of(lead: Lead) -> Score | None:
    """None for a lead that no profile has scored."""
    lines = sentences(lead.score_breakdown)
    if not lines:
        return None
    return Score(lead.lead_score, lines, sum(max(line.most - line.points, 0) for line in lines if line.most))


def reasons(lead: Lead) -> str:
    """What earned most, in a few words for the list (F:L8); the page has all of it."""
    earned = sorted(
        (line for line in sentences(lead.score_breakdown) if line.points > 0), key=lambda one: -one.points
    )
    return " · ".join(line.sentence for line in earned[:REASONS])
