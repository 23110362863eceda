from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "undersigned.visits"
    label = "visits"
    verbose_name = "Visits"
