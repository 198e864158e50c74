"""Copies of server programs in our own folder, for an account that cannot reach the virtual environment."""

import os
import shutil
from pathlib import Path

from crm.servers.place import PASSAGE, make_folder, own_folder


def copy_of(program: Path) -> Path:
    """The folder for copies of this very release of a program; another release has another name."""
    facts = program.stat()
    make_folder(own_folder(), PASSAGE)
    shelf = make_folder(own_folder() / "programs", PASSAGE)
    return make_folder(shelf / f"{program.name}-{facts.st_size}-{int(facts.st_mtime)}", PASSAGE)


def copy_once(source: Path, target: Path) -> Path:
    """Copy a folder unless it was copied before; an interrupted copy is never taken for a whole one."""
    if target.exists():
        return target
    make_folder(target.parent, PASSAGE)
    half = target.with_name(f".{target.name}.{os.getpid()}")
    shutil.copytree(source, half, symlinks=True, ignore=shutil.ignore_patterns("include", "__pycache__"))
    _open_for_reading(half)
    try:
        half.rename(target)
    except OSError:  # another process was quicker
        shutil.rmtree(half)
    return target


def _open_for_reading(copy: Path) -> None:
    """Whatever the umask of the install was: who may pass through our folder may read and run the copy."""
    for path in [copy, *copy.rglob("*")]:
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
