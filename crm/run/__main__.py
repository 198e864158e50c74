"""python -m crm.run, which is what `make run` does."""

import sys

from crm.run.ending import Ending


def main() -> int:
    ending = Ending()
    ending.listen()
    from crm.run.product import run_product

    return run_product(ending)


if __name__ == "__main__":
    sys.exit(main())
