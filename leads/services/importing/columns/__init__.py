from leads.services.importing.columns.targets import CONSENT, NOT_IMPORTED, consent_of, targets

__all__ = ["CONSENT", "NOT_IMPORTED", "consent_of", "targets"]
