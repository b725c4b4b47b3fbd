"""Drafts belong to a city; exporting them is a permission of its own."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("kelurahan", "0001_initial"),
        ("planning", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("rkpd", "0001_initial"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="draft",
            options={
                "ordering": ("-cycle__fiscal_year", "-version"),
                "permissions": [("export_draft", "Boleh mengunduh rancangan RKPD")],
                "verbose_name": "rancangan RKPD",
                "verbose_name_plural": "rancangan RKPD",
            },
        ),
        migrations.RemoveConstraint(model_name="draft", name="one_draft_per_version"),
        migrations.AddField(
            model_name="draft",
            name="city",
            field=models.ForeignKey(
                default=1,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="drafts",
                to="kelurahan.city",
                verbose_name="kota",
            ),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="line",
            name="unit",
            field=models.CharField(blank=True, max_length=40, verbose_name="satuan"),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("city", "cycle", "version"), name="one_draft_per_version"
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("frozen_at", None), ("frozen_by", None))
                | models.Q(("frozen_at__isnull", False), ("frozen_by__isnull", False)),
                name="freezing_has_a_person_and_a_time",
            ),
        ),
    ]
