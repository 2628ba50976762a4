"""How do forms look and speak? One renderer: label, help, the field, and what is wrong with it, tied together for screen readers."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core import validators
from django.forms.renderers import TemplatesSetting

from wenxiao.vocabulary.exact import InexactError, exactly
from wenxiao.vocabulary.money import InexactMoneyError, Money
from wenxiao.web.trail.refusal import Refused

TOO_MUCH = "数量太大了，请核对单位"


class Renderer(TemplatesSetting):
    """Takes the field and form templates from the project's own `django/forms/…`."""

    form_template_name = "parts/form.html"
    field_template_name = "parts/field.html"


def place(form: forms.BaseForm, refused: Refused) -> None:
    """Put each refusal beside the field it names; what names no field of this form stands above them all."""
    for refusal in refused.refusals:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.sentence)


def speak_plainly() -> None:
    """What every field says of itself when nothing nearer is said: a clerk's words instead of the framework's."""
    validators.MaxLengthValidator.message = "最多 %(limit_value)d 个字，现有 %(show_value)d 个"
    validators.MinLengthValidator.message = "最少 %(limit_value)d 个字，现有 %(show_value)d 个"
    validators.MaxValueValidator.message = "最大 %(limit_value)s"
    validators.MinValueValidator.message = "最小 %(limit_value)s"
    validators.ProhibitNullCharactersValidator.message = "里面有看不见的字符，请重新输入"
    listed, day = "请从清单里选，没有“%(value)s”", "请填日期，如 2026-02-20"
    said: dict[type[forms.Field], dict[str, str]] = {
        forms.Field: {"required": "请填写"},
        forms.IntegerField: {"invalid": "请填整数"},
        forms.FloatField: {"invalid": "请填数字"},
        forms.DecimalField: {"invalid": "请填数字"},
        forms.DateField: {"invalid": day},
        forms.ChoiceField: {"invalid_choice": listed},
        forms.MultipleChoiceField: {"invalid_choice": listed, "invalid_list": "请从清单里选"},
        forms.ModelChoiceField: {"invalid_choice": "请从清单里选"},
        forms.ModelMultipleChoiceField: {"invalid_choice": listed, "invalid_list": "请从清单里选", "invalid_pk_value": "请从清单里选"},
        forms.FileField: {
            "required": "请选择文件", "invalid": "请选择文件", "missing": "请选择文件", "empty": "文件是空的",
            "max_length": "文件名最多 %(max)d 个字，现有 %(length)d 个",
        },
    }  # fmt: skip
    for field, sentences in said.items():
        field.default_error_messages.update(sentences)


# What is pasted from a list of codes: the code, then its name.
_NAMED_CODE = re.compile(r"([A-Za-z]?\d+)[\W_]*(?=[^\W\d_A-Za-z])")


class CodeField(forms.CharField):
    """编码: a code of a list, as it stands or with its name behind it (`30218 专用材料费`); cleaned to the code alone."""

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        named = _NAMED_CODE.match(text)
        return named[1] if named else text

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # A browser must not cut off the name, or what was pasted would not be seen as it was meant.
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class MoneyField(forms.CharField):
    """金额: typed in 元 (`1,234.5`), cleaned to integer 分. Refuses what is finer than a 分, negative or no number, and says so."""

    def __init__(self, *, wan: bool = False, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "number", "autocomplete": "off"}))
        super().__init__(**options)
        self.wan = wan

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        unit = "万元" if self.wan else "元"
        try:
            plain = plain_number(text)
            fen = (Money.wan(plain) if self.wan else Money.yuan(plain)).fen
        except (NotPlainError, InexactMoneyError):
            raise forms.ValidationError(f"“{shortened(value)}”不是金额：请填{unit}数，最多到分，如 1234.56") from None
        if fen < 0:
            raise forms.ValidationError("金额不能是负数")
        if fen > 10**16:
            raise forms.ValidationError("金额太大了，请核对单位")
        return fen

    def prepare_value(self, value: Any) -> Any:
        return f"{Money(value)}".replace(",", "") if isinstance(value, int) and not isinstance(value, bool) else value


class QuantityField(forms.CharField):
    """数量: typed as a plain number with up to four decimals, cleaned to ten-thousandths."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "class": "number", "autocomplete": "off"}))
        super().__init__(**options)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            plain = plain_number(text)
        except NotPlainError:
            raise forms.ValidationError(f"“{shortened(value)}”不是数：请填如 12 或 3.5") from None
        try:
            scaled = exactly(plain, 10000)
        except InexactError:
            raise forms.ValidationError("数量最多四位小数" if "." in plain else TOO_MUCH) from None
        if scaled <= 0:
            raise forms.ValidationError("数量应当大于零")
        if scaled > 10**14:
            raise forms.ValidationError(TOO_MUCH)
        return scaled

    def prepare_value(self, value: Any) -> Any:
        return quantity_text(value) if isinstance(value, int) and not isinstance(value, bool) else value


class NotPlainError(ValueError):
    """What was typed is not a number as people write it."""


# A comma stands before every three digits or nowhere: 1,00 is a slip for 1.00 or for 1,000, and nobody can tell which.
_PLAIN = re.compile(r"-?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")
_NARROW = str.maketrans("０１２３４５６７８９．，－", "0123456789.,-")


def plain_number(text: str) -> str:
    """A number as a clerk types it, also in full-width characters, as ASCII digits with a point. Raises NotPlainError."""
    narrow = text.translate(_NARROW).strip()
    if not _PLAIN.fullmatch(narrow):
        raise NotPlainError(text)
    return narrow.replace(",", "")


def shortened(value: object) -> str:
    """What was typed, as far as it is worth repeating in a sentence."""
    text = str(value)
    return text if len(text) <= 30 else f"{text[:30]}…"


def quantity_text(scaled: int) -> str:
    """Ten-thousandths as a plain number without superfluous zeros."""
    whole, rest = divmod(scaled, 10000)
    return f"{whole}.{rest:04d}".rstrip("0") if rest else str(whole)
