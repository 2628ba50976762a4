"""The ledger's own tables, in its own words: what keeps a cap does not depend on how the office describes it."""

from typing import Any

from django.db import migrations

from wenxiao.control.ledger import tables


def lay_out(_apps: Any, editor: Any) -> None:
    statements = tables.SQLITE if editor.connection.vendor == "sqlite" else tables.POSTGRESQL
    with editor.connection.cursor() as cursor:
        for statement in statements:
            # As it is: no parameters, so that a % in a trigger stays one.
            cursor.execute(statement)


class Migration(migrations.Migration):
    dependencies = []  # noqa: RUF012
    operations = [migrations.RunPython(lay_out)]  # noqa: RUF012
