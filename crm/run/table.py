"""What a person wants to know once everything runs: where to go and how to log in."""

from crm.run.demo import Demo, DemoClinic
from crm.run.options import Ports

Row = tuple[str, str, str]


def ready_table(demo: Demo | None, ports: Ports, *, mails: bool = False) -> str:
    """Addresses and demo logins, one block for each clinic. Demo passwords only: they are no secret.

    `mails`: they are caught, so there is a page that shows them.
    """
    lines: list[str] = []
    caught = [("Mails", f"http://localhost:{ports.mail_page}/", [])] if mails else []
    phone = [("The patient's phone", f"http://localhost:{ports.simulator}/", [])] if demo else []
    for title, address, rows in [*_blocks(demo, ports), *caught, *phone]:
        lines += ["", f"{title}   {address}"]
        width = max((len(role) for role, _, _ in rows), default=0)
        mail = max((len(email) for _, email, _ in rows), default=0)
        lines += [f"   {role:<{width}}   {email:<{mail}}   {password}" for role, email, password in rows]
    return "\n".join(lines)


def _blocks(demo: Demo | None, ports: Ports) -> list[tuple[str, str, list[Row]]]:
    if demo is None:
        return [("Platform", f"http://localhost:{ports.web}/admin/", [])]
    blocks = [
        (
            clinic.name,
            f"http://{clinic.host}:{ports.web}/admin/",
            [(login.role, login.email, login.password) for login in clinic.logins] + _website(clinic, ports),
        )
        for clinic in demo.clinics
    ]
    owner = demo.platform
    rows = [("Owner", owner["email"], owner["password"])] if {"email", "password"} <= owner.keys() else []
    return [*blocks, ("Platform", f"http://{owner.get('host', 'localhost')}:{ports.web}/admin/", rows)]


def _website(clinic: DemoClinic, ports: Ports) -> list[Row]:
    if not clinic.site_key:
        return []
    return [("Website", f"http://{clinic.slug}-site.localhost:{ports.samples}/", "")]
