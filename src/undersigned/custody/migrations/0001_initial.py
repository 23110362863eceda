import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("signing", "0011_index_layers")]

    operations = [
        migrations.CreateModel(
            name="Resealing",
            fields=[
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="signing.petition",
                    ),
                ),
                ("kid", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(default="", max_length=20)),
                ("reached", models.UUIDField(null=True)),
                ("begun_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("resealed", models.BigIntegerField(default=0)),
                ("lost", models.BigIntegerField(default=0)),
            ],
        ),
    ]
