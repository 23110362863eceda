from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "undersigned.rights"
    label = "rights"
    verbose_name = "Signers' rights"
