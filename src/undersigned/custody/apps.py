from django.apps import AppConfig


class CustodyConfig(AppConfig):
    name = "undersigned.custody"
    label = "custody"
    verbose_name = "Custody"
