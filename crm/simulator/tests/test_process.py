"""The process that `make run` starts: for this machine, and never in production."""

import os
import subprocess
import sys

import httpx

from crm.testing.processes import Process, free_port, until


def answers(port):
    try:
        return httpx.get(f"http://127.0.0.1:{port}/", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def test_it_shows_the_phone_page_and_ends_when_it_is_told(tmp_path):
    ports = [free_port() for _ in range(3)]
    process = Process([sys.executable, "-m", "crm.simulator", str(tmp_path), *map(str, ports)])

    until(lambda: answers(ports[0]), told=process.output)
    shown = httpx.get(f"http://127.0.0.1:{ports[0]}/")
    process.stop()

    assert "Heike Brandt" in shown.text
    assert "script" not in shown.headers["Content-Security-Policy"]


def test_in_production_it_does_not_start(tmp_path):
    command = [sys.executable, "-m", "crm.simulator", str(tmp_path), "1", "2", "3"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "crm.settings.prod"}

    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert ended.returncode
    assert "for development" in ended.stderr
