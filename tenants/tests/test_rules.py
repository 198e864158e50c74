"""Rules of the house that a reader of the code can check: who switches schemas, starts threads, writes SQL."""

import ast
from importlib import import_module
from importlib.util import find_spec

import pytest
from celery import current_app
from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet

from tenants.tests.reading import name_of, nodes, product, words

pytestmark = pytest.mark.any_postgres

SWITCHES = ("schema_context", "tenant_context", "set_tenant", "set_schema", "set_schema_to_public")
# They run PostgreSQL, Redis and the product's processes on a developer's machine; of the product they use no rows.
TOOLS = ("crm/servers/", "crm/run/", "crm/bench/", "crm/chaos/", "crm/simulator/", "comms/providers/simulator/")
LAZY = {name for name in dir(QuerySet) if not name.startswith("_")} - {
    "get", "first", "last", "count", "exists", "create", "update", "delete", "aggregate", "get_or_create",
    "update_or_create", "bulk_create", "bulk_update", "in_bulk", "contains", "earliest", "latest", "explain",
}  # fmt: skip


def test_nothing_outside_tenants_switches_schemas_by_itself():
    assert not words(*SWITCHES, outside=("tenants/",))


def test_within_tenants_only_the_context_the_owner_and_the_runner_do():
    places = words(*SWITCHES, outside=("tenants/context.py", "tenants/services/migrating.py"))

    assert not [place for place in places if not place.startswith(TOOLS)]


@pytest.mark.parametrize("name", ["Thread", "ThreadPoolExecutor", "sync_to_async", "async_to_sync", "to_thread"])
def test_threads_belong_to_one_helper(name):
    """The waker's asks no database: it sends to Redis."""
    assert not words(name, outside=("tenants/context.py", "tenants/outbox/services/waker.py", *TOOLS))


def test_asynchronous_code_is_the_live_process_alone():
    found = [
        place for place, _ in nodes(ast.AsyncFunctionDef, outside=("tenants/context.py", "tenants/live/", *TOOLS))
    ]

    assert not found


def test_raw_cursors_and_raw_sql_live_in_tenants_only():
    outside = ("tenants/", *TOOLS)
    asked = [place for place, node in nodes(ast.Call, outside=outside) if ".objects" in ast.unparse(node.func)
             and name_of(node) in {"raw", "extra"}]  # fmt: skip
    # The place where a run goes on is called a cursor as well: it is no call, and hangs on no connection.
    opened = [place for place, node in nodes(ast.Call, outside=outside) if name_of(node) == "cursor"]
    taken = [place for place, node in nodes(ast.Attribute, outside=outside)
             if node.attr == "cursor" and "connection" in ast.unparse(node.value)]  # fmt: skip

    assert not words("RawSQL", outside=outside) + asked + opened + taken


def test_only_tasking_makes_tasks():
    assert not words("shared_task", outside=("tenants/tasking.py",))
    assert not [
        place for place, node in nodes(ast.Attribute) if ast.unparse(node) in {"app.task", "celery_app.task"}
    ]


def test_every_task_of_ours_is_of_a_clinic_or_of_the_platform():
    ours = tasks()

    assert {getattr(task, "house_kind", name) for name, task in ours.items()} == {"clinic", "platform"}


def test_what_beat_starts_is_a_task_of_the_platform():
    ours = tasks()

    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert ours[entry["task"]].house_kind == "platform"
        assert {ours[name].house_kind for name in entry.get("args", [])} <= {"clinic"}


def test_every_task_of_the_platform_is_started_by_beat_and_every_clinic_task_by_somebody():
    named = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    named |= {arg for entry in settings.CELERY_BEAT_SCHEDULE.values() for arg in entry.get("args", [])}
    sources = {path: ast.unparse(tree) for path, tree in product().items() if not path.endswith("/tasks.py")}

    idle = [name for name in tasks() if name not in named and not any(name in text for text in sources.values())]

    assert not [name for name in idle if not name.startswith("crm.testing") and ".tests." not in name]


def test_no_question_leaves_the_clinic_it_was_asked_in_unanswered():
    assert not [f"{path}:{line}" for path, tree in product().items() for line in escapes(tree)]


@pytest.mark.parametrize(
    "body",
    [
        "with clinic_context(c):\n  return Lead.objects.open()",
        "with platform_schema():\n  rows = Clinic.objects.filter(a=1)\n return list(rows)",
        "with clinic_context(c):\n  rows = Lead.objects.all()[:5]\n for row in rows: print(row)",
        "with platform_schema(), other():\n  return (row.pk for row in Lead.objects.all())",
    ],
)
def test_that_rule_sees_what_it_is_meant_to_see(body):
    assert list(escapes(ast.parse(f"def f(c):\n {body}")))


@pytest.mark.parametrize(
    "body",
    [
        "with clinic_context(c):\n  return list(Lead.objects.open())",
        "with clinic_context(c):\n  return Lead.objects.filter(a=1).first()",
        "with clinic_context(c):\n  rows = list(Lead.objects.all())\n return rows",
        "return Lead.objects.open()",
    ],
)
def test_that_rule_lets_pass_what_is_answered_inside(body):
    assert not list(escapes(ast.parse(f"def f(c):\n {body}")))


def tasks():
    """{name: task} of every tasks module of ours, as the worker finds them."""
    for config in apps.get_app_configs():
        if find_spec(f"{config.name}.tasks"):
            import_module(f"{config.name}.tasks")
    return {name: task for name, task in current_app.tasks.items() if not name.startswith("celery.")}


def escapes(tree):
    """Lines on which something lazy is returned from a block that chose a schema, or used after it."""
    for function in (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)):
        for block in (n for n in ast.walk(function) if isinstance(n, ast.With) and _chooses(n)):
            kept = set()
            for node in ast.walk(block):
                if isinstance(node, ast.Return | ast.Yield) and node.value is not None and _is_lazy(node.value):
                    yield node.lineno
                if isinstance(node, ast.Assign) and _is_lazy(node.value):
                    kept |= {name_of(target) for target in node.targets}
            yield from (
                node.lineno
                for node in ast.walk(function)
                if isinstance(node, ast.Name) and node.id in kept and node.lineno > block.end_lineno
            )


def _chooses(block):
    return any(name_of(item.context_expr) in {"clinic_context", "platform_schema"} for item in block.items)


def _is_lazy(value):
    """A queryset, as far as its spelling tells: objects and what follows it, up to something that answers."""
    if isinstance(value, ast.GeneratorExp):
        return True
    if isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice):
        return _is_lazy(value.value)
    chain = ast.unparse(value)
    asked = ".objects" in chain and isinstance(value, ast.Call | ast.Attribute)
    own = {n.name for n in ast.walk(product()["leads/querysets.py"]) if isinstance(n, ast.FunctionDef)}
    return asked and isinstance(value, ast.Call) and name_of(value) in LAZY | own | {"open", "due", "served"}
