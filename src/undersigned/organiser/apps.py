from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate


class OrganiserConfig(AppConfig):
    name = "undersigned.organiser"
    label = "organiser"
    verbose_name = "Desk"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from undersigned.organiser import groups, policy
        from undersigned.organiser.people import sign_in

        # `wagtailcore`: this room has no tables, so no signal of its own; what the group is made of is there by then.
        post_migrate.connect(
            groups.on_migrated, sender=apps.get_app_config("wagtailcore"), dispatch_uid="organiser.groups"
        )
        policy.let_choosers_run()
        user_logged_in.connect(sign_in.on_signed_in, dispatch_uid="organiser.signed_in")
