"""Where sequences stand on the desk."""

from django.utils.translation import gettext_lazy as _

from comms.sequences.parts import sequence_part

SEE, ADD, CHANGE, ACTIVATE = (f"sequences.{verb}_sequence" for verb in ("view", "add", "change", "activate"))


def register_pages() -> None:
    from comms.sequences.admin.builder import builder
    from comms.sequences.admin.lists import new, sequences
    from comms.sequences.admin.publishing import publishing
    from comms.sequences.admin.rehearsal import rehearsal, rehearsal_part
    from comms.sequences.admin.settings import settings, window
    from comms.sequences.admin.steps import move, new_step, one_step, remove
    from comms.sequences.admin.turning import archive, discard, pause
    from tenants.desk.navigation import GROWTH, navigate
    from tenants.desk.pages import register_page

    title, one = _("Sequences"), "sequences/<int:sequence_id>/"
    changes = {"title": title, "permission": CHANGE, "methods": ("POST",)}
    register_page("sequences/", sequences, name="sequences", title=title, permission=SEE, methods=("GET",))
    register_page("sequences/new/", new, name="sequence_new", title=_("New sequence"), permission=ADD)
    register_page(one, builder, name="sequence", title=title, permission=SEE, methods=("GET",))
    register_page(f"{one}settings/", settings, name="sequence_settings", title=_("Settings"), permission=CHANGE)
    register_page(f"{one}window/", window, name="sequence_window", title=title, permission=CHANGE)
    register_page(f"{one}step/", new_step, name="sequence_step_new", title=_("New step"), permission=CHANGE)
    step = f"{one}step/<uuid:step_key>/"
    register_page(step, one_step, name="sequence_step", title=_("Step"), permission=SEE, writing=CHANGE)
    register_page(f"{one}move/", move, name="sequence_move", **changes)
    register_page(f"{one}remove/", remove, name="sequence_remove", **changes)
    register_page(f"{one}archive/", archive, name="sequence_archive", **changes)
    register_page(f"{one}discard/", discard, name="sequence_discard", **changes)
    page = f"{one}publish/"
    register_page(page, publishing, name="sequence_publish", title=title, permission=SEE, writing=ACTIVATE)
    rehearse = {"title": _("Rehearsal"), "permission": SEE, "writing": SEE}
    register_page(f"{one}rehearsal/", rehearsal, name="sequence_rehearsal", **rehearse)
    sequence_part("admin/sequences/rehearsal_part.html", rehearsal_part, order=10)
    pausing = {"title": title, "permission": ACTIVATE, "methods": ("POST",)}
    register_page(f"{one}pause/", pause, name="sequence_pause", **pausing)
    navigate(title, icon="alt_route", page="admin:sequences", permission=SEE, section=GROWTH, order=10)
