import resource
import signal

MEGABYTE = 1024**2
MEMORY = {"xlsx": 160 * MEGABYTE, "json": 320 * MEGABYTE, "jsonl": 320 * MEGABYTE}
CPU_SECONDS = 20


def keep_small(form: str) -> None:
    """From here on this process gets no more memory or time than a file of the allowed size needs, and writes no
    file. Beyond, the system ends it."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY[form], MEMORY[form]))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # nobody listens any more: end
