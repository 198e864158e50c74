"""What leads themselves bring to the timeline (leads.timeline), a source a file."""

from leads.history.arrivals import arrivals
from leads.history.attempts import attempts
from leads.history.consents import consents
from leads.history.notes import notes
from leads.history.steps import owners, stages
from leads.history.stops import stops
from leads.history.trail import changes, tasks
from leads.timeline import CALLS, CHANGES, NOTES, TALK, TASKS, timeline_source


def register_history() -> None:
    timeline_source("notes", notes, kinds=[NOTES])
    timeline_source("attempts", attempts, kinds=[CALLS, TALK])
    timeline_source("arrivals", arrivals, kinds=[TALK])
    timeline_source("stages", stages, kinds=[CHANGES])
    timeline_source("owners", owners, kinds=[CHANGES])
    timeline_source("trail", changes, kinds=[CHANGES])
    timeline_source("tasks", tasks, kinds=[TASKS])
    timeline_source("consents", consents, kinds=[CHANGES])
    timeline_source("stops", stops, kinds=[CHANGES])
