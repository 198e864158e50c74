#!/usr/bin/env python
"""Django's commands, with servers: given ones, those of a running `make run`, or embedded for the command."""

import os
import sys
from pathlib import Path

import environ

from crm.servers import attach


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.dev")
    # Before attach(): an address in .env is a given one. The settings read the same file again.
    dotenv = Path(__file__).resolve().parent / ".env"
    if dotenv.exists():
        environ.Env.read_env(dotenv)
    attach()
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
