from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_delete


class AccountsConfig(AppConfig):
    name = "undersigned.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self) -> None:
        from django.contrib.auth.models import Group

        from undersigned.accounts.models import CampaignGroup

        def on_deleted(instance: CampaignGroup, **_: Any) -> None:
            # Left behind, it would be a group like any other, and what its members may see no longer one campaign.
            Group.objects.filter(pk=instance.pk).delete()

        post_delete.connect(on_deleted, sender=CampaignGroup, weak=False, dispatch_uid="accounts.campaign_group")
