"""The run of the real product; imported after the signal handlers stand, because its imports take a while."""

import os

import environ

from crm.run.children import catcher, children, samples, simulator
from crm.run.demo import Demo, read_demo
from crm.run.ending import Ending
from crm.run.options import NotReady, Refused, ports
from crm.run.output import say
from crm.run.probe import lead_arrives, wait_for_health
from crm.run.session import Run
from crm.run.steps import PREPARE, PROJECT
from crm.run.table import ready_table
from crm.servers import ServersError
from crm.servers.place import HOME

# Seconds for the web process to answer 200 on /health.
PATIENCE = 60
MEND = (
    "Look for errors in the lines above. If the demo data was changed, `make reset` makes it anew; "
    "the processes run on, and a restart asks again."
)


def run_product(ending: Ending) -> int:
    """Until asked to stop; the exit code. Addresses and ports may also stand in .env."""
    dotenv = PROJECT / ".env"
    if dotenv.exists():
        environ.Env.read_env(dotenv)
    os.chdir(PROJECT)
    try:
        chosen = ports()
        extras = [*catcher(chosen, HOME), *samples(chosen, HOME), *simulator(chosen, HOME)]
        everything = [*children(chosen), *extras]
        return Run(HOME, chosen, everything, PREPARE, prove, ending).perform()
    except (Refused, ServersError, PermissionError) as error:
        say(str(error))
        return 1


def prove(run: Run) -> str:
    """What to show. Raises Refused when health never gets green, NotReady when a lead does not reach the list."""
    if wrong := wait_for_health(run.ports.web, seconds=PATIENCE, ending=run.ending):
        raise Refused(f"The web process is not healthy after {PATIENCE} s. /health says: {wrong}")
    demo = read_demo(run.home)
    failed = lead_arrives(demo.clinics[0], run.ports.web) if demo and demo.clinics else None
    if failed and not run.ending.asked:
        raise NotReady(f"{failed}. {MEND}", _table(demo, run))
    return _table(demo, run)


def _table(demo: Demo | None, run: Run) -> str:
    return ready_table(demo, run.ports, mails=bool(catcher(run.ports, run.home)))
