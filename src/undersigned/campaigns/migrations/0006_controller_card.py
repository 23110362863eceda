from typing import Any, ClassVar

from django.db import migrations, models

WORDS: dict[str, tuple[str, int]] = {
    "purpose": ("what the data is for", 300),
    "deleted_when": ("when the data is deleted", 300),
    "kept_in": ("countries where the data is kept", 200),
    "authority": ("authority for complaints", 300),
}
OFFICER: Any = models.CharField(blank=True, default="", max_length=300, verbose_name="data protection officer")


def _added(model: str, name: str, field: Any) -> migrations.AddField:
    return migrations.AddField(model, name, field, preserve_default=False)


class Migration(migrations.Migration):
    """Campaigns that are public already stay so; whoever publishes them again is asked for what is empty."""

    dependencies: ClassVar = [("campaigns", "0005_organisation")]

    operations: ClassVar = [
        migrations.AlterField(
            "campaignpage", "postal_address", models.TextField(max_length=300, verbose_name="postal address")
        ),
        _added(
            "campaignpage",
            "hands_over",
            models.CharField(
                choices=[
                    ("count", "The number of signatures, and no names"),
                    ("names", "Names"),
                    ("postcodes", "Names and postcodes"),
                ],
                default="",
                max_length=10,
                verbose_name="what is handed over",
            ),
        ),
        *(
            _added("campaignpage", name, models.CharField(default="", max_length=length, verbose_name=label))
            for name, (label, length) in WORDS.items()
        ),
        _added("campaignpage", "data_officer", OFFICER),
        _added(
            "campaignpage",
            "further_purposes",
            models.TextField(blank=True, default="", max_length=700, verbose_name="further purposes"),
        ),
        *(
            _added(
                "organisation",
                name,
                models.CharField(blank=True, default="", max_length=length, verbose_name=label),
            )
            for name, (label, length) in WORDS.items()
            if name != "purpose"
        ),
        _added("organisation", "data_officer", OFFICER),
    ]
