from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="letter", name="letter_due"),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                fields=["due_at", "id"],
                name="letter_due",
                condition=models.Q(("state", "waiting"), ("state", "sending"), _connector="OR"),
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["due_at"], name="letter_failed", condition=models.Q(("state", "failed"))),
        ),
    ]
