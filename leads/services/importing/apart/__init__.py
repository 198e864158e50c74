"""Reads what a stranger packed, in a process of its own with little memory and time (H:I1, I2).

Knows no Django and no setting, and gets no key: `python -m leads.services.importing.apart xlsx FILE` prints a JSON
line for each row.
"""
