"""What a new clinic does first: steps that the apps register, shown on the landing page until all are done."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from tenants.desk import access


@dataclass(frozen=True)
class Step:
    title: Any
    about: Any
    page: str
    permission: str
    is_done: Callable[[], bool]
    order: int


_steps: list[Step] = []


def first_step(
    title: Any, *, about: Any, page: str, permission: str, is_done: Callable[[], bool], order: int
) -> None:
    """Register a step in `apps.ready()`: `page` is a URL name, `is_done` one cheap question about this clinic."""
    _steps.append(Step(title, about, page, permission, is_done, order))


def first_steps(request: HttpRequest) -> dict[str, object] | None:
    """The card's context: each step with whether it is done; None when nothing is left to do."""
    mine = [step for step in sorted(_steps, key=lambda s: s.order) if access.allows(step.permission, request)]
    steps = [(step, step.is_done()) for step in mine]
    left = sum(not done for _, done in steps)
    return {"steps": steps, "left": left} if left else None
