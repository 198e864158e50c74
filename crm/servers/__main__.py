"""python -m crm.servers: remove the local data (`make reset`)."""

import sys

from crm.servers import ServersError
from crm.servers.place import HOME
from crm.servers.removal import remove

if __name__ == "__main__":
    try:
        sys.stdout.write("Removed: the next start begins anew.\n" if remove(HOME) else "Nothing to remove.\n")
    except (ServersError, PermissionError) as error:
        sys.exit(str(error))
