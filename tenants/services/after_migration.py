"""What other floors want done in a schema after its migrations: groups in step, reference rows (F:T4)."""

from collections.abc import Callable

_everywhere: list[Callable[[], object]] = []
_clinic_only: list[Callable[[], object]] = []


def after_migration(step: Callable[[], object], *, platform: bool) -> None:
    """Register a step that is safe to repeat; `platform=True` also runs it in the public schema.

    Filled in `apps.ready()` by the floors above. The step runs as the owner, with the schema active.
    """
    (_everywhere if platform else _clinic_only).append(step)


def run_after_migration(*, platform: bool) -> None:
    for step in [*_everywhere, *([] if platform else _clinic_only)]:
        step()
