from django.apps import AppConfig


class UndoConfig(AppConfig):
    name = "tenants.undo"
    label = "undo"
    verbose_name = "Undo"
