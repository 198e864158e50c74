"""Where the results of a sequence stand on the desk."""

from django.utils.translation import gettext_lazy as _

SEE, ACTIVATE = "sequences.view_sequence", "sequences.activate_sequence"


def register_results() -> None:
    from comms.sequences.admin.people import people
    from comms.sequences.admin.results import results, winner
    from tenants.desk.pages import register_page

    one = "sequences/<int:sequence_id>/"
    seen = {"permission": SEE, "methods": ("GET",)}
    register_page(f"{one}results/", results, name="sequence_results", title=_("Results"), **seen)
    register_page(f"{one}people/", people, name="sequence_people", title=_("People in this sequence"), **seen)
    register_page(
        f"{one}winner/", winner, name="sequence_winner", title=_("Results"), permission=ACTIVATE, methods=("POST",)
    )
