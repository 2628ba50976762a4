from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0003_fields_beside"),
        ("plan", "0005_profile_edition"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="localstandard",
            options={"ordering": ("unit", "-year", "standard", "id")},
        ),
        migrations.RemoveConstraint(
            model_name="localstandard",
            name="plan_local_standard_one_each",
        ),
        # Those there are were used as they stood.
        migrations.AddField(
            model_name="localstandard",
            name="state",
            field=models.CharField(default="in_force", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="localstandard",
            name="until",
            field=models.DateField(blank=True, help_text="从这一天起不再用", null=True, verbose_name="停用日期"),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "in_force")),
                fields=("unit", "year", "standard"),
                name="plan_local_standard_one_in_force",
            ),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("unit", "year", "standard"),
                name="plan_local_standard_one_proposed",
            ),
        ),
        migrations.AddConstraint(
            model_name="localstandard",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("state", "ended"), _negated=True), ("until__isnull", False), _connector="OR"),
                name="plan_local_standard_ended_has_day",
            ),
        ),
    ]
