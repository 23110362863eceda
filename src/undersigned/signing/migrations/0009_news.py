from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signing", "0008_desk_numbers")]

    operations = [
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                fields=["petition", "number"],
                name="signature_news",
                condition=models.Q(("is_sample", False), ("state", "confirmed"), ("wants_updates", True)),
            ),
        ),
    ]
