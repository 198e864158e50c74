from leads.admin import lead

__all__ = ["lead"]
