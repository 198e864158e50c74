"""A line that takes every message and is nobody's, for a process of the bench: `celery ... -I crm.bench.line`."""

from collections.abc import Mapping

from comms.carriers import carries
from comms.models import Account
from comms.providers.base import Outgoing, Receipt
from tenants.settings.kinds import Field, credential_kind

CHANNEL, KIND = "sms", "bench.sms"


class Line:
    def send(self, message: Outgoing) -> Receipt:
        return Receipt(f"bench.{message.reference}")


def make(account: Account, values: Mapping[str, str]) -> Line:
    return Line()


carries(CHANNEL, KIND, make)
credential_kind(KIND, title="Bench", icon="speed", fields=(Field("key", "Key"),))
