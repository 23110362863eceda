from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "undersigned.records"
    label = "records"
    verbose_name = "Records"
