"""Floor 2: the person asking about treatment, and how they reach a clinic."""
