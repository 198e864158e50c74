from leads.services.importing.columns.folding import fingerprint
from leads.services.importing.columns.kinds import recognise
from leads.services.importing.columns.suggesting import suggest
from leads.services.importing.columns.targets import CONSENT, NOT_IMPORTED, consent_of, targets

__all__ = ["CONSENT", "NOT_IMPORTED", "consent_of", "fingerprint", "recognise", "suggest", "targets"]
