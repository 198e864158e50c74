"""What the answers of an instant form are to us: fields of an enquiry, the clinic's own fields, consents (F:I13).

A question means what the clinic chose for it, else what Meta's type of it asks for, else what its name says. What
nobody has a place for stands in the message, question and answer: nothing that a patient wrote is lost.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from attribution.meta_leads.services.question_names import is_plain_name, meaning_by_name, meaning_by_type
from attribution.providers.meta_leads.base import Answer, MetaLead, Question
from crm.lib.lines import one_line
from crm.lib.mail import mail_box
from crm.lib.phone import e164
from leads.services.custom import PREFIX
from leads.services.importing.columns import CONSENT, consent_of
from leads.services.importing.columns.folding import folded
from leads.services.importing.columns.names import target_named
from leads.services.reading import LIMITS, TYPED, missing_in

NOTHING = "nothing"  # the clinic chose that nobody needs this answer
MESSAGE = "message"
# What a question may be chosen for, beside a field of the clinic's own and a consent.
FIELDS = (
    *("name", "first_name", "last_name", "email", "phone", "company", "country", "city", "language", "treatment"),
    *(MESSAGE, NOTHING),
)
INSTAGRAM = "ig"
_YES = {"1", "yes", "true", "on", "si", "ja", "oui", "evet", "po", "sim", "tak", "da", "agree", "accetto"}
_GOOD = {"email": mail_box, "phone": e164}  # of several the first that is one


@dataclass(frozen=True)
class Mapped:
    """`fields` are for leads.services.reading.read_fields; `custom` by the key of the clinic's field, still to be
    read by its kind. `consents` are (purpose, channel, whether given, the box's key). `unmapped` are questions that
    nobody chose anything for, and `boxes` such consents: they were taken for none."""

    fields: Mapping[str, str]
    custom: Mapping[str, str] = field(default_factory=dict)
    consents: tuple[tuple[str, str, bool, str], ...] = ()
    unmapped: tuple[str, ...] = ()
    boxes: tuple[str, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """What is missing to make a lead of it (leads.services.reading)."""
        return missing_in(self.fields)

    @property
    def is_unrouted(self) -> bool:
        """Whether choosing what its questions mean may yet make a lead of it."""
        return bool(self.lacks and self.unmapped)


def meaning_of(question: Question, chosen: Mapping[str, str]) -> str:
    """One of FIELDS, `custom.<key>` or `consent.<purpose>`; empty when nobody knows. `chosen` is by the key of a
    question."""
    known = chosen.get(question.key) or meaning_by_type(question.type)
    return known or meaning_by_name(question.key) or meaning_by_name(question.label)


def answers_of(
    lead: MetaLead,
    questions: Sequence[Question],
    chosen: Mapping[str, str],
    *,
    locale: str = "",
    form_name: str = "",
) -> Mapped:
    """What the answers of a lead say. Raises nothing, whatever was answered; texts are cut to what a lead holds.

    `questions` may be empty: the names speak for themselves then. `locale` is the form's, whose language somebody
    reads who filled it.
    """
    said = [(_question_of(answer, questions), answer) for answer in lead.answers]
    read = _Read()
    for question, answer in _plain_names_last(said, chosen):
        read.take(question, _words(question, answer), meaning_of(question, chosen))
    consents, boxes = _consents(lead, chosen)
    fields = {**_where_from(lead, form_name), **({"language": locale.replace("_", "-")} if locale else {})}
    return Mapped(
        fields={**fields, **read.finished()},
        custom={key: ", ".join(values) for key, values in read.custom.items()},
        consents=(*consents, *read.consents),
        unmapped=tuple(read.unmapped),
        boxes=boxes,
    )


class _Read:
    """Answers, one after the other."""

    def __init__(self) -> None:
        self.values: dict[str, list[str]] = {}
        self.custom: dict[str, list[str]] = {}
        self.consents: list[tuple[str, str, bool, str]] = []
        self.unmapped: list[str] = []
        self.lines: list[str] = []

    def take(self, question: Question, words: list[str], meaning: str) -> None:
        if meaning.startswith(PREFIX):
            self.custom.setdefault(meaning.removeprefix(PREFIX), []).extend(words)
        elif consent := consent_of(meaning):
            self.consents.append((*consent, bool(words) and folded(words[0]) in _YES, question.key))
        elif meaning == MESSAGE:
            self.values.setdefault(MESSAGE, []).extend(words)
        elif meaning in FIELDS:
            self.values.setdefault(meaning, []).extend(words if meaning != NOTHING else [])
        else:
            self.unmapped.append(question.key)
            self._tell(question.label or question.key, words)

    def finished(self) -> dict[str, str]:
        """By the names of the contract; what did not fit is told in the message."""
        found = {name: self._one(name, values) for name, values in self.values.items() if name != MESSAGE}
        told = [*self.values.get(MESSAGE, []), *self.lines]
        found = {name: value for name, value in found.items() if value}
        return found | ({MESSAGE: "\n".join(told)[: LIMITS[MESSAGE]]} if told else {})

    def _one(self, name: str, values: list[str]) -> str:
        """The one value of a field. Half of an address is somebody else's, so a long one is no address at all."""
        if name in _GOOD:
            fitting = [value for value in dict.fromkeys(values) if len(value) <= LIMITS[name]]
            best = next((value for value in fitting if _GOOD[name](value)), fitting[0] if fitting else "")
            self._tell(name, [value for value in dict.fromkeys(values) if value != best])
            return best
        whole = ", ".join(values) if name not in TYPED else " ".join(dict.fromkeys(values))
        return whole[: LIMITS.get(name, 0)]

    def _tell(self, name: str, values: Iterable[str]) -> None:
        if said := ", ".join(values):
            self.lines.append(f"{one_line(name)}: {said}")


def _question_of(answer: Answer, questions: Sequence[Question]) -> Question:
    """The question that was answered; one of its own name when the form does not know it."""
    name = folded(answer.name) or answer.name
    exact = next((one for one in questions if one.key == answer.name), None)
    alike = next((one for one in questions if (folded(one.key) or one.key) == name), None)
    return exact or alike or Question(answer.name)


def _words(question: Question, answer: Answer) -> list[str]:
    """What was chosen as people read it, and what was written as it is."""
    labels = dict(question.options)
    return [said for value in answer.values if (said := one_line(labels.get(value) or value))]


def _plain_names_last(
    said: list[tuple[Question, Answer]], chosen: Mapping[str, str]
) -> list[tuple[Question, Answer]]:
    """ "Nome" beside "Cognome" is a first name; alone it is all of it."""
    meanings = [meaning_of(question, chosen) for question, _ in said]
    if "last_name" not in meanings or "first_name" in meanings:
        return said
    return [
        (Question(question.key, question.label, "FIRST_NAME") if _is_bare(question, chosen) else question, answer)
        for question, answer in said
    ]


def _is_bare(question: Question, chosen: Mapping[str, str]) -> bool:
    return question.key not in chosen and question.type == "CUSTOM" and is_plain_name(question.key)


def _consents(
    lead: MetaLead, chosen: Mapping[str, str]
) -> tuple[list[tuple[str, str, bool, str]], tuple[str, ...]]:
    """Boxes of which somebody knows what they are for; the others give nothing."""
    found, unknown = [], []
    for key, is_checked in lead.disclaimers:
        target = chosen.get(key) or target_named(key)
        consent = consent_of(target) if target.startswith(CONSENT) else None
        if consent:
            found.append((*consent, is_checked, key))
        elif target != NOTHING:
            unknown.append(key)
    return found, tuple(unknown)


def _where_from(lead: MetaLead, form_name: str) -> dict[str, str]:
    """By the names in which a website tells it, so that its touch is kept as any other."""
    source = "instagram" if lead.platform == INSTAGRAM else "facebook"
    told = {
        "source": source,
        "sub_source": lead.campaign_name or form_name,
        "utm_source": source,
        "utm_medium": "organic" if lead.is_organic else "paid",
        "utm_campaign": lead.campaign_name,
        "utm_term": lead.adset_name,
        "utm_content": lead.ad_name,
    }
    return {name: value[: LIMITS[name]] for name, value in told.items() if value}
