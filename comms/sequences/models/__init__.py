from comms.sequences.models.enrolment import Enrolment, StepRun
from comms.sequences.models.rule import Rule
from comms.sequences.models.sequence import Group, Pulse, Sequence
from comms.sequences.models.version import Step, Variant, Verdict, Version

__all__ = ["Enrolment", "Group", "Pulse", "Rule", "Sequence", "Step", "StepRun", "Variant", "Verdict", "Version"]
