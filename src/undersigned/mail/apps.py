from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "undersigned.mail"
    label = "mail"
    verbose_name = "Mail"
