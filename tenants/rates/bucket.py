"""What is counted, over which time, for whom."""

from dataclasses import dataclass

from django.utils.crypto import salted_hmac

from tenants.models import Clinic

# A window is counted in so many slots, and one more that is partly in it: never more than the limit in any window,
# and whoever was refused waits a tenth of it too long at most.
SLOTS = 10


@dataclass(frozen=True)
class Bucket:
    """At most `limit` times in any `seconds`; `name` is what a log may say.

    `about` is whom it counts (an address, a number): it is read in no log and not in Redis.
    """

    name: str
    limit: int
    seconds: int
    about: str = ""

    def key(self, clinic: Clinic | None) -> str:
        """Where it is counted: each clinic has its own, and the platform, which is None. Braces keep the keys of
        one on one node of a cluster."""
        whose = str(clinic.uuid) if clinic else "platform"
        whom = f":{_veiled(whose, self.about)}" if self.about else ""
        return f"rates:{{{whose}}}:{self.name}{whom}"


def _veiled(whose: str, text: str) -> str:
    """The same for the same text in one clinic. With our key: there are few enough addresses to try them all."""
    return salted_hmac(f"tenants.rates:{whose}", text, algorithm="sha256").hexdigest()[:32]
