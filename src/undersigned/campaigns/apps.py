from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "undersigned.campaigns"
    label = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        from undersigned.campaigns import publish

        publish.connect()
