from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("signing", "0002_small_indexes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="signature",
            index=models.Index(
                condition=models.Q(("state", "confirmed"), ("via__gt", "")),
                fields=["petition", "via"],
                name="signature_brought",
            ),
        ),
    ]
