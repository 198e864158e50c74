"""Telling ad platforms by themselves: what is due is looked for, written down, and handed over in batches."""
