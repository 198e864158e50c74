"""The table that a person reads and the file that another run is compared with."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import psutil

from crm.bench.bringing import Timed as Brought
from crm.bench.finding import Look
from crm.bench.load import generator
from crm.bench.options import Options
from crm.bench.rounds import Result
from crm.bench.side_by_side import SideBySide
from crm.bench.upkeep import Timed

OURS, FULL_CLINIC = "ours", "ours, full"
# PERFORMANCE 4: what of what, the least for a release or the aim, and which of the two.
TARGETS = [
    (OURS, "full", 0.80, "the least"),
    (OURS, "leandrf", 0.80, "the aim"),
    (FULL_CLINIC, OURS, 0.90, "the aim"),
]
P99_MS = 25


def table(results: Mapping[str, Result], options: Options) -> str:
    """Rates of this run side by side; their ratios hold on another day, the rates do not.

    "By cpu" compares the processor time of web, PostgreSQL and Redis: a busy neighbour disturbs it least.
    """
    names = ["full", "leandrf", "raw"]
    lines = [
        f"{'':12}{'per s':>8}{'p50 ms':>8}{'p99 ms':>8}{'web cpu':>9}{'stores':>8}"
        + "".join(f"{'of ' + name:>12}" for name in names)
    ]
    for name, result in results.items():
        shares = "".join(f"{result.rate / results[base].rate:>11.0%} " for base in names)
        lines.append(
            f"{name:12}{result.rate:>8.0f}{result.p50:>8.1f}{result.p99:>8.1f}{result.web:>9.2f}{result.stores:>8.2f}{shares}"
        )
    lines.append("")
    for name, base, wanted, kind in TARGETS:
        share = results[name].rate / results[base].rate
        met = "met" if share >= wanted else "missed"
        cost = results[base].cpu / results[name].cpu
        lines.append(f"{name} of {base}: {share:.0%} (by cpu {cost:.0%}), {kind} {wanted:.0%}: {met}")
    p99 = results[OURS].p99
    lines.append(f"{OURS}, p99: {p99:.1f} ms, the aim {P99_MS} ms: {'met' if p99 <= P99_MS else 'missed'}")
    lines.append(f"The full clinic holds {options.leads:,} leads.")
    return "\n".join(lines)


def save(
    results: Mapping[str, Result],
    options: Options,
    wrong: list[str],
    upkeep: Sequence[Timed] = (),
    finding: Mapping[str, Look] | None = None,
    exports: Sequence[Timed] = (),
    brought: Sequence[Brought] = (),
    beside: SideBySide | None = None,
) -> Path:
    """The file it was written to: <folder>/<moment>.json."""
    now = datetime.now(UTC)
    told = {
        "at": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "options": {name: str(value) for name, value in vars(options).items()},
        "generator": generator(),
        "results": {name: asdict(result) for name, result in results.items()},
        "upkeep": [asdict(one) for one in upkeep],
        "finding": {name: asdict(look) for name, look in (finding or {}).items()},
        "export": [asdict(one) for one in exports],
        "side by side": asdict(beside) if beside else None,
        "import": [asdict(one) for one in brought],
        "wrong": wrong,
    }
    options.folder.mkdir(parents=True, exist_ok=True)
    file = options.folder / f"{now:%Y%m%d-%H%M%S}.json"
    file.write_text(json.dumps(told, indent=2) + "\n")
    return file


def machine() -> dict[str, object]:
    return {
        "cores": os.cpu_count(),
        "memory_mb": psutil.virtual_memory().total // 1024**2,
        "system": platform.platform(),
        "python": platform.python_version(),
        "load": [round(load, 2) for load in os.getloadavg()],
    }
