"""What other floors want done in a schema after its migrations: groups in step, reference rows (F:T4)."""

from collections.abc import Callable

_everywhere: list[Callable[[], object]] = []
_clinic_only: list[Callable[[], object]] = []
_versions: list[Callable[[], object]] = []


def after_migration(step: Callable[[], object], *, platform: bool, version: Callable[[], object] = tuple) -> None:
    """Register a step that is safe to repeat; `platform=True` also runs it in the public schema.

    Filled in `apps.ready()` by the floors above. The step runs as the owner, with the schema active. It runs again
    in every schema when what `version` returns has another repr than before, also without a new migration.
    """
    (_everywhere if platform else _clinic_only).append(step)
    _versions.append(version)


def step_versions() -> str:
    """What the steps stand on now: part of what makes a schema be at head."""
    return repr([version() for version in _versions])


def run_after_migration(*, platform: bool) -> None:
    for step in [*_everywhere, *([] if platform else _clinic_only)]:
        step()
