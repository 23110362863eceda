import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("campaigns", "0001_initial"), ("wagtailimages", "0027_image_description")]

    operations = [
        migrations.AddField("campaignpage", "hero_alt", models.CharField(blank=True, default="", max_length=300, verbose_name="what the picture shows"), preserve_default=False),
        migrations.AddField("campaignpage", "hero_is_decorative", models.BooleanField(default=False, verbose_name="the picture only decorates")),
        migrations.AddField("campaignpage", "action_colour", models.CharField(blank=True, default="", max_length=7, verbose_name="colour of buttons and links"), preserve_default=False),
        migrations.AddField("campaignpage", "accent_colour", models.CharField(blank=True, default="", max_length=7, verbose_name="accent colour"), preserve_default=False),
        migrations.AddField(
            "campaignpage",
            "headings",
            models.CharField(
                choices=[("serif", "With serifs, as in a book"), ("sans", "Without serifs, as on a sign"), ("slab", "With heavy serifs, as on a poster")],
                default="serif",
                max_length=8,
                verbose_name="headings",
            ),
        ),
        migrations.AddField(
            "campaignpage",
            "logo",
            models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="wagtailimages.image", verbose_name="logo"),
        ),
    ]
