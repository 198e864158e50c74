from leads.services.importing.files.reading import read_file
from leads.services.importing.files.sheet import Line, Sheet

__all__ = ["Line", "Sheet", "read_file"]
