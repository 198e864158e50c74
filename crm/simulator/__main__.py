"""python -m crm.simulator HOME PORT SMTP_PORT IMAP_PORT: until it is stopped."""

import os
import sys
import threading
from pathlib import Path

from crm.simulator.host import Host


def main() -> None:
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith("prod"):
        sys.exit("The simulator is for development: in production providers are the real ones.")
    home, port, smtp, imap = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    try:
        host = Host(port=port, home=home, ports={"smtp": smtp, "imap": imap})
    except OSError as taken:
        sys.exit(f"Ports {port}, {smtp} and {imap} are for the simulator, and one is taken: {taken}.")
    host.start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
