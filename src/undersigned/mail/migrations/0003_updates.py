from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0002_small_indexes")]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="update_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AlterField(
            model_name="letter",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "waiting"),
                    ("sending", "being sent"),
                    ("sent", "sent"),
                    ("failed", "given up"),
                    ("stopped", "stopped"),
                ],
                default="waiting",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("update_id__isnull", False)), fields=["update_id", "state"], name="letter_update"
            ),
        ),
    ]
