"""python -m tenants.tests.dying: runs commands in children that die (kill -9) at their N-th SQL statement.

One line of JSON in, {"at": N, "command": [...]}; one line out, {"signal": 9, "code": 0, "last_write": N}: the
number of the last statement that wrote something. The parent opens no connection: each child is a process of its
own that happens to be quick to start.
"""

import json
import os
import signal
import sys

import django


def main() -> None:
    django.setup()
    for line in sys.stdin:
        order = json.loads(line)
        reader, writer = os.pipe()
        child = os.fork()
        if child == 0:
            _live_and_die(order["command"], order["at"], writer)
        os.close(writer)
        _, status = os.waitpid(child, 0)
        said = os.read(reader, 100).decode() or "0"
        os.close(reader)
        signalled = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
        code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        sys.stdout.write(json.dumps({"signal": signalled, "code": code, "last_write": int(said)}) + "\n")
        sys.stdout.flush()


def _live_and_die(command: list[str], at: int, told: int) -> None:
    from django.core.management import call_command
    from django.db.backends.utils import CursorWrapper

    done = last_write = 0
    real = CursorWrapper.execute

    def counted(self: CursorWrapper, *args: object, **kwargs: object) -> object:
        nonlocal done, last_write
        done += 1
        last_write = done if str(args[0]).startswith(("INSERT", "UPDATE", "DELETE")) else last_write
        if done == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(self, *args, **kwargs)

    CursorWrapper.execute = counted
    try:
        call_command(*command, stdout=open(os.devnull, "w"))  # noqa: SIM115
        os.write(told, str(last_write).encode())
        os._exit(0)
    except BaseException as problem:  # noqa: BLE001  the parent must not run on in two processes
        sys.stderr.write(f"{problem!r}\n")
        os._exit(1)


if __name__ == "__main__":
    main()
