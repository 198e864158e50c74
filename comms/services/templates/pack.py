"""What a clinic's templates begin with (F:C13, F 2c). What is there already is left as it is."""

from django.db import transaction
from django.utils.translation import override

from comms.models import Channel, Template, TemplateText
from comms.packs.templates import KINDS, LANGUAGES, words_in

CHANNELS = (Channel.WHATSAPP, Channel.MAIL)


@transaction.atomic
def create_default_templates() -> int:
    """The fifteen for WhatsApp and for mail, in each language; how many texts came.

    A template that somebody changed, archived or called otherwise stays so: only what is missing altogether is
    added. A repeat adds nothing. Four statements.
    """
    with override("en"):
        wanted = [
            Template(key=key, title=str(kind.title), channel=channel, purpose=kind.purpose)
            for channel in CHANNELS
            for key, kind in KINDS.items()
        ]
    known = set(Template.objects.values_list("channel", "key"))
    Template.objects.bulk_create(
        (one for one in wanted if (one.channel, one.key) not in known), ignore_conflicts=True
    )
    rows = Template.objects.filter(channel__in=CHANNELS, key__in=KINDS).values_list("pk", "channel", "key")
    fresh = [(pk, channel, key) for pk, channel, key in rows if (channel, key) not in known]
    texts = [
        TemplateText(template_id=pk, language=language, subject=_subject(channel, said.subject), body=said.body)
        for pk, channel, key in fresh
        for language in LANGUAGES
        for said in [words_in(language)[key]]
    ]
    return len(TemplateText.objects.bulk_create(texts, ignore_conflicts=True))


def _subject(channel: str, subject: str) -> str:
    return subject if channel == Channel.MAIL else ""


def template_pack() -> None:
    """For a new clinic, and once for one that was there: whoever has templates keeps what they have."""
    if not Template.objects.exists():
        create_default_templates()
