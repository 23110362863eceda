from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class OrganiserConfig(AppConfig):
    name = "undersigned.organiser"
    label = "organiser"
    verbose_name = "Desk"

    def ready(self) -> None:
        from undersigned.organiser import permissions

        # `wagtailcore`: this room has no tables, so no signal of its own; what the group is made of is there by then.
        post_migrate.connect(
            permissions.on_migrated, sender=apps.get_app_config("wagtailcore"), dispatch_uid="organiser.permissions"
        )
