from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("campaigns", "0004_languages")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False),
                ),
                ("sponsor", models.CharField(max_length=200, verbose_name="name of the organisation")),
                ("paid_for_by", models.CharField(blank=True, max_length=300, verbose_name="paid for by")),
                ("contact_email", models.EmailField(max_length=254, verbose_name="contact address")),
                ("postal_address", models.TextField(blank=True, max_length=300, verbose_name="postal address")),
                ("sender_address", models.EmailField(blank=True, max_length=254, verbose_name="sender's address")),
            ],
            options={
                "verbose_name": "organisation",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="organisation_is_one"),
                ],
            },
        ),
    ]
