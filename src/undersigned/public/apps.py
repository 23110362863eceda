from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "undersigned.public"
    label = "public"
    verbose_name = "Public site"

    def ready(self) -> None:
        from undersigned.public import bake  # its models are ready only now

        bake.listen()
