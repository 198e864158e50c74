"""What colleagues hear of leads: somebody new, a lead that is hot, one that moved on (F:C19, C20).

Whoever makes the news only asks for it to be told (`asking`); a job tells it.
"""
