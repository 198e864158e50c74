"""From checked rows to leads, piece by piece; a crash costs the piece that was being written (F:I8, H:I9)."""

from leads.services.importing.loading.running import LOAD, begin_run, go_on, load, load_all, step

__all__ = ["LOAD", "begin_run", "go_on", "load", "load_all", "step"]
