"""Rules that make a score of facts, and say why (F:0.1). Call them rules: nothing here learns."""

from leads.services.scoring import clock, person, practice, wish  # noqa: F401  evaluators register themselves
from leads.services.scoring.active import active_profile, profile_of, profile_pack
from leads.services.scoring.facts import Facts
from leads.services.scoring.gathering import facts_of, score_arrival, score_return
from leads.services.scoring.gathering_many import facts_of_leads
from leads.services.scoring.points import Scored, score
from leads.services.scoring.presets import PRESETS
from leads.services.scoring.profile import Factor, Profile
from leads.services.scoring.registry import evaluator
from leads.services.scoring.rescoring import rescore, rescore_where_counted
from leads.services.scoring.sentences import sentences

__all__ = [
    "PRESETS",
    "Factor",
    "Facts",
    "Profile",
    "Scored",
    "active_profile",
    "evaluator",
    "facts_of",
    "facts_of_leads",
    "profile_of",
    "profile_pack",
    "rescore",
    "rescore_where_counted",
    "score",
    "score_arrival",
    "score_return",
    "sentences",
]
