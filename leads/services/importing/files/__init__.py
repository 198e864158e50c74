from leads.services.importing.files.sheet import Line, Sheet

__all__ = ["Line", "Sheet"]
