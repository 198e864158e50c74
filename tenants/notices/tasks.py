"""The one door that mail of the platform needs; a clinic's mails are jobs of the outbox."""

from tenants.notices.services.platform_post import send_now
from tenants.tasking import platform_task


@platform_task(queue="delivery", acks_late=False, reject_on_worker_lost=False)
def send_platform_mail(name: str, about: dict[str, object], key: str, attempt: int) -> str:
    """At most once: acknowledged before the call, so that a crash in it sends nothing twice (H:S2)."""
    return send_now(name, about, key, attempt)
