"""Python's garbage collector, for processes that hold what they loaded until they end."""

import gc


def settle() -> None:
    """What is loaded stays, and is looked at no more; called once all of it is. By Python's own thresholds the
    collector takes 6 % of a request, and a fifth of an import, which holds many rows at once."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
