from django.apps import AppConfig


class ReceiptsConfig(AppConfig):
    name = "undersigned.receipts"
    label = "receipts"
    verbose_name = "Receipts"
