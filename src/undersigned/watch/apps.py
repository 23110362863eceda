from django.apps import AppConfig


class WatchConfig(AppConfig):
    name = "undersigned.watch"
    label = "watch"
    verbose_name = "Watch"
