"""Triggers that refuse to change or delete a row of the trail."""

from django.db import migrations

from wenxiao.web.trail import triggers


class Migration(migrations.Migration):
    dependencies = [("trail", "0001_initial")]  # noqa: RUF012
    operations = [  # noqa: RUF012
        migrations.RunPython(
            lambda _apps, editor: triggers.install(editor.connection), lambda _apps, editor: triggers.remove(editor.connection)
        )
    ]
