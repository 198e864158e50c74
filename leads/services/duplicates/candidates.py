"""Which leads to compare somebody with: one question to the index of the word lists, whatever their number."""

from collections.abc import Iterator

from django.db.models import Q

from leads.models import LeadWords
from leads.querysets import WordsQuerySet
from leads.services.duplicates.likeness import SHORTEST_NAME
from leads.services.duplicates.mails import beginning
from leads.services.duplicates.person import Person
from leads.services.finding.mistyped import box_meant, parted
from leads.services.finding.search import fits
from leads.services.finding.spelling import is_one_word, words_in

MOST = 60  # of each kind


def candidates(person: Person) -> set[int]:
    """Keys of leads that `likeness` may see something in. One statement, none for whom nothing is known of."""
    asked = [rows.order_by().values_list("lead")[:MOST] for rows in _questions(person)]
    if not asked:
        return set()
    found = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    return {pk for (pk,) in found} - {person.pk}


def _questions(person: Person) -> Iterator[WordsQuerySet]:
    lists = LeadWords.objects.filter(lead__merged_into=None)
    if exact := sorted({*_boxes(person), *(number.ending for number in person.numbers if number.ending)}):
        yield lists.filter(fits(_any_of(_quoted(exact))))
    if boxes := _same_boxes(person):
        yield lists.filter(fits(_any_of(boxes)))
    if families := list(_families(person)):
        yield lists.filter(fits(_any_of(families)))
    if len(person.name) >= SHORTEST_NAME and (beside := _beside(person)):
        yield lists.filter(fits(" & ".join(_quoted(words_in(" ".join(person.name))))), beside)


def _beside(person: Person) -> Q:
    """A name alone is many people's."""
    country = Q(lead__country=person.country) if person.country else Q()
    return country | Q(lead__treatment=person.treatment) if person.treatment is not None else country


def _boxes(person: Person) -> list[str]:
    return [box for box in map(box_meant, person.mails) if is_one_word(box)]


def _same_boxes(person: Person) -> list[str]:
    """The same before the @, at whichever provider."""
    boxes = {f"{local}@" for local, _domain in map(parted, person.mails) if local}
    return [f"{word}:*" for word in _quoted(sorted(filter(is_one_word, boxes)))]


def _families(person: Person) -> Iterator[str]:
    """One family's mails that begin alike, at one provider; the name of the provider is its longest word."""
    family = words_in(" ".join(person.family))
    for local, domain in map(parted, person.mails):
        provider, begins = max(words_in(domain), key=len, default=""), beginning(local)
        if family and provider and is_one_word(begins):
            yield "(" + " & ".join([*_quoted([*family, provider]), f"'{begins}':*"]) + ")"


def _any_of(terms: list[str]) -> str:
    """Twice, as in finding.search: the planner takes a word that it does not know for a common one, too."""
    one = f"({' | '.join(terms)})"
    return f"{one} & {one}"


def _quoted(words: list[str]) -> list[str]:
    return [f"'{word}'" for word in words]
