from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("signing", "0006_ledger")]

    operations: ClassVar = [
        migrations.AddField("tally", "struck", models.BigIntegerField(db_default=0, default=0)),
        migrations.AlterField(
            "signature",
            "state",
            models.CharField(
                choices=[
                    ("pending", "waiting for confirmation"),
                    ("confirmed", "confirmed"),
                    ("held", "held back"),
                    ("struck", "struck from the count"),
                    ("withdrawn", "withdrawn"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            "signature",
            models.Index(
                condition=models.Q(("state", "struck"), ("state", "withdrawn"), _connector="OR"),
                fields=["petition", "id"],
                name="signature_gone",
            ),
        ),
    ]
