"""What is typed about an indicator? The form takes whatever can be kept; what is merely bad is told beside it by the preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms

from wenxiao.catalogue.indicators import LibraryIndicator
from wenxiao.catalogue.kinds import KINDS
from wenxiao.performance.drafts import IndicatorDraft
from wenxiao.web.plan.elements import Form
from wenxiao.web.plan.models import Indicator
from wenxiao.web.plan.queries.library import GRADES
from wenxiao.web.plan.services.indicators import DIRECTIONS, IndicatorEntry

BANDS = tuple(GRADES.values())


def kind_choices() -> list[tuple[str, Any]]:
    """The kinds by first level, as a select shows them."""
    groups = ((first, [(f"{first}/{second}", f"{first}—{second}") for second in seconds]) for first, seconds in KINDS.items())
    return [("", "请选择"), *groups]


def _line(label: str, longest: int, help_text: str = "", *, number: bool = False, required: bool = False) -> forms.CharField:
    attributes = {"autocomplete": "off"} | ({"class": "number"} if number else {})
    return forms.CharField(
        label=label, max_length=longest, required=required, help_text=help_text, widget=forms.TextInput(attrs=attributes)
    )


class IndicatorForm(forms.Form):
    """绩效指标. Fields are named as IndicatorEntry's."""

    form = forms.ChoiceField(label="形式", choices=Form.choices, widget=forms.RadioSelect)
    kind = forms.ChoiceField(label="指标类型", choices=kind_choices, required=False, help_text="一级指标—二级指标")
    name = _line("指标名称", 100, "写出量的是什么，例如“渠道清淤长度”", required=True)
    measure = _line("计量单位", 20, "例如 %、公里、人次")
    direction = forms.ChoiceField(label="方向", choices=list(DIRECTIONS.items()), required=False)
    target = _line("指标值", 60, "今年要达到的数，例如 ≥95%")
    baseline = _line("上年值", 60, "上一年实际达到的数，用来比较今年定得高不高")
    weight = forms.IntegerField(
        label="分值",
        min_value=0,
        max_value=100,
        required=False,
        help_text="可以先空着，在列表里按规定分配",
        widget=forms.TextInput(attrs={"class": "number", "inputmode": "numeric", "autocomplete": "off"}),
    )
    excellent = _line("优", 60)
    good = _line("良", 60)
    fair = _line("中", 60)
    poor = _line("差", 60)
    explanation = forms.CharField(
        label="指标解释",
        required=False,
        max_length=2000,
        help_text="怎样计算：分子、分母、什么时候的数",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    source = _line("指标值依据", 200, "哪个文件、台账或统计里定的")
    evidence = _line("佐证材料", 200, "自评时拿什么证明")
    edition = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        for name, field in self.fields.items():
            # Help, refusal and what the preview says about the field belong to it for a screen reader as well.
            tied = (f"id_{name}_helptext",) * bool(field.help_text) + (f"told-{name}",)
            if name != "edition":
                field.widget.attrs["aria-describedby"] = " ".join(tied)

    def add_prefix(self, field_name: str) -> str:
        """A page's form cannot hold a field called `form`: scripts would take it for the form that a field belongs to."""
        return "shape" if field_name == "form" else super().add_prefix(field_name)

    def entry(self) -> IndicatorEntry:
        """What was typed, after `is_valid`."""
        return IndicatorEntry(**{name: self.cleaned_data[name] for name in IndicatorEntry._fields})


def typed(form: IndicatorForm) -> dict[str, str]:
    """The text of every field as it stands in the form, valid or not."""
    values = {name: form[name].value() for name in IndicatorEntry._fields}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def draft_of_typed(texts: Mapping[str, str]) -> IndicatorDraft:
    """The form's texts as `performance` reads them."""
    return IndicatorDraft(
        name=texts["name"],
        form="national" if texts["form"] == Form.NATIONAL else "hebei",
        kind=texts["kind"],
        unit=texts["measure"],
        direction=texts["direction"],
        target=texts["target"],
        standards={grade: texts[column] for grade, column in GRADES.items()},
        weight=texts["weight"],
        baseline=texts["baseline"],
        data_source=texts["source"],
        evidence=texts["evidence"],
        explanation=texts["explanation"],
    )


def taken_over(found: LibraryIndicator) -> dict[str, str]:
    """An indicator of the library as a new one's initial texts, cut to what the fields hold."""
    texts = {
        "form": str(Form.HEBEI if any(found.standards.values()) else Form.NATIONAL),
        "kind": found.kind,
        "name": found.name,
        "measure": found.unit,
        "direction": found.direction,
        "target": found.target,
        "explanation": f"{found.explanation}。计算：{found.formula}" if found.formula else found.explanation,
        "source": found.data_source,
        "evidence": found.evidence,
    } | {column: found.standards.get(grade, "") for grade, column in GRADES.items()}
    longest = {name: getattr(Indicator._meta.get_field(name), "max_length", None) for name in texts}
    return {name: text[: longest[name]] for name, text in texts.items()}


def differing(saved: Indicator, entry: IndicatorEntry) -> Iterator[tuple[str, object, object]]:
    """(title, as it now stands, as typed) of the fields in which they differ."""
    for name, value in entry._asdict().items():
        stands = getattr(saved, name)
        if stands != value:
            yield str(IndicatorForm.base_fields[name].label), stands, value
