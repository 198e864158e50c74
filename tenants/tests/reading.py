"""Reading our own code: every product file as a syntax tree, without tests, migrations and tools for tests."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
_NOT_THE_PRODUCT = {"tests", "testing", "migrations"}


@cache
def product() -> dict[str, ast.Module]:
    """{"tenants/context.py": its tree, ...}"""
    files = [path for app in ("crm", "leads", "tenants", "comms", "attribution", "billing") for path in
             (ROOT / app).rglob("*.py")]  # fmt: skip
    return {
        path.relative_to(ROOT).as_posix(): ast.parse(path.read_text())
        for path in files
        if not _NOT_THE_PRODUCT & set(path.relative_to(ROOT).parts)
    }


def nodes(kind: type, *, outside: tuple[str, ...] = ()) -> Iterator[tuple[str, ast.AST]]:
    """(place, node) of every node of a kind, but for files whose path begins with one of `outside`."""
    for path, tree in product().items():
        if not path.startswith(outside):
            for node in ast.walk(tree):
                if isinstance(node, kind):
                    yield f"{path}:{getattr(node, 'lineno', 0)}", node


def name_of(node: ast.AST) -> str:
    """The last word of what is called or named: `connection.cursor` is cursor."""
    if isinstance(node, ast.Call):
        return name_of(node.func)
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def words(*names: str, outside: tuple[str, ...] = ()) -> list[str]:
    """Where one of these names is used, imported or called."""
    used = [place for place, node in nodes(ast.Attribute | ast.Name, outside=outside) if name_of(node) in names]
    imported = [
        place
        for place, node in nodes(ast.ImportFrom, outside=outside)
        if {alias.name for alias in node.names} & set(names)
    ]
    return used + imported
