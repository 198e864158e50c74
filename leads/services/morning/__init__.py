"""What the day begins with, at eight o'clock of the clinic's own clock (F:C21)."""
