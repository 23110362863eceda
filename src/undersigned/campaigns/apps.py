from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "undersigned.campaigns"
    label = "campaigns"
    verbose_name = "Campaigns"

    def ready(self) -> None:
        from wagtail.signals import init_new_page

        from undersigned.campaigns import organisation, publish

        publish.connect()
        init_new_page.connect(organisation.prefill, dispatch_uid="campaigns.organisation")
