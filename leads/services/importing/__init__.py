"""Lists that people bring (F:I8, I9, I24): a file becomes columns, columns become rows, rows become leads.

Imports nothing here: `apart` runs as a program without Django.
"""
