"""The Celery app of worker and beat: `celery -A crm.celery worker` (HOUSE 7).

Every import of `crm` comes by here, so it chooses no settings module: DJANGO_SETTINGS_MODULE must be set.
"""

from celery import Celery
from celery.signals import beat_init, setup_logging, task_prerun, worker_init, worker_process_init
from django.core.exceptions import ImproperlyConfigured

app = Celery("bridgework")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Celery leaves logging alone when somebody listens here."""


@worker_init.connect
def refuse_unsafe(**_: object) -> None:
    """Celery only logs what a receiver raises and goes on: a refusal must end the process itself (H:T1)."""
    from crm.start import refuse_unsafe_start

    try:
        refuse_unsafe_start()
    except ImproperlyConfigured as refusal:
        raise SystemExit(str(refusal)) from refusal


@worker_process_init.connect
def own_connections(**_: object) -> None:
    """A forked child must not share its parent's sockets (HOUSE, trap 1)."""
    from django.db import connections

    connections.close_all()


@worker_process_init.connect
def settle_memory(**_: object) -> None:
    """Lists of leads are many objects at once."""
    from crm.collector import settle

    settle()


@task_prerun.connect
def begin_in_public(task: object = None, **_: object) -> None:
    """No task inherits the clinic of the one before it, however that one ended (H:T6)."""
    from tenants.context import deactivate

    deactivate()


@beat_init.connect
def say_alive(**_: object) -> None:
    """A start of Beat is seen at once, not after the first interval."""
    app.send_task("tenants.tasks.beat_heartbeat", retry=False)
