"""`python -m crm.chaos`: exit code 1 when something was lost, doubled, mixed up or left lying, with the seed."""

import sys
import warnings

from crm.chaos.options import read
from crm.chaos.run import perform


def tell(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    warnings.filterwarnings("ignore", "Requiring AUTH")  # the simulator's mail server, on the loopback
    options = read()
    wrong = perform(options, tell)
    for sentence in wrong:
        tell(f"BROKEN: {sentence}")
    if wrong:
        tell(f"The same again: make chaos ARGS='--seconds {options.seconds:g} --seed {options.seed}'")
    sys.exit(bool(wrong))
