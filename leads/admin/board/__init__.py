"""The board of stages, and the page where one card says where it goes (F:L7, LOOK 05)."""

from leads.admin.board.moving import move
from leads.admin.board.page import board

__all__ = ["board", "move"]
