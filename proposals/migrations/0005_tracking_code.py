"""Every usulan that has a number gets the code of its public page."""

import secrets

from django.db import migrations, models, transaction

# As proposals.tracking writes them.
ALPHABET, LENGTH = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 15
BATCH = 500


def _code():
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def forwards(apps, schema_editor):
    """In batches: a city of many years does not lie in memory at once."""
    Proposal = apps.get_model("proposals", "Proposal")
    alias = schema_editor.connection.alias
    without = Proposal.objects.using(alias).filter(number__isnull=False, tracking_code=None)
    while batch := list(without.order_by().only("pk")[:BATCH]):
        for row in batch:
            row.tracking_code = _code()
        with transaction.atomic(using=alias):
            Proposal.objects.using(alias).bulk_update(batch, ["tracking_code"])


class Migration(migrations.Migration):

    dependencies = [("proposals", "0004_postgres_indexes")]

    operations = [
        migrations.AddField(
            model_name="proposal",
            name="tracking_code",
            field=models.CharField(editable=False, help_text="Given along with the number: opens the public page of this usulan.", max_length=20, null=True, unique=True, verbose_name="kode lacak"),
        ),
        migrations.RunPython(forwards, migrations.RunPython.noop),
    ]
