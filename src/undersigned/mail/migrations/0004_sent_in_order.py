from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("mail", "0003_updates")]

    operations = [
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(fields=["sent_at", "id"], name="letter_sent", condition=models.Q(state="sent")),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                fields=["petition_id", "sent_at", "id"], name="letter_sent_of", condition=models.Q(state="sent")
            ),
        ),
    ]
