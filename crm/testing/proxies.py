"""A real nginx on loopback with the configuration that docker/compose.yml ships."""

import os
import shutil
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crm.testing.processes import free_port, until

SHIPPED = Path(__file__).resolve().parents[2] / "docker" / "nginx.conf"
HOURS = timedelta(hours=1)


@dataclass(frozen=True)
class Proxy:
    """Where it listens, and a TLS context that takes its certificate."""

    http: int
    https: int
    tls: ssl.SSLContext

    @property
    def address(self) -> str:
        return f"https://127.0.0.1:{self.https}"


@pytest.fixture
def proxy(tmp_path: Path) -> Iterator[Callable[..., Proxy]]:
    """Call it with the ports of web and live, and pairs of texts to change in the configuration."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        reason = "No nginx on this machine (Debian: apt-get install nginx-light)."
        pytest.fail(reason) if os.environ.get("PROXY_REQUIRED") else pytest.skip(reason)
    started: list[subprocess.Popen] = []

    def start(*, web: int, live: int = 1, change: dict[str, str] | None = None) -> Proxy:
        http, https = free_port(), free_port()
        _certificate(tmp_path)
        places = {
            " /tmp/": f" {tmp_path}/",
            "listen 80 ": f"listen 127.0.0.1:{http} ",
            "listen 443 ": f"listen 127.0.0.1:{https} ",
            "http://web:8000": f"http://127.0.0.1:{web}",
            "http://live:8001": f"http://127.0.0.1:{live}",
            "/tls/": f"{tmp_path}/",
            "/run/nginx.pid": f"{tmp_path}/nginx.pid",
            "worker_processes auto": "worker_processes 1",
        }
        settings = tmp_path / "nginx.conf"
        settings.write_text(_changed(SHIPPED.read_text(), places | (change or {})))
        user = "user root; " if os.geteuid() == 0 else ""  # the folder of the test is root's alone
        command = [program, "-e", tmp_path / "error.log", "-c", settings, "-g", f"{user}daemon off;"]
        started.append(subprocess.Popen(command, stderr=subprocess.DEVNULL))
        context = ssl.create_default_context(cafile=tmp_path / "fullchain.pem")
        context.check_hostname = False
        until(lambda: (tmp_path / "nginx.pid").exists(), told=(tmp_path / "error.log").read_text)
        return Proxy(http, https, context)

    yield start
    for process in started:
        process.terminate()
        process.wait(10)


def _changed(text: str, places: dict[str, str]) -> str:
    for shipped, here in places.items():
        assert shipped in text, shipped
        text = text.replace(shipped, here)
    return text


def _certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "crm.example.com")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - HOURS, now + HOURS
    )
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    signed = made.sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "privkey.pem").write_bytes(key.private_bytes(*plain))
