import django.db.models.deletion
import wenxiao.web.plan.models.owned
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0003_fields_beside'),
        ('plan', '0004_workbook'),
        ('spend', '0001_ledger'),
        ('trail', '0003_entries_of_account'),
    ]

    operations = [
        migrations.CreateModel(
            name='Command',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120, unique=True)),
                ('kind', models.CharField(max_length=40)),
                ('at', models.CharField(max_length=32)),
                ('account', models.CharField(max_length=60)),
                ('person', models.CharField(max_length=60)),
                ('post', models.CharField(max_length=200)),
                ('subject_kind', models.CharField(max_length=40)),
                ('subject_id', models.CharField(max_length=40)),
                ('subject_hash', models.CharField(max_length=64)),
                ('reason', models.TextField()),
                ('legs', models.TextField()),
                ('algorithm', models.CharField(max_length=10)),
                ('digest', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'spend_command',
                'ordering': ('id',),
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Node',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('unit', models.CharField(max_length=40, verbose_name='单位代码')),
                ('year', models.IntegerField(verbose_name='年度')),
                ('kind', models.CharField(choices=[('line', '支出指标'), ('three_public', '“三公”经费限额'), ('cash_plan', '用款计划'), ('fund', '资金限额'), ('unit', '单位总额')], max_length=20, verbose_name='种类')),
                ('element', models.CharField(max_length=200, verbose_name='要素')),
                ('name', models.CharField(max_length=300, verbose_name='名称')),
                ('approved', models.BigIntegerField(default=0, verbose_name='批复数（分）')),
                ('adjusted', models.BigIntegerField(default=0, verbose_name='调整数（分）')),
                ('frozen', models.BigIntegerField(default=0, verbose_name='冻结数（分）')),
                ('held', models.BigIntegerField(default=0, verbose_name='支付在途（分）')),
                ('committed', models.BigIntegerField(default=0, verbose_name='已签约（分）')),
                ('paid', models.BigIntegerField(default=0, verbose_name='已支付（分）')),
                ('status', models.IntegerField(default=1, verbose_name='状态')),
                ('sequence', models.BigIntegerField(default=0)),
                ('hash', models.CharField(default='0000000000000000000000000000000000000000000000000000000000000000', max_length=64)),
            ],
            options={
                'db_table': 'spend_node',
                'ordering': ('id',),
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('pk', models.CompositePrimaryKey('node', 'sequence', blank=True, editable=False, primary_key=True, serialize=False)),
                ('node', models.ForeignKey(db_column='node', on_delete=django.db.models.deletion.DO_NOTHING, related_name='entries', to='spend.node')),
                ('sequence', models.BigIntegerField()),
                ('command', models.ForeignKey(db_column='command', on_delete=django.db.models.deletion.DO_NOTHING, related_name='entries', to='spend.command')),
                ('move', models.CharField(max_length=20)),
                ('amount', models.BigIntegerField(verbose_name='金额（分）')),
                ('approved', models.BigIntegerField()),
                ('adjusted', models.BigIntegerField()),
                ('frozen', models.BigIntegerField()),
                ('held', models.BigIntegerField()),
                ('committed', models.BigIntegerField()),
                ('paid', models.BigIntegerField()),
                ('status', models.IntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'spend_entry',
                'ordering': ('node_id', 'sequence'),
                'managed': False,
            },
        ),
        migrations.CreateModel(
            name='Allotment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('document', models.CharField(max_length=60, verbose_name='指标文号')),
                ('dated', models.DateField(verbose_name='文件日期')),
                ('source', models.CharField(choices=[('initial', '年初预算'), ('supplement', '预算追加'), ('carried', '上年结转')], default='initial', max_length=12, verbose_name='预算来源')),
                ('early', models.BooleanField(default=False, verbose_name='提前下达')),
                ('summary', models.CharField(blank=True, max_length=200, verbose_name='摘要')),
                ('author', models.CharField(max_length=40, verbose_name='录入人账号')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='allotments', to='people.unit')),
            ],
            options={
                'ordering': ('unit', '-year', 'id'),
            },
            bases=(wenxiao.web.plan.models.owned.OwnedByUnit, models.Model),
        ),
        migrations.CreateModel(
            name='AllotmentLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(blank=True, choices=[('personnel', '人员经费'), ('operating', '日常公用经费')], max_length=10, verbose_name='基本支出类别')),
                ('function_code', models.CharField(max_length=7, verbose_name='功能科目（项）')),
                ('economic_code', models.CharField(max_length=5, verbose_name='经济科目（款）')),
                ('fund', models.CharField(choices=[('general', '一般公共预算'), ('government_fund', '政府性基金'), ('state_capital', '国有资本经营预算'), ('special_account', '财政专户'), ('unit_money', '单位资金')], max_length=20, verbose_name='资金性质')),
                ('amount', models.BigIntegerField(verbose_name='金额（分）')),
                ('allotment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='spend.allotment')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.office', verbose_name='使用站所')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='allotment_lines', to='plan.project', verbose_name='项目')),
            ],
            options={
                'ordering': ('allotment', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Appropriation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('part', models.CharField(blank=True, choices=[('personnel', '人员经费'), ('operating', '日常公用经费')], max_length=10, verbose_name='基本支出类别')),
                ('function_code', models.CharField(max_length=7, verbose_name='功能科目（项）')),
                ('economic_code', models.CharField(max_length=5, verbose_name='经济科目（款）')),
                ('fund', models.CharField(choices=[('general', '一般公共预算'), ('government_fund', '政府性基金'), ('state_capital', '国有资本经营预算'), ('special_account', '财政专户'), ('unit_money', '单位资金')], max_length=20, verbose_name='资金性质')),
                ('compilation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appropriations', to='plan.compilation')),
                ('node', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='appropriation', to='spend.node')),
                ('office', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appropriations', to='people.office', verbose_name='使用站所')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='appropriations', to='plan.project', verbose_name='项目')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appropriations', to='people.unit')),
            ],
            options={
                'ordering': ('unit', 'year', 'project__code', 'part', 'economic_code', 'id'),
            },
            bases=(wenxiao.web.plan.models.owned.OwnedByUnit, models.Model),
        ),
        migrations.CreateModel(
            name='PaymentRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(max_length=40)),
                ('year', models.PositiveSmallIntegerField(verbose_name='年度')),
                ('number', models.CharField(max_length=32, unique=True, verbose_name='申请编号')),
                ('kind', models.CharField(choices=[('ordinary', '一般支付'), ('reception', '公务接待'), ('travel', '差旅'), ('batch', '批量发放')], default='ordinary', max_length=12, verbose_name='种类')),
                ('purpose', models.CharField(max_length=200, verbose_name='用途')),
                ('payee', models.CharField(max_length=100, verbose_name='收款人')),
                ('payee_account', models.CharField(blank=True, max_length=40, verbose_name='收款账号')),
                ('payee_bank', models.CharField(blank=True, max_length=100, verbose_name='开户银行')),
                ('document', models.CharField(blank=True, help_text='合同号、公函号、出差审批单号', max_length=100, verbose_name='事项依据')),
                ('before_approval', models.CharField(blank=True, help_text='LAW13：预算批复前只能安排的支出', max_length=12, verbose_name='批复前支出的依据')),
                ('author', models.CharField(max_length=40, verbose_name='填报人账号')),
                ('edition', models.PositiveIntegerField(default=1)),
                ('round', models.PositiveSmallIntegerField(default=0)),
                ('created', models.DateTimeField(auto_now_add=True)),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_requests', to='people.office', verbose_name='申请站所')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payment_requests', to='people.unit')),
            ],
            options={
                'ordering': ('-id',),
            },
            bases=(wenxiao.web.plan.models.owned.OwnedByUnit, models.Model),
        ),
        migrations.CreateModel(
            name='Charge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('amount', models.BigIntegerField(verbose_name='金额（分）')),
                ('appropriation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charges', to='spend.appropriation', verbose_name='支出指标')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='charges', to='spend.paymentrequest')),
            ],
            options={
                'ordering': ('request', 'id'),
            },
        ),
        migrations.CreateModel(
            name='Voucher',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invoice', '发票'), ('receipt', '财政票据'), ('payroll', '发放表'), ('letter', '公函'), ('guests', '接待清单'), ('travel', '出差审批单'), ('contract', '合同'), ('other', '其他')], max_length=12, verbose_name='种类')),
                ('code', models.CharField(blank=True, max_length=20, verbose_name='发票代码')),
                ('number', models.CharField(max_length=40, verbose_name='号码')),
                ('amount', models.BigIntegerField(verbose_name='金额（分）')),
                ('attachment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='trail.attachment', verbose_name='扫描件')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vouchers', to='spend.paymentrequest')),
            ],
            options={
                'ordering': ('request', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='allotment',
            constraint=models.UniqueConstraint(fields=('unit', 'year', 'document'), name='spend_allotment_one_document_each', violation_error_message='这个指标文号已经录入过了'),
        ),
        migrations.AddConstraint(
            model_name='allotmentline',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='spend_allotment_line_positive'),
        ),
        migrations.AddConstraint(
            model_name='allotmentline',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('project__isnull', True), models.Q(('part', ''), _negated=True)), models.Q(('part', ''), ('project__isnull', False)), _connector='OR'), name='spend_allotment_line_project_or_part'),
        ),
        migrations.AddIndex(
            model_name='paymentrequest',
            index=models.Index(fields=['unit', 'year', 'state'], name='spend_request_by_state'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='spend_charge_positive'),
        ),
        migrations.AddConstraint(
            model_name='charge',
            constraint=models.UniqueConstraint(fields=('request', 'appropriation'), name='spend_charge_one_each'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.CheckConstraint(condition=models.Q(('amount__gte', 0)), name='spend_voucher_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='voucher',
            constraint=models.UniqueConstraint(condition=models.Q(('kind__in', ('invoice', 'receipt'))), fields=('kind', 'code', 'number'), name='spend_voucher_serves_once'),
        ),
    ]
