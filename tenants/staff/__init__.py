"""The people who work in a clinic or for the platform; each side has tables of its own."""
