"""Who writes to a demo clinic and is no lead yet: an ad, a hidden number, other alphabets, another mailbox."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from comms.models import Channel
from comms.providers.base import Sender

_AD: Mapping[str, object] = {
    "source_type": "ad",
    "source_id": "120210000000000017",
    "source_url": "https://fb.me/example",
    "headline": "Yeni gülüşünüz üç günde",
    "body": "İmplant, otel ve transfer bir arada.",
    "ctwa_clid": "ARdemo17",
}


@dataclass(frozen=True)
class Stranger:
    """`said` is what they wrote, with how many minutes ago."""

    channel: str
    sender: Sender
    said: Sequence[tuple[int, str]]
    subject: str = ""
    referral: Mapping[str, object] = field(default_factory=dict)


STRANGERS = (
    Stranger(
        Channel.WHATSAPP,
        Sender(user_id="TR.1029384756574839", username="selin.k", name="Selin Kaya"),
        ((34, "Merhaba, reklamınızı gördüm. Üst çene için All-on-4 fiyatı nedir?"), (33, "Otel dahil mi?")),
        referral=_AD,
    ),
    Stranger(
        Channel.WHATSAPP,
        Sender(phone="+447700900871", name="ليلى حداد"),
        (
            (66, "مرحبا، أحتاج إلى أربع زراعات في الفك العلوي. كم التكلفة مع الفندق؟"),
            (64, "عندي صورة بانوراما من شهر مارس، هل أرسلها هنا؟"),
            (61, "أتكلم English قليلا، رقمي +44 7700 900871"),
        ),
    ),
    Stranger(
        Channel.MAIL,
        Sender(email="arben.prifti@example.com", name="Arben Prifti"),
        ((155, "Përshëndetje, nëna ime ka nevojë për një protezë. A mund të vijmë të shtunën?"),),
        subject="Protezë për nënën",
    ),
    Stranger(
        Channel.SMS,
        Sender(phone="+447700900872"),
        ((410, "Is this the dentist? A friend gave me your number"),),
    ),
)
