from tenants.limits.models.allowance import Allowance

__all__ = ["Allowance"]
