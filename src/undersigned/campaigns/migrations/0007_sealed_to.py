from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0006_controller_card")]

    operations = [
        migrations.AddField(
            "campaignpage",
            "sealed_to",
            models.TextField(blank=True, default="", max_length=2000, verbose_name="sealed for"),
            preserve_default=False,
        ),
    ]
