from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models


def _petition(related_name: str, **options: Any) -> Any:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.CASCADE, related_name=related_name, to="signing.petition", **options
    )


def _id() -> Any:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = [("signing", "0009_news")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Asking",
            fields=[
                ("id", _id()),
                ("mailbox", models.BinaryField(max_length=16)),
                ("language", models.CharField(max_length=8)),
                ("asked_at", models.DateTimeField()),
                ("petition", _petition("askings")),
            ],
        ),
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", _id()),
                ("signature_id", models.UUIDField(null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("corrected", "Corrected"),
                            ("name-shown", "Name Shown"),
                            ("name-hidden", "Name Hidden"),
                            ("remark-gone", "Remark Gone"),
                            ("news-stopped", "News Stopped"),
                            ("consent-gone", "Consent Gone"),
                            ("withdrawn", "Withdrawn"),
                            ("erased", "Erased"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("petition", _petition("acts", db_index=False)),
            ],
            options={
                "indexes": [models.Index(fields=["petition", "signature_id", "at"], name="act_of_a_signature")],
            },
        ),
        migrations.CreateModel(
            name="Leaving",
            fields=[
                ("id", _id()),
                ("signature_id", models.UUIDField()),
                ("sealed", models.BinaryField(null=True)),
                ("erases", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("petition", _petition("leavings", db_index=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=["petition", "signature_id"], name="one_leaving_a_signature")
                ],
            },
        ),
    ]
