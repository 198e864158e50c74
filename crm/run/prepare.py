"""Bring the database up to date and fill an empty one: both commands in one process, to start quickly."""

import os

import django
from django.core.management import call_command


def prepare() -> None:
    django.setup()
    from attribution.conversions.services.telling.demo import connect_demo_platforms
    from attribution.meta_leads.services.demo import connect_demo_pages
    from comms.services.demo_lines import connect_demo
    from leads.services.demo_site import follow_the_port  # it needs the apps

    call_command("migrate_clinics")
    call_command("seed_demo_data", "--if-empty")
    follow_the_port()
    connect_demo()
    connect_demo_pages()
    connect_demo_platforms()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "crm.settings.dev")
    prepare()
