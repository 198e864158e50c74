"""A template filled for one person, as each channel takes it: text, or values for the provider's places."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comms.models import TemplateText
from comms.services.placeholders.filling import Filled, Shorten, fill
from comms.services.placeholders.known import KNOWN
from comms.services.placeholders.reading import place, read
from crm.lib.errors import InvalidData
from crm.lib.lines import one_line


@dataclass(frozen=True)
class Rendered:
    """`missing`: places that nothing is known for; with any, nothing may be sent. `call` is what an approved
    template is sent by (comms.models.Message.template_call), empty where there is none."""

    text: TemplateText
    subject: str
    body: str
    call: Mapping[str, object]
    missing: tuple[str, ...]

    @property
    def language(self) -> str:
        return self.text.language


def render(text: TemplateText, values: Mapping[str, str], *, shorten: Shorten = str) -> Rendered:
    """Raises InvalidData for a text with places that nobody knows, or
    that nobody said of the provider's. Asks the database nothing."""
    places, missing = _places(text, values, shorten)
    body = fill(read(text.body, KNOWN), values, shorten)
    subject = fill(read(text.subject, KNOWN), values, shorten)
    found = tuple(dict.fromkeys((*subject.missing, *body.missing, *missing)))
    return Rendered(text, one_line(subject.text), body.text, places, found)


def is_approved(text: TemplateText) -> bool:
    """Whether the provider takes it when free text is closed."""
    return bool(text.provider_name) and text.approval == TemplateText.Approval.APPROVED


def _places(
    text: TemplateText, values: Mapping[str, str], shorten: Shorten
) -> tuple[Mapping[str, object], tuple[str, ...]]:
    if not is_approved(text):
        return {}, ()
    if not all(text.places):
        raise InvalidData(_("Nobody said yet what stands in the places of this template."))
    filled = [_put(written, values, shorten) for written in text.places]
    call = {
        "name": text.provider_name,
        "language": text.provider_language,
        "values": [one.text for one in filled],
        "names": list(text.place_names),
    }
    return call, tuple(name for one in filled for name in one.missing)


def _put(written: str, values: Mapping[str, str], shorten: Shorten) -> Filled:
    return fill([place(written, KNOWN)], values, shorten)
