"""What somebody typed into the search of leads, as a question to the word lists (F:W2)."""

from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.functions import Cast

from crm.lib.mail import mail_box
from crm.lib.phone import without_trunk_zero
from leads.services.finding.spelling import figures_in, is_one_word, words_in

LONGEST = 200  # signs that are read; nobody types more
MOST_WORDS = 6
SUBMISSION_DIGITS = 15  # see leads.models.payload.submission_number
_ID_DIGITS = 18  # more do not fit the column
_OF_NUMBERS = set("+-()./ \t\xa0")


@dataclass(frozen=True)
class Asked:
    """`words` each begin one of the lead's; a lone one may be written as `other` instead. `pk` and `submission` are
    numbers that a person may mean besides."""

    words: tuple[str, ...] = ()
    other: str = ""
    pk: int | None = None
    submission: int | None = None

    @property
    def says_nothing(self) -> bool:
        return not self.words and self.pk is None

    def fits(self) -> Func:
        """A condition on rows of LeadWords. The words are quoted, and no sign of theirs is an operator.

        The first stands there twice: PostgreSQL takes any beginning of a word for one row in fifty, and would read
        the table; two of them are rare enough for the index, which looks equal ones up once.
        """
        first = " | ".join(f"'{word}':*" for word in (self.words[0], self.other) if word)
        return fits(" & ".join([f"({first})"] * 2 + [f"'{word}':*" for word in self.words[1:]]))


class Among(Func):
    """Whether a lead is one of those that these rows are about.

    An array, not a join: PostgreSQL takes the beginning of a word for common, would walk along the list of all
    leads looking for it, and reads a million rows to find one. So the word list is asked first, and alone.
    """

    template, arg_joiner = "%(expressions)s)", " = ANY("

    def __init__(self, rows: QuerySet):
        super().__init__(F("pk"), ArraySubquery(rows.order_by().values("lead")), output_field=BooleanField())


def fits(query: str) -> Func:
    """A condition on rows of LeadWords; `query` in PostgreSQL's spelling, each word in quotes."""
    asked = Cast(Value(query), SearchQueryField())
    return Func(F("words"), asked, template="%(expressions)s", arg_joiner=" @@ ", output_field=BooleanField())


def read_search(text: str) -> Asked:
    """A number in any spelling, a mail, or the beginnings of up to six words; #123 is a lead by its number."""
    typed = text[:LONGEST].strip()
    number = typed.removeprefix("#")
    is_number = number.isascii() and number.isdigit()
    pk = int(number) if is_number and len(number) <= _ID_DIGITS else None
    if typed.startswith("#") and is_number:
        return Asked(pk=pk)
    if not _is_like_a_number(typed):
        return Asked(words=tuple(_words(typed))[:MOST_WORDS])
    figures = figures_in(typed)
    submission = int(number) if is_number and len(number) == SUBMISSION_DIGITS else None
    other = without_trunk_zero(figures) if typed.startswith(("+", "00")) else ""
    words = (figures,) if figures else ()
    return Asked(words, other if other != figures else "", pk=pk, submission=submission)


def _is_like_a_number(typed: str) -> bool:
    return all(sign in _OF_NUMBERS or (sign.isascii() and sign.isdigit()) for sign in typed)


def _words(typed: str) -> list[str]:
    """A whole mail as the box it reaches; anything else in its words."""
    found = []
    for token in typed.split()[:MOST_WORDS]:
        box = mail_box(token) if "@" in token else None
        found += [box] if box and is_one_word(box) else words_in(token)
    return found
