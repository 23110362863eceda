import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0009_news")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="network",
            field=models.BinaryField(max_length=16, null=True),
        ),
        migrations.CreateModel(
            name="NetworkDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("secret", models.BinaryField(max_length=32, null=True)),
                ("petition_id", models.BigIntegerField(default=0)),
                ("reached", models.UUIDField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="StrikeDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("reason", models.CharField(max_length=40)),
                ("struck", models.BigIntegerField(default=0)),
                ("reinstated", models.BigIntegerField(default=0)),
                (
                    "petition",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="strike_days",
                        to="signing.petition",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("petition", "day", "reason"), name="one_strike_day_a_reason")
                ],
            },
        ),
    ]
