"""The board: a column for each stage, how many stand there, what they are worth, and whose turn is next (F:L7)."""

from leads.services.board.columns import Column, columns_of
from leads.services.board.taking import Seen, move_card
from leads.services.board.urgency import behind

__all__ = ["Column", "Seen", "behind", "columns_of", "move_card"]
