from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "undersigned.insight"
    label = "insight"
    verbose_name = "Insight"
