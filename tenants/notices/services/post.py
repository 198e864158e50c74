"""Asking for a mail, as part of the transaction that is its cause."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from tenants.context import is_platform
from tenants.notices.mailkinds import mail_kind_of
from tenants.notices.services.platform_post import post_for_platform
from tenants.outbox.models import Job
from tenants.outbox.services.enqueue import enqueue

# Two kinds of job, because a suspended clinic is asked for by kind (tenants.outbox.services.work).
STAFF_MAIL, STAFF_MAIL_OF_WORK = "staff.mail", "staff.mail_of_work"
_LONGEST = Job._meta.get_field("key").max_length


def post(name: str, about: Mapping[str, object], *, key: str, after: timedelta = timedelta()) -> None:
    """One mail of the kind `name` for a `key`, however often it is asked for; a key is never free again.

    `about` is ids for the kind's `build`: no secret, no text, no patient. Raises LookupError for an unknown kind,
    and RuntimeError outside of a transaction. On the platform's side there is no queue, so nothing waits `after`
    the cause: see platform_post.
    """
    kind = mail_kind_of(name)
    if is_platform():
        return post_for_platform(name, about, key=key)
    job = STAFF_MAIL if kind.while_suspended else STAFF_MAIL_OF_WORK
    payload = {"mail": name, "about": dict(about)}
    return enqueue(kind=job, key=_key(f"{STAFF_MAIL}:{name}:{key}"), payload=payload, due_at=timezone.now() + after)


def _key(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text[: _LONGEST - len(digest) - 1]}:{digest}"
