"""How much a clinic may: allowances that a plan grants, kept in public; who uses them counts for itself."""
