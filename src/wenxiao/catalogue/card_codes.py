"""Which spending may not be paid in cash? 公务卡强制结算目录 (财库〔2011〕160号)."""

from __future__ import annotations

from collections.abc import Mapping

from wenxiao.catalogue.load import load_file


def card_codes() -> Mapping[str, str]:
    """Economic code (款) → the kind of spending, as the notice names it."""
    return {each["code"]: each["title"] for each in load_file("card_codes")["codes"]}


def card_source() -> str:
    """The notice, by name and number."""
    source: str = load_file("card_codes")["source"]
    return source
