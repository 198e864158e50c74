from leads.services.importing.files.reading import read_file
from leads.services.importing.files.sheet import Line, Sheet, in_words

__all__ = ["Line", "Sheet", "in_words", "read_file"]
