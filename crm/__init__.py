"""The roof: settings, addresses, processes, the testing plugin. Imports anyone; nobody imports it."""

from crm.celery import app as celery_app

__all__ = ["celery_app"]
