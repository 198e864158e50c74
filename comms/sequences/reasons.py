"""Why somebody is not, or no longer, taken through a sequence, in words that staff read (F:C17)."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

# Why an enrolment stopped.
REPLIED, CALLED, OPTED_OUT, MOVED, LEFT_STAGE = "replied", "called", "opted_out", "moved", "left_stage"
LOST, ACCEPTED, ARCHIVED, MERGED, BY_HAND = "lost", "accepted", "archived", "merged", "by_hand"
UNDONE, CLOSED, TEST = "undone", "closed", "test"
STOPPED: Mapping[str, Any] = {
    REPLIED: _("They answered."),
    CALLED: _("They called."),
    OPTED_OUT: _("They asked not to be written to."),
    LOST: _("They are lost."),
    ACCEPTED: _("They accepted."),
    MOVED: _("They are no longer whom this sequence is for."),
    LEFT_STAGE: _("They left the stage that it is for."),
    ARCHIVED: _("They are archived."),
    MERGED: _("They turned out to be somebody we knew already."),
    BY_HAND: _("A colleague took them out."),
    UNDONE: _("It was undone."),
    CLOSED: _("The sequence was archived."),
    TEST: _("They are a test."),
}

# Why somebody is not enrolled.
ALREADY, TOO_SOON, NOT_FOR_THEM, NO_CONSENT, NOT_ACTIVE = "already", "too_soon", "group", "no_consent", "inactive"
REFUSED: Mapping[str, Any] = {
    ALREADY: _("They are in this sequence already."),
    TOO_SOON: _("They were in this sequence not long ago."),
    NOT_FOR_THEM: _("This sequence is not for where they stand."),
    NO_CONSENT: _("They came with a list and have not agreed to be written to."),
    NOT_ACTIVE: _("The sequence is not active."),
    OPTED_OUT: STOPPED[OPTED_OUT],
    ARCHIVED: STOPPED[ARCHIVED],
    MERGED: STOPPED[MERGED],
    TEST: STOPPED[TEST],
}

# Why a step was left out, beside the sentences of comms.services.bulk.deciding.
CONDITION, MISSED, BROKEN = "condition", "missed", "broken"
LEFT_OUT: Mapping[str, Any] = {
    CONDITION: _("Its conditions are not met."),
    MISSED: _("Its time went by before it could leave."),
    BROKEN: _("Something of ours broke whenever it was to go. Tell your administrator."),
}
