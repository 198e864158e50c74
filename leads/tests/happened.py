"""What the timeline on a lead's page tells, newest first."""

from typing import Any


def moments_on(answer: Any, name: str) -> list[Any]:
    """Those of one source, by the end of its template: arrival, line, note, attempt, step."""
    wanted = f"leads/timeline/{name}.html"
    return [one for one in answer.context["timeline"].moments if one.template == wanted]


def arrivals_on(answer: Any) -> list[Any]:
    return [one.about["arrival"] for one in moments_on(answer, "arrival")]


def lines_on(answer: Any) -> list[Any]:
    """Lines of the trail."""
    return [one.about["line"] for one in moments_on(answer, "line")]
