"""Jobs of outside systems have a queue of their own, so that a slow one keeps no message waiting (F:I22)."""

from datetime import UTC, datetime

from tenants.context import clinic_context
from tenants.outbox import handlers
from tenants.outbox.services import wake, work

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_job_of_another_queue_is_woken_there_and_done_by_nobody_else(clinic, ask, kind, monkeypatch, on_commit):
    done, sent = [], []
    ours = kind(done.append)
    handlers.register("test.other", done.append, repeatable=True, queue=handlers.LEAD_PROCESSING)
    monkeypatch.setattr(wake, "_send", lambda clinic, after, queue: sent.append((clinic.slug, queue)))

    with clinic_context(clinic):
        with on_commit(execute=True):
            ask("test.other", job="theirs")
        assert sent == [(clinic.slug, handlers.LEAD_PROCESSING)]
        with on_commit(execute=True):
            ask(ours, key="two", job="ours")
        assert work.run_due(now=NOW) == 1
        assert done == [{"job": "ours"}]
        assert work.run_due(now=NOW, queue=handlers.LEAD_PROCESSING) == 1

    assert done == [{"job": "ours"}, {"job": "theirs"}]
    assert sent[-1] == (clinic.slug, handlers.LEAD_PROCESSING)  # whoever left saw that it waits
