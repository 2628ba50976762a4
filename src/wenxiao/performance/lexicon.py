"""What do the words of indicators and goals tell?

Every word list that the tests of indicator quality rest on stands here and nowhere else. The lists name kinds of things (rates,
counts, money, harm, promises), never things of one unit; a word that is missing makes a test milder, not wrong.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

# What is measured. A name is looked at from its end: in 问题整改率 the rate decides, in 整改问题数 the count.
RATIO_ENDINGS = ("率", "比例", "比重", "占比", "百分比", "满意度", "覆盖度", "知晓度", "完成度", "达标度", "参与度", "支持度", "%")
COUNT_ENDINGS = ("数", "次", "数量", "人次", "批次", "场次")
NOT_COUNTS = ("指数", "分数", "系数", "倍数", "基数", "参数", "天数", "年数", "月数", "里程数", "公里数", "吨数", "面积数", "金额数")
TIME_ENDINGS = ("时间", "时限", "时长", "天数", "工期", "期限", "周期")
# 发放及时性 is a quality; only 及时率 can be a percentage.
QUALITY_ENDINGS = ("性",)
# A state that is reached or not: one station cannot be 90 % up to standard.
STATE_ENDINGS = ("达标", "完成", "合格", "建成", "健全", "到位", "落实", "通过")
# Change, which may be negative and may pass 100 %.
CHANGE_WORDS = ("变动", "增长", "下降", "减少", "增加", "增幅", "降幅", "降低", "上升", "提高", "压减", "节约")
# What is counted, and the unit it is counted in.
COUNTED = {"问题": "个", "项目": "个", "企业": "家", "农户": "户", "人员": "人"}

# Rates that describe a state of things or a share, for which no general floor makes sense.
NO_FLOOR = re.compile(r"占比|比例|比重|森林|绿化|入住|上座|中标|增值|回报|收益")

# Satisfaction and cost.
SATISFACTION = re.compile(r"满意")
COST = re.compile(
    r"成本|单价|造价|节约率|节支率|(?:经费|支出|费用|费)[^率]{0,4}(?:变动|下降|增长|压减|控制|节约)率?|人均[^率]{0,6}(?:费|支出)|(?:支出|补助|补贴)标准"
)
# Done in time; how long it took.
TIMELINESS = re.compile(r"及时率|按时|按期|准时|时限|工期|(?:办理|响应|处置|到达|修复|平均)[^率]{0,6}(?:时间|时长)$")
# The execution rate has marks of its own in a self-evaluation, and compliance is a condition, not an achievement.
EXECUTION = re.compile(r"(?:预算|资金|经费|款项|拨款)[^率]{0,4}(?:执行|使用|到位|支出)(?:进度|率)")
COMPLIANCE = re.compile(r"(?:支出|资金|经费|使用|财务|程序|采购)[^率]{0,4}(?:合规|合法)")
# Money that is to be handed on.
HANDING_OUT = re.compile(r"(?:资金|经费|补贴|补助|津贴|工资|养老金|保险金|救助金|优抚金|低保金)[^率]{0,6}(?:支付|发放|拨付|到位|使用|兑现)")
# Cost that must not grow where the goal says it is held down.
SPENDING_CHANGE = re.compile(r"(?:三公|公务接待|经费|支出|费)[^率]{0,6}(?:变动|增长)(?:率|幅度)?|增幅")
HELD_DOWN = re.compile(r"只减不增|零增长|(?:控制|压减|压缩|削减|降低)[^。；，]{0,12}(?:经费|支出|费用|三公|成本)")

# What nobody wants, in families: the goal may say 山火 where the indicator says 火灾. `good` are names that measure its absence.
HARMS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("火灾", ("山火", "火灾", "火情", "火警", "失火", "起火"), ()),
    ("事故", ("事故", "伤亡", "死亡"), ("安全率", "安全运行率", "安全达标率")),
    ("返贫", ("返贫", "致贫"), ()),
    ("犯罪", ("犯罪", "发案", "案件", "肇事肇祸"), ()),
    ("上访", ("上访", "信访", "集访", "越级访"), ()),
    ("污染", ("污染", "黑臭", "秸秆焚烧"), ()),
    ("灾害", ("受灾", "灾害", "成灾"), ()),
    ("疫情", ("疫情", "疫病", "传染"), ()),
    ("违法违规", ("违法", "违规", "违纪", "违建"), ()),
    ("问题", ("问题", "隐患", "投诉", "差错", "纠纷", "拖欠"), ()),
)
# Doing something about a harm is good: 隐患整改率 may well be high.
REMEDIES = (
    "整改",
    "排查",
    "处置",
    "处理",
    "化解",
    "调解",
    "办结",
    "查处",
    "治理",
    "消除",
    "防治",
    "拆除",
    "解决",
    "受理",
    "回复",
    "巡查",
    "帮教",
)
# Larger is better for these names, whatever they are about.
WELCOME_ENDINGS = ("完成率", "覆盖率", "合格率", "达标率", "及时率", "满意度", "办结率", "到位率", "知晓率", "参与率", "完好率", "准确率")

# Promises in goals.
ZERO_PROMISE = re.compile(r"(?:不发生|不出现|无|零|杜绝|严禁|防止)([^。；，,;.\s]{2,24})")
FIRM_PROMISE = re.compile(r"确保|保证|全部|完全")
FALL_PROMISE = re.compile(r"(?:降低|减少|下降|压降|遏制)([^。；，、,;.\s]{2,12})")

# Words that say nothing without a base and a size.
VAGUE = ("改善", "提高", "提升", "促进", "加强", "增强", "推动", "明显", "显著", "有效", "进一步", "稳定", "和谐", "较好", "良好")
# Rights of citizens: using them is no failure of the work.
RIGHTS = ("上访", "信访", "投诉", "举报", "复议", "诉讼", "申诉")

# Parts of a name that say only that something is measured; taken off before names are compared with goals.
MEASURE_TAIL = re.compile(r"(?:\(%\)|完成率|覆盖率|发生率|次数|数量|人数|及时率|合格率|率|度|性|数)$")
# A quantity in a goal: figures with a unit or a date, not the figure of an enumeration or of a name such as 9+X.
QUANTITY = re.compile(
    r"[0-9.]+\s*(?:%|‰|个百分点|万元|亿元|元|次|人|户|件|起|家|场|公里|平方米|亩|吨|个月|个|天|日|月|年|处|座|台|篇|期|条|项|名)|百分之|底前"
)
# `2、` begins an item wherever it stands (readers join paragraphs without a space); `2.`, `（二）` only after a space or a stop.
ENUMERATOR = re.compile(
    r"(?<![0-9.])[0-9]{1,2}、(?![0-9])|(?:^|(?<=[\s。；;，,、>)）]))\s*(?:[0-9]{1,2}[.．)）](?![0-9])|[（(]?[一二三四五六七八九十]{1,3}[、.)）])"
)

# When a value is collected: a data source without any such word leaves it open.
COLLECTION_TIME = re.compile(r"[每逐月季年日周天]|定期|随时|实时|[前后]|期末|期满|届满|验收|完工|竣工|决算|结算")


class Nature(NamedTuple):
    """指标性质 as its name tells it: `measure` is ratio, count, time, quality, state or "" (unknown). `change` where the name
    speaks of a change; `whole` where only whole numbers make sense."""

    measure: str
    change: bool
    whole: bool


@lru_cache(maxsize=2048)
def nature(name: str) -> Nature:
    clean = re.sub(r"[\s()（）]", "", name).replace("％", "%")
    change = any(word in clean for word in CHANGE_WORDS)
    if clean.endswith(TIME_ENDINGS):
        measure = "time"
    elif clean.endswith(RATIO_ENDINGS):
        measure = "ratio"
    elif clean.endswith(COUNT_ENDINGS) and not clean.endswith(NOT_COUNTS):
        measure = "count"
    elif clean.endswith(QUALITY_ENDINGS):
        measure = "quality"
    elif clean.endswith(STATE_ENDINGS) and not change:
        measure = "state"
    else:
        measure = ""
    return Nature(measure, change, measure == "count")


def harms_named(text: str) -> set[str]:
    """The families of harm that `text` speaks of."""
    return {family for family, words, _ in HARMS if any(word in text for word in words)}


@lru_cache(maxsize=1024)
def is_unwelcome(name: str) -> bool:
    """Whether more of what `name` measures is worse: 返贫率, 事故起数, 整改问题数 (found, not solved).

    The harm must be what is measured (隐患率), not what the measure is about (信访资金使用率), and acting on it is good (排查隐患率,
    巡查次数).
    """
    if nature(name).change:
        return False
    remedied = any(word in name for word in REMEDIES)
    clean = re.sub(r"[\s()（）%％]", "", name)
    if clean.endswith("率"):
        return not remedied and _ends_in_harm(clean[:-1])
    tail = next((tail for tail in _COUNT_TAILS if clean.endswith(tail)), "")
    return bool(tail) and _ends_in_harm(clean[: -len(tail)]) and not (remedied and tail == "次数")


def is_welcome(name: str) -> bool:
    """Whether more of what `name` measures is better, whatever it is about: 完成率, 满意度."""
    return re.sub(r"[\s()（）%％]", "", name).endswith(WELCOME_ENDINGS) and not nature(name).change


def is_money_indicator(name: str) -> bool:
    """Whether the indicator can only be met by paying: execution, compliance, handing out."""
    return bool(EXECUTION.search(name) or COMPLIANCE.search(name) or HANDING_OUT.search(name))


_COUNT_TAILS = ("次数", "起数", "件数", "人数", "户数", "个数", "数量", "总量", "数", "量")
_HARM_WORDS = tuple(word for _, words, _ in HARMS for word in words)


def _ends_in_harm(text: str) -> bool:
    for happening in ("发生", "出现", "案"):
        text = text.removesuffix(happening)
    return text.endswith(_HARM_WORDS)
