"""What do the fields of a record say, and which of them cannot be kept like that?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Field, Model

from wenxiao.web.trail.refusal import Refusal, raise_if_any


def faults(record: Model) -> Iterator[Refusal]:
    """What the tables themselves refuse: empty, too long, not a choice, used already; each beside its field.

    A constraint over several fields names the field it stands beside as its `violation_error_code`.
    """
    try:
        record.full_clean()
    except ValidationError as error:
        own = {field.name for field in record._meta.get_fields()}
        for field, errors in error.error_dict.items():
            for each in errors:
                beside = each.code if field == NON_FIELD_ERRORS and each.code in own else field
                yield Refusal("".join(each.messages), field="" if beside == NON_FIELD_ERRORS else str(beside))


def keep(record: Model) -> None:
    """Save what has no faults; where somebody was a moment faster with the same code or name, refuse it as any other double.

    Raises Refused.
    """
    try:
        with transaction.atomic():
            record.save()
    except IntegrityError:
        raise_if_any(faults(record))
        raise


def described(record: Model, *names: str) -> dict[str, Any]:
    """Fields by their Chinese names, as the trail keeps them: text, whole numbers, true or false."""
    fields = {field.name: field for field in record._meta.get_fields() if isinstance(field, Field)}
    return {str(fields[name].verbose_name): _text(record, name) for name in names}


def _text(record: Model, name: str) -> Any:
    value = getattr(record, name)
    shown = getattr(record, f"get_{name}_display", None)
    if shown is not None:
        return str(shown())
    return value if value is None or isinstance(value, bool | int) else str(value)
