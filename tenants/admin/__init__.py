from tenants.admin import clinic, clinic_step, parked, platform_admin, visit, visit_opening, visits_here

__all__ = ["clinic", "clinic_step", "parked", "platform_admin", "visit", "visit_opening", "visits_here"]
