from tenants.runs.models.run import Run

__all__ = ["Run"]
