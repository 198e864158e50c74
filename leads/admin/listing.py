"""The list of leads, and what an empty one may say."""

from tenants.desk.changelist import HouseChangeList


class LeadList(HouseChangeList):
    @property
    def has_archived(self) -> bool:
        """Whether this person has leads at all, in the archive; asked by a list with nothing to show."""
        return self.root_queryset.archived().exists()
