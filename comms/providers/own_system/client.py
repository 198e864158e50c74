"""One address of a clinic's own system: told of one thing, signed, within 5 s; what it answers is not kept."""

from dataclasses import dataclass, field

from comms.providers.base import Refused, Trouble
from comms.providers.own_system.outside import FindAddress, Inside, NoAddress, post_outside
from comms.providers.own_system.signing import signature
from crm.lib.errors import AnswerTooLong

SECONDS, MOST = 5.0, 64 * 1024
OK = range(200, 300)
GONE, TOO_MANY = 410, 429
INSIDE, NO_ADDRESS, TOO_LONG, GONE_CODE = "inside", "no_address", "too_long", "gone"


@dataclass(frozen=True)
class OwnSystem:
    """`find` says where a name leads, and refuses our own network; `inside` is for development alone."""

    url: str
    secret: str = field(repr=False)
    find: FindAddress
    inside: bool = False
    seconds: float = SECONDS

    def tell(self, message_id: str, body: bytes, *, timestamp: int) -> int:
        """The status of a yes. Raises Refused with what is wrong as its code, and ProviderAway.

        Any answer but 2xx may be another one later: only 410 says that nobody is there for good.
        """
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Bridgework-Webhooks/1",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": signature(self.secret, message_id, timestamp, body),
        }
        try:
            about = {"find": self.find, "seconds": self.seconds, "most": MOST, "inside": self.inside}
            reply = post_outside(self.url, body, headers, **about)
        except Inside:
            raise Refused(Trouble.OTHER, code=INSIDE) from None
        except NoAddress:
            raise Refused(Trouble.OTHER, code=NO_ADDRESS) from None
        except AnswerTooLong:
            raise Refused(Trouble.TRANSIENT, code=TOO_LONG) from None
        if reply.status in OK:
            return reply.status
        if reply.status == GONE:
            raise Refused(Trouble.ACCOUNT, code=GONE_CODE)
        raise Refused(Trouble.TRANSIENT, code=f"HTTP {reply.status}", wait=reply.wait)
