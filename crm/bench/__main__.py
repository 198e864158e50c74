"""`python -m crm.bench`: exit code 0 however slow it was, 1 when the figures mean nothing."""

import sys

from crm.bench.options import read
from crm.bench.run import perform


def tell(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    wrong = perform(read(), tell)
    for sentence in wrong:
        tell(f"NOT VALID: {sentence}")
    sys.exit(bool(wrong))
