"""Who may be one person: exact ones at once (matching, known), near ones are proposed to people (F:L22)."""

from leads.services.duplicates.likeness import Why, likeness
from leads.services.duplicates.person import Person, person_of, person_told
from leads.services.duplicates.similar import Proposal, Similar, similar_to, similar_to_told
from leads.services.duplicates.two_people import said_of, say_two_people, take_back_two_people

__all__ = [
    "Person",
    "Proposal",
    "Similar",
    "Why",
    "likeness",
    "person_of",
    "person_told",
    "said_of",
    "say_two_people",
    "similar_to",
    "similar_to_told",
    "take_back_two_people",
]
