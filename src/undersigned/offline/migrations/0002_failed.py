from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("offline", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="batch",
            name="state",
            field=models.CharField(
                choices=[
                    ("draft", "columns to be chosen"),
                    ("reading", "being read"),
                    ("failed", "cannot be read on"),
                    ("read", "read, not counted yet"),
                    ("declared", "shown beside the count"),
                    ("struck", "struck"),
                    ("cancelled", "cancelled"),
                ],
                max_length=10,
            ),
        ),
    ]
