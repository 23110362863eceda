import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0011_index_layers")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="locked",
            field=models.BinaryField(null=True),
        ),
        migrations.CreateModel(
            name="SealedTo",
            fields=[
                (
                    "petition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="sealed_to",
                        serialize=False,
                        to="signing.petition",
                    ),
                ),
                ("recipients", models.JSONField()),
                ("since", models.DateTimeField()),
                ("dropped", models.BigIntegerField(default=0)),
            ],
        ),
    ]
