"""Questions of a form as its row keeps them."""

from collections.abc import Iterable, Mapping
from typing import Any

from attribution.providers.meta_leads.base import Question


def keep_questions(questions: Iterable[Question]) -> list[dict[str, Any]]:
    return [
        {"key": one.key, "label": one.label, "type": one.type, "options": [list(pair) for pair in one.options]}
        for one in questions
    ]


def kept_questions(rows: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(
        Question(row["key"], row["label"], row["type"], tuple((key, label) for key, label in row["options"]))
        for row in rows
    )
