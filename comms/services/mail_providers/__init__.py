"""What mail providers post to us, in anymail's words: checked with a clinic's own secret, read, told as our news.

anymail's settings are of a whole site, and ours are of a clinic: its views are made here for one request each, with
the clinic's secret, and asked to check and to read. None of them is an address of ours, and none is ever called.
"""
