from django.apps import AppConfig


class FraudConfig(AppConfig):
    name = "undersigned.fraud"
    label = "fraud"
    verbose_name = "Fraud"
