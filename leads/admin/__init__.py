from leads.admin import lead, payload, treatment, triage

__all__ = ["lead", "payload", "treatment", "triage"]
