from tenants.admin import (
    clinic,
    clinic_step,
    parked,
    platform_admin,
    registration,
    registration_deciding,
    visit,
    visit_opening,
    visits_here,
)

__all__ = [
    "clinic",
    "clinic_step",
    "parked",
    "platform_admin",
    "registration",
    "registration_deciding",
    "visit",
    "visit_opening",
    "visits_here",
]
