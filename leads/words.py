"""What the trail says about leads; with a person's name before it each is a sentence."""

from django.utils.translation import gettext_lazy as _

from tenants.audit.registry import words

WORDS = {
    "lead.archived": _("archived %(thing)s"),
    "lead.restored": _("restored %(thing)s"),
    "lead.revived": _("brought a new enquiry, which restored %(thing)s"),
    "lead.filled": _("brought a new enquiry, which told us more of %(thing)s"),
    "lead.import_filled": _("brought a list, which told us more of %(thing)s"),
    "import.brought": _("brought the list %(thing)s"),
    "import.loaded": _("imported leads from the list %(thing)s"),
    "import.row_corrected": _("corrected a row of the list %(thing)s"),
    "import.left_out_taken": _("took the rows left out of the list %(thing)s as a file"),
    "lead.assigned": _("changed the owner of %(thing)s"),
    "lead.shared": _("shared out %(thing)s"),
    "lead.escalated": _("told colleagues that %(thing)s waits too long"),
    "lead.inherited": _("closed an account, which handed over %(thing)s"),
    "lead.moved": _("moved %(thing)s to another stage"),
    "lead.enquiry_corrected": _("corrected what was said of %(thing)s"),
    "lead.chance_pinned": _("set the chance of %(thing)s by hand"),
    "lead.chance_released": _("let the chance of %(thing)s follow the stage"),
    "stages.ordered": _("put the stages in another order"),
    "stages.chosen": _("chose another set of stages"),
    "patient.made": _("accepted, which made %(thing)s a patient"),
    "lead.noted": _("wrote a note about %(thing)s"),
    "lead.note_changed": _("changed a note about %(thing)s"),
    "lead.note_pinned": _("pinned a note about %(thing)s"),
    "lead.note_unpinned": _("unpinned a note about %(thing)s"),
    "lead.note_removed": _("removed a note about %(thing)s"),
    "lead.note_restored": _("brought back a note about %(thing)s"),
    "lead.tagged": _("changed the tags of %(thing)s"),
    "lead.follow_up": _("set the next step of %(thing)s"),
    "lead.snoozed": _("put off the next step of %(thing)s"),
    "lead.follow_up_done": _("did the next step of %(thing)s"),
    "lead.tried": _("tried to reach %(thing)s"),
    "lead.reached": _("changed how %(thing)s is reached"),
    "lead.contact_removed": _("removed a contact of %(thing)s"),
    "lead.contact_restored": _("brought back a contact of %(thing)s"),
    "lead.stopped": _("noted that %(thing)s wants no contact"),
    "lead.scored": _("changed the score of %(thing)s"),
    "lead.heat_pinned": _("set the temperature of %(thing)s by hand"),
    "lead.heat_released": _("let the temperature of %(thing)s go by the rules again"),
    "lead.stop_lifted": _("noted that %(thing)s may be written to again"),
    "lead.agreed": _("noted what %(thing)s agreed to"),
    "lead.disagreed": _("noted what %(thing)s no longer agrees to"),
    "lead.merged": _("merged two leads into %(thing)s"),
    "lead.merged_away": _("merged %(thing)s into another lead"),
    "lead.deleted": _("deleted a lead for good: %(thing)s"),
    "lead.two_people": _("said that %(thing)s is not who they look like"),
    "lead.maybe_one_person": _("took back that %(thing)s is not who they look like"),
    "lead.put_back": _("undid a change of %(thing)s"),
}


def register_words() -> None:
    words(WORDS)
