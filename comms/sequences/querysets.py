from leads.querysets import SeenThroughQuerySet


class OfSequenceQuerySet(SeenThroughQuerySet):
    """Rows of a sequence."""

    through = "sequence"


class OfVersionQuerySet(SeenThroughQuerySet):
    """Rows of a version."""

    through = "version"


class OfStepQuerySet(SeenThroughQuerySet):
    """Rows of a step."""

    through = "step"


class OfEnrolmentQuerySet(SeenThroughQuerySet):
    """Rows of an enrolment."""

    through = "enrolment"
