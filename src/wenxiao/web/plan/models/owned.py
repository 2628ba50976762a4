"""Whose is it? What every record of a unit answers, for permissions and for the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Field
from django.db.models import Model as AnyModel

from wenxiao.web.people.models import Office, Unit

if TYPE_CHECKING:
    from django.db.models import Model

    _Base = Model
else:
    _Base = object


class OwnedByUnit(_Base):
    """属于单位: the unit in whose chain its acts stand; no office owns it alone. Subclasses have `unit`, or say `owning_unit`."""

    KIND = ""

    @property
    def owning_unit(self) -> Unit:
        return self.unit  # type: ignore[attr-defined, no-any-return]

    @property
    def owning_office(self) -> Office | None:
        return None

    @property
    def project_code(self) -> str:
        return ""

    @property
    def chain(self) -> str:
        return self.owning_unit.code

    @property
    def trail_name(self) -> str:
        return str(self)


def field_title(model: type[AnyModel], name: str) -> str:
    """The Chinese title of a field: what a clerk calls it in a refusal and in the trail."""
    field = model._meta.get_field(name)
    assert isinstance(field, Field)
    return str(field.verbose_name)
