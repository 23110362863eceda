from django.apps import AppConfig


class DesignConfig(AppConfig):
    name = "undersigned.design"
    label = "design"
    verbose_name = "Design"
