"""The list of leads, and what an empty one may say."""

from typing import Any

from django.http import HttpRequest

from leads.models import LeadPayload
from leads.querysets import SUBMISSION_DIGITS
from leads.services.triage import waiting
from tenants.desk.changelist import HouseChangeList
from tenants.keys.permissions import CHANGE


class LeadList(HouseChangeList):
    def __init__(self, request: HttpRequest, *args: Any):
        super().__init__(request, *args)
        self.reader = request.user

    @property
    def waiting_arrival(self) -> LeadPayload | None:
        """What waits in triage under the number that was searched; asked by a list with nothing to show."""
        number = self.query.strip()
        if len(number) != SUBMISSION_DIGITS or not (number.isascii() and number.isdigit()):
            return None
        return waiting(self.reader).filter(submission=int(number)).first()

    @property
    def may_connect(self) -> bool:
        """Whether this person puts the form into the website."""
        return self.reader.has_perm(CHANGE)

    @property
    def has_archived(self) -> bool:
        """Whether this person has leads at all, in the archive; asked by a list with nothing to show."""
        return self.root_queryset.archived().exists()
