from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "undersigned.voices"
    label = "voices"
    verbose_name = "Voices"
