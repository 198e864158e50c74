"""Where the board stands."""

from django.utils.translation import gettext_lazy as _

from leads.admin.board import board, move
from leads.services.many import CHANGE
from tenants.desk.navigation import TODAY, navigate
from tenants.desk.pages import register_page

SEE = "leads.view_lead"


def register_board() -> None:
    register_page("leads/board/", board, name="leads_board", title=_("Board"), permission=SEE, methods=("GET",))
    register_page(
        "leads/board/<int:lead_id>/", move, name="leads_board_move", title=_("Move a lead"), permission=CHANGE
    )
    navigate(_("Board"), icon="view_kanban", page="admin:leads_board", permission=SEE, section=TODAY, order=11)
