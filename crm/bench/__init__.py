"""`make bench`: what one intake costs, beside the limit of the machine and the floors of the framework.

Absolute figures move with the neighbours; the ratios of one run hold. Not a test: it never fails for being slow.
"""
