"""Right sentences, written the many ways that offices write them, draw no error."""

import pytest

from wenxiao.checks.engine import check
from wenxiao.documents.read.text import read_text
from wenxiao.facts.extract import extract
from wenxiao.vocabulary.finding import Outcome, Severity

BUDGET = "云溪县青石镇人民政府2024年部门预算\n\n"
OUTTURN = "云溪县青石镇人民政府\n2024年度部门决算\n\n"


def errors(text: str) -> list[str]:
    report = check(extract(read_text("样例.txt", text.encode())))
    return [finding.message for finding in report.findings if finding.severity is Severity.ERROR and finding.outcome is Outcome.VIOLATED]


@pytest.mark.parametrize(
    "sentence",
    [
        "实有在职人员40人，其中行政18人，事业22人；离退休人员12人。",
        "行政编制20人，事业编制22人，合计42人；年末实有在职人员40人，其中：行政人员18人、事业人员22人，退休人员12人，遗属3人。",
        "公务接待费2万元，国内公务接待20批次，200人次，人均100元。",
        "公务用车保有量4辆，公务用车运行费12万元，车均运行维护费3万元。",
        "人均公用经费2.5万元，公用经费100万元，在职40人。",
        "收入预算较上年翻一番，达到3000万元，上年为1500万元。",
        "支出预算3000万元，上年2800万元。",
        "2023年收入预算2800万元，实际完成2850万元。2024年收入预算3000万元。",
        "收入包括：一般公共预算拨款2900万元、上年结转100万元；支出包括：一般公共服务支出1500万元、农林水支出1500万元。",
        "机关运行经费120万元，较2023年预算减少30万元，减少20%。其中办公费减少10万元，差旅费减少20万元。",
        "机关运行经费100.50万元，比2023年增加10.50万元，增长11.67%，主要原因是办公费增加5万元、差旅费增加5.5万元。",
        "教育支出100万元，其中学前教育60万元，小学教育40万元；支出总计1000万元。",
        "基本支出2000万元，占总支出的66.67%；项目支出1000万元，占总支出的33.33%。支出总计3000万元。",
        "教育支出60万元，占10%；农林水支出540万元，占90%。合计600万元。",
        "“三公”经费2024年预算12万元，2023年预算15万元，2022年预算18万元，逐年下降，比2023年减少3万元，下降20%。",
        "项目支出1000万元。其中：环卫保洁300万元，村级运转400万元，其中：村干部报酬250万元，办公经费150万元；农村道路300万元。",
        "基本支出2000万元，其中：人员经费1800万元，主要包括：基本工资800万元、奖金200万元等；公用经费200万元，主要包括：办公费80万元等。",
    ],
)
def test_in_a_budget(sentence):
    assert errors(BUDGET + sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "支出决算3000万元，比上年决算数2900万元增加100万元，增长3.45%；比年初预算数2800万元增加200万元，增长7.14%。",
        "收入合计3000万元，比年初预算数2800万元多200万元，增长7.14%；比上年决算数3200万元减少200万元，下降6.25%。",
        "“三公”经费支出15万元，比年初预算20万元减少5万元，下降25%，比2023年决算16万元减少1万元，下降6.25%。",
        "本年收入合计1000万元，其中：财政拨款收入900万元，占90%；其他收入100万元，占10%。与上年相比，财政拨款收入增加100万元，增长12.5%；"
        "其他收入减少50万元，下降33.33%；本年收入合计增加50万元，增长5.26%。",
        "财政拨款收、支总计1500万元，其中：本年财政拨款收入1400万元，年初结转100万元；本年财政拨款支出1450万元，年末结转50万元。",
    ],
)
def test_in_final_accounts(sentence):
    assert errors(OUTTURN + sentence) == []


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("“三公”经费12万元，比2023年的15万元减少3万元，下降25%。", "25"),
        ("“三公”经费12万元，比2023年的15万元减少3万元，降幅12%。", "12%"),
        ("支出预算100万元，其中：基本支出60万元，项目支出50万元。", "100"),
    ],
)
def test_and_a_wrong_one_still_does(sentence, wrong):
    assert any(wrong in message for message in errors(BUDGET + sentence))
