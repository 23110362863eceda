from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    name = "undersigned.returns"
    label = "returns"
    verbose_name = "Returned letters"

    def ready(self) -> None:
        from undersigned.returns import webhooks

        webhooks.listen()
