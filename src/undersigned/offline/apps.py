from django.apps import AppConfig


class OfflineConfig(AppConfig):
    name = "undersigned.offline"
    label = "offline"
    verbose_name = "Paper and earlier signatures"
