import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("campaigns", "0002_look")]

    operations = [
        migrations.AddField("campaignpage", "delivered_on", models.DateField(blank=True, null=True, verbose_name="delivered on")),
        migrations.AddField("campaignpage", "delivered_to", models.CharField(blank=True, default="", max_length=200, verbose_name="delivered to"), preserve_default=False),
        migrations.AddField(
            "campaignpage",
            "delivered_count",
            models.PositiveIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MinValueValidator(1)],
                verbose_name="signatures handed over",
            ),
        ),
        migrations.AddField("campaignpage", "delivered_words", models.TextField(blank=True, default="", max_length=2000, verbose_name="words"), preserve_default=False),
        migrations.AddField("campaignpage", "answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
        migrations.AddField("campaignpage", "answered_by", models.CharField(blank=True, default="", max_length=200, verbose_name="answered by"), preserve_default=False),
        migrations.AddField("campaignpage", "answered_words", models.TextField(blank=True, default="", max_length=2000, verbose_name="words"), preserve_default=False),
        migrations.AddField("campaignpage", "answered_link", models.URLField(blank=True, default="", verbose_name="link to the answer"), preserve_default=False),
        migrations.AddField("campaignpage", "decided_on", models.DateField(blank=True, null=True, verbose_name="decided on")),
        migrations.AddField(
            "campaignpage",
            "decision",
            models.CharField(
                blank=True,
                choices=[
                    ("granted", "granted"),
                    ("partly", "granted in part"),
                    ("not-granted", "not granted"),
                    ("other", "settled in another way"),
                ],
                default="",
                max_length=12,
                verbose_name="decision",
            ),
            preserve_default=False,
        ),
        migrations.AddField("campaignpage", "decision_words", models.TextField(blank=True, default="", max_length=2000, verbose_name="words"), preserve_default=False),
        # Signers see it from the next publication on: that freezes the sentence they agree to.
        migrations.AddField("campaignpage", "names_offer", models.BooleanField(default=False, verbose_name="offer to show first names")),
        migrations.AlterField("campaignpage", "names_offer", models.BooleanField(default=True, verbose_name="offer to show first names")),
        migrations.AddField("campaignpage", "share_whatsapp", models.TextField(blank=True, default="", max_length=600, verbose_name="WhatsApp"), preserve_default=False),
        migrations.AddField("campaignpage", "share_sms", models.CharField(blank=True, default="", max_length=100, verbose_name="text message"), preserve_default=False),
        migrations.AddField("campaignpage", "share_post", models.CharField(blank=True, default="", max_length=230, verbose_name="short post"), preserve_default=False),
        migrations.AddField("campaignpage", "share_email_subject", models.CharField(blank=True, default="", max_length=120, verbose_name="subject"), preserve_default=False),
        migrations.AddField("campaignpage", "share_email_words", models.TextField(blank=True, default="", max_length=1500, verbose_name="words"), preserve_default=False),
    ]
