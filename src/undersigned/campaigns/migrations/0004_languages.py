import django.db.models.deletion
from typing import ClassVar

from django.db import migrations, models

from undersigned.campaigns.languages import names


class Migration(migrations.Migration):
    dependencies: ClassVar = [("campaigns", "0003_outcome"), ("signing", "0005_languages")]

    operations: ClassVar = [
        migrations.AlterField(
            "campaignpage",
            "language",
            models.CharField(choices=names.choices, default="en", max_length=8, verbose_name="language"),
        ),
        migrations.AlterField(
            "campaignpage",
            "petition",
            models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="signing.petition",
            ),
        ),
    ]
