from leads.services.importing.files.encoding import ALPHABETS, NAMES
from leads.services.importing.files.reading import read_file
from leads.services.importing.files.sheet import DELIMITERS, Line, Sheet, in_words

__all__ = ["ALPHABETS", "DELIMITERS", "NAMES", "Line", "Sheet", "in_words", "read_file"]
