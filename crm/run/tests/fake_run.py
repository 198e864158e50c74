"""A whole run with small programs in the place of the product's: fake_run HOME PORT LIVE_PORT [PREPARE [FAILS]]."""

import sys
from pathlib import Path

from crm.run.children import Child
from crm.run.ending import Ending
from crm.run.options import NotReady, Refused, ports
from crm.run.output import say
from crm.run.session import Run

SLEEPER = """
import subprocess, time
subprocess.Popen(["sleep", "600"])  # a grandchild
print("up", flush=True)
time.sleep(600)
"""
WEB = """
import http.server as h, sys
h.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), h.SimpleHTTPRequestHandler).serve_forever()
"""


def main(home: str, port: str, live: str, prepare: str = "pass", fails: str = "") -> int:
    chosen = ports({"PORT": port, "LIVE_PORT": live})
    python = [sys.executable, "-c"]
    children = [Child("web", [*python, WEB, port], 3), Child("worker", [*python, SLEEPER], 3)]

    def ready(run: Run) -> str:
        if fails:
            raise NotReady(fails, "where to look")
        return "all is well"

    run = Run(Path(home), chosen, children, [*python, prepare], ready, Ending())
    try:
        return run.perform()
    except Refused as error:
        say(str(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
