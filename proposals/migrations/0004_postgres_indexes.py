"""What PostgreSQL alone can do: search by trigrams, and the order by value with empty ones last."""

import logging

from django.db import Error, migrations, transaction

logger = logging.getLogger(__name__)

BY_VALUE = (
    "CREATE INDEX IF NOT EXISTS proposal_by_value ON proposals_proposal"
    " (cycle_id, value DESC NULLS LAST, id)"
)
# The text of proposals.admin.search.SearchedText, in the capitals that icontains compares.
SEARCHED = (
    "CREATE INDEX IF NOT EXISTS proposal_searched ON proposals_proposal USING gin"
    " (UPPER(COALESCE(number, '') || ' ' || title || ' ' || address) gin_trgm_ops)"
)


def forwards(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    schema_editor.execute(BY_VALUE)
    try:
        # In a savepoint: refused, only this much is undone.
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
            cursor.execute(SEARCHED)
    except Error as error:
        logger.warning(
            "Pencarian usulan berjalan tanpa indeks trigram, jadi lebih lambat: %s "
            'Mintalah pemilik basis data menjalankan "CREATE EXTENSION pg_trgm" lalu: %s',
            error,
            SEARCHED,
        )


def backwards(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS proposal_searched")
        schema_editor.execute("DROP INDEX IF EXISTS proposal_by_value")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_list_indexes")]
    operations = [migrations.RunPython(forwards, backwards)]
