"""Which number does the next document of a unit bear?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from django.db import models
from django.db.models.functions import Length


def numbers_after_last(model: type[models.Model], prefix: str, digits: int) -> Iterator[str]:
    """`prefix` and a running number of at least so many digits, one after another: 单位编码-年度-Z流水. The unit is held, so that no two
    documents get the same."""
    # By length first: 100000 comes after 99999.
    numbers = model._default_manager.filter(number__startswith=prefix).order_by(Length("number").desc(), "-number")
    last = numbers.values_list("number", flat=True).first()
    return (f"{prefix}{number:0{digits}d}" for number in itertools.count(int(last.removeprefix(prefix)) + 1 if last else 1))
