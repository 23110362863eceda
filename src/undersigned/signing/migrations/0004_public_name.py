from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("signing", "0003_signature_brought")]

    operations = [
        migrations.AddField("signature", "shows_name", models.BooleanField(default=False)),
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("shows_name", True), ("state", "confirmed")),
                fields=["petition", "confirmed_at"],
                name="signature_shown",
            ),
        ),
    ]
