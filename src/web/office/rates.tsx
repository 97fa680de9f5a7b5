import { useState } from 'preact/hooks';
import {
  OfficePolicyDocuments,
  OfficePolicyRates,
  type OfficePolicyRatesQuery,
  OfficePolicyRateSet,
  OfficePolicyRateWithdraw,
  OfficePolicyRuleEnd,
  OfficePolicyRules,
  type OfficePolicyRulesQuery,
  OfficeProgrammeParameters,
  OfficeProgrammeParameterSet,
  type ParameterKind,
  type ParameterUnit,
  type PolicyBasis,
  type PolicyBenefit,
  type PolicyParameter,
} from '../generated/office.ts';
import {
  act,
  choices,
  confirm,
  count,
  DateField,
  day,
  type Declined,
  Dialog,
  Empty,
  Form,
  language,
  NumberField,
  Page,
  PagedTable,
  percent,
  SelectField,
  t,
  Tabs,
  TextField,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
  yuan,
} from '../ui/index.ts';
import { useHere } from './here.ts';

type Rate = OfficePolicyRatesQuery['policyRates']['edges'][number]['node'];
type Rule = OfficePolicyRulesQuery['policyRules']['edges'][number]['node'];
type Unit = 'share' | 'money' | 'days' | 'months' | 'years' | 'times';

const UNITS: Readonly<Record<PolicyParameter, Unit>> = {
  FUND_COMPENSATION: 'share',
  FUND_LEVERAGE: 'times',
  INSURANCE_SHARE_EMPLOYER: 'share',
  INSURANCE_SHARE_FLEXIBLE: 'share',
  LOAN_AGE: 'years',
  LOAN_BANK: 'days',
  LOAN_BANK_FAST: 'days',
  LOAN_EXTENSION: 'months',
  LOAN_GRACE: 'days',
  LOAN_LIMIT_FIRM: 'money',
  LOAN_LIMIT_HEAD: 'money',
  LOAN_LIMIT_INDIVIDUAL: 'money',
  LOAN_LIMIT_PARTNERSHIP: 'money',
  LOAN_RATE: 'share',
  LOAN_RENEWALS: 'times',
  LOAN_STEP: 'days',
  LOAN_STEP_FAST: 'days',
  LOAN_TERM: 'months',
  POST_SUBSIDY: 'money',
  SUBSIDY_CONTRACT: 'months',
  SUBSIDY_MONTHS: 'months',
  SUBSIDY_NEAR_RETIREMENT: 'years',
  SUBSIDY_NOTICE: 'days',
  SUBSIDY_SPELLS: 'times',
};
const unitOf = (unit: Unit): string =>
  ({
    share: t('比例（%）', 'share (%)'),
    money: t('元', 'yuan'),
    days: t('天', 'days'),
    months: t('个月', 'months'),
    years: t('岁/年', 'years'),
    times: t('次/倍', 'times'),
  })[unit];

function valueOf({ parameter, value, per }: Rate): string {
  const unit = UNITS[parameter];
  if (unit === 'share') return percent(Number(value) / Number(per), 2);
  return unit === 'money' ? yuan(value) : `${count(Number(value))} ${unitOf(unit)}`;
}

/** What the programmes are computed by: since when, where, and what each rests on. */
export function Rates() {
  const [view, setView] = useState('rates');
  return (
    <Page
      title={t('参数与规则', 'Rates and rules')}
      intro={t(
        '待遇、贷款和期限都按这里的数计算；每个数写明从哪天起、在哪里、依据什么。改数是另立一条，已办的不变。',
        'Benefits, loans and deadlines are computed by these: since when, where, and by what source. A change is a new row; what was decided stands.',
      )}
      actions={
        <button type="button" onClick={() => print()}>
          {t('打印', 'Print')}
        </button>
      }
    >
      <Tabs
        label={t('参数与规则', 'Rates and rules')}
        current={view}
        choose={setView}
        tabs={[
          { key: 'rates', label: t('待遇与贷款参数', 'Rates') },
          { key: 'parameters', label: t('期限与年龄', 'Deadlines and ages') },
          { key: 'rules', label: t('享受条件', 'Rules') },
        ]}
      >
        {view === 'rates' ? <OfPolicies /> : view === 'parameters' ? <OfProgrammes /> : <Rules />}
      </Tabs>
    </Page>
  );
}

const Basis = ({ basis }: { readonly basis: PolicyBasis }) => (
  <span class={basis === 'PUBLISHED' ? 'tag tone-good' : 'tag tone-warn'}>{word('PolicyBasis', basis)}</span>
);

function OfPolicies() {
  const [parameter, setParameter] = useState('');
  const [open, setOpen] = useState(false);
  const pages = usePages(
    OfficePolicyRates,
    { first: 20, parameter: (parameter || null) as PolicyParameter | null },
    ({ policyRates }) => policyRates,
  );
  const withdraw = async (rate: Rate): Promise<void> => {
    const name = word('PolicyParameter', rate.parameter);
    const done = await confirm({
      title: t('撤销参数', 'Withdraw the rate'),
      text: t(
        `“${name} ${valueOf(rate)}”自此不再采用，不能恢复；已按它办的不变。`,
        `“${name} ${valueOf(rate)}” is used no more and does not come back; what was decided by it stands.`,
      ),
      reason: t('原因', 'Why'),
      action: t('撤销', 'Withdraw'),
      danger: true,
      work: async (reason) => (await act(OfficePolicyRateWithdraw, { id: rate.id, input: { reason } })).declined,
    });
    if (!done) return;
    toast(t('已撤销', 'Withdrawn'));
    pages.reload();
  };
  return (
    <section>
      <div class="filters screen-only">
        <SelectField
          label={t('参数', 'Rate of')}
          none={t('全部', 'All')}
          value={parameter}
          onChange={setParameter}
          options={choices('PolicyParameter')}
        />
        <button type="button" class="primary" onClick={() => setOpen(true)}>
          {t('录入参数', 'Put a rate on file')}
        </button>
      </div>
      <PagedTable
        caption={t('待遇与贷款参数', 'Rates')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={
          <Empty title={t('还没有这样的参数', 'No such rate')}>
            <p>{t('先登记政策文件，再录入参数。', 'Register the policy document, then put the rate on file.')}</p>
          </Empty>
        }
        columns={[
          { key: 'what', head: t('参数', 'Rate of'), cell: (one) => word('PolicyParameter', one.parameter) },
          { key: 'value', head: t('数值', 'Value'), numeric: true, cell: valueOf },
          { key: 'since', head: t('起始日', 'Since'), cell: ({ effectiveOn }) => day(effectiveOn), by: ({ effectiveOn }) => effectiveOn },
          { key: 'where', head: t('地区', 'Where'), cell: ({ region }) => region.name },
          { key: 'basis', head: t('依据', 'Rests on'), cell: ({ basis }) => <Basis basis={basis} /> },
          { key: 'source', head: t('出处', 'Source'), cell: ({ document, source }) => [document?.number, source].filter(Boolean).join(' · ') },
          {
            key: 'do',
            head: t('办理', 'Do'),
            screenOnly: true,
            cell: (one) =>
              one.withdrawnOn ? (
                <span class="tag">{t(`${one.withdrawnOn} 撤销`, `withdrawn ${one.withdrawnOn}`)}</span>
              ) : (
                <button
                  type="button"
                  aria-label={`${t('撤销', 'Withdraw')} ${word('PolicyParameter', one.parameter)} ${one.effectiveOn}`}
                  onClick={() => void withdraw(one)}
                >
                  {t('撤销', 'Withdraw')}
                </button>
              ),
          },
        ]}
      />
      {open && (
        <SetRate
          close={() => setOpen(false)}
          done={() => {
            setOpen(false);
            toast(t('参数已录入', 'The rate is on file'));
            pages.reload();
          }}
        />
      )}
    </section>
  );
}

interface Sub {
  readonly close: () => void;
  readonly done: () => void;
}

const HUNDREDTHS = 100;

/** A share is written in percent, money in yuan; they go as parts of ten thousand, and in fen. */
function SetRate({ close, done }: Sub) {
  const here = useHere();
  const documents = useAsk(OfficePolicyDocuments, { first: 100 });
  const fields = useFields({
    parameter: choices('PolicyParameter')[0]?.value ?? '',
    value: '',
    effectiveOn: today(),
    region: '',
    basis: 'PUBLISHED',
    document: '',
    source: '',
  });
  const { values, of } = fields;
  const unit = UNITS[values.parameter as PolicyParameter];
  const scaled = unit === 'share' || unit === 'money';
  const submit = async ({ parameter, value, region, basis, document, ...more }: typeof values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficePolicyRateSet, {
      input: {
        ...more,
        parameter: parameter as PolicyParameter,
        value: String(scaled ? Math.round(Number(value) * HUNDREDTHS) : Number(value)),
        per: unit === 'share' ? String(HUNDREDTHS * HUNDREDTHS) : null,
        region: region.trim() || (here.data?.region ?? ''),
        basis: basis as PolicyBasis,
        document: document || null,
      },
    });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('录入参数', 'Put a rate on file')} close={close} wide>
      <Form fields={fields} submit={submit} action={t('录入', 'Put it on file')} cancel={close}>
        <div class="columns">
          <SelectField label={t('参数', 'Rate of')} {...of('parameter')} options={choices('PolicyParameter')} />
          <TextField label={`${t('数值', 'Value')} · ${unitOf(unit)}`} type="number" min={0} step={scaled ? '0.01' : '1'} required {...of('value')} />
          <DateField label={t('从哪天起', 'Since')} required {...of('effectiveOn')} />
          <TextField label={t('地区', 'Where')} hint={t('留空为本单位辖区', 'Blank is your own division')} {...of('region')} />
          <SelectField label={t('依据', 'Rests on')} {...of('basis')} options={choices('PolicyBasis')} />
          <SelectField
            label={t('政策文件', 'Policy document')}
            hint={t('“已公布”须选文件', 'Needed for a published one')}
            none={t('不引用', 'none')}
            {...of('document')}
            options={(documents.data?.policyDocuments.edges ?? []).map(({ node }) => ({ value: node.id, label: `${node.number} ${node.title}` }))}
          />
          <TextField label={t('出处', 'Source')} hint={t('条款或网址', 'The clause or address')} required {...of('source')} />
        </div>
      </Form>
    </Dialog>
  );
}

function OfProgrammes() {
  const [kind, setKind] = useState('');
  const [open, setOpen] = useState(false);
  const pages = usePages(
    OfficeProgrammeParameters,
    { first: 50, kind: (kind || null) as ParameterKind | null },
    ({ programmeParameters }) => programmeParameters,
  );
  return (
    <section>
      <div class="filters screen-only">
        <SelectField label={t('参数', 'What')} none={t('全部', 'All')} value={kind} onChange={setKind} options={choices('ParameterKind')} />
        <button type="button" class="primary" onClick={() => setOpen(true)}>
          {t('录入参数', 'Put one on file')}
        </button>
      </div>
      <PagedTable
        caption={t('期限与年龄', 'Deadlines and ages')}
        quiet
        pages={pages}
        keyOf={(one) => `${one.kind} ${one.region?.name} ${one.effectiveOn}`}
        empty={<Empty title={t('还没有这样的参数，点“录入参数”', 'None yet: put one on file')} />}
        columns={[
          { key: 'what', head: t('参数', 'What'), cell: (one) => word('ParameterKind', one.kind) },
          { key: 'value', head: t('数值', 'Value'), numeric: true, cell: ({ value, unit }) => `${count(value)} ${word('ParameterUnit', unit)}` },
          { key: 'since', head: t('起始日', 'Since'), cell: ({ effectiveOn }) => day(effectiveOn), by: ({ effectiveOn }) => effectiveOn },
          { key: 'where', head: t('地区', 'Where'), cell: ({ region }) => region?.name ?? t('各地', 'everywhere') },
          {
            key: 'basis',
            head: t('依据', 'Rests on'),
            cell: ({ ours }) => (
              <span class={ours ? 'tag tone-warn' : 'tag tone-good'}>
                {ours ? t('系统建议或外地规定', 'A proposal, or of elsewhere') : t('本地规定', 'A rule of here')}
              </span>
            ),
          },
          { key: 'source', head: t('出处', 'Source'), cell: ({ source }) => source },
        ]}
      />
      {open && (
        <SetParameter
          close={() => setOpen(false)}
          done={() => {
            setOpen(false);
            toast(t('参数已录入', 'It is on file'));
            pages.reload();
          }}
        />
      )}
    </section>
  );
}

function SetParameter({ close, done }: Sub) {
  const here = useHere();
  const fields = useFields({
    kind: choices('ParameterKind')[0]?.value ?? '',
    value: null as number | null,
    unit: choices('ParameterUnit')[0]?.value ?? '',
    effectiveOn: today(),
    region: '',
    source: '',
  });
  const { of } = fields;
  const submit = async ({ kind, value, unit, region, ...more }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficeProgrammeParameterSet, {
      input: {
        ...more,
        kind: kind as ParameterKind,
        value: value ?? 0,
        unit: unit as ParameterUnit,
        region: region.trim() || (here.data?.region ?? ''),
      },
    });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('录入期限或年龄', 'Put a deadline or an age on file')} close={close} wide>
      <Form fields={fields} submit={submit} action={t('录入', 'Put it on file')} cancel={close}>
        <div class="columns">
          <SelectField label={t('参数', 'What')} {...of('kind')} options={choices('ParameterKind')} />
          <NumberField label={t('数值', 'Value')} required min={0} {...of('value')} />
          <SelectField label={t('单位', 'Unit')} {...of('unit')} options={choices('ParameterUnit')} />
          <DateField label={t('从哪天起', 'Since')} required {...of('effectiveOn')} />
          <TextField label={t('地区', 'Where')} hint={t('留空为本单位辖区', 'Blank is your own division')} {...of('region')} />
          <TextField label={t('出处', 'Source')} hint={t('文号和条款', 'The document and its clause')} required {...of('source')} />
        </div>
      </Form>
    </Dialog>
  );
}

function Rules() {
  const [benefit, setBenefit] = useState('');
  const [ending, setEnding] = useState<Rule | null>(null);
  const pages = usePages(OfficePolicyRules, { first: 20, benefit: (benefit || null) as PolicyBenefit | null }, ({ policyRules }) => policyRules);
  return (
    <section>
      <div class="filters screen-only">
        <SelectField label={t('待遇', 'Benefit')} none={t('全部', 'All')} value={benefit} onChange={setBenefit} options={choices('PolicyBenefit')} />
      </div>
      <PagedTable
        caption={t('享受条件', 'Rules')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={<Empty title={t('还没有这项待遇的条件', 'No rule of this benefit')} />}
        columns={[
          { key: 'benefit', head: t('待遇', 'Benefit'), cell: (one) => word('PolicyBenefit', one.benefit) },
          { key: 'clause', head: t('条件', 'Clause'), cell: ({ clause, code, zh }) => (language.value === 'en' ? `${clause} ${code}` : zh) },
          { key: 'since', head: t('起始日', 'Since'), cell: ({ effectiveOn }) => day(effectiveOn), by: ({ effectiveOn }) => effectiveOn },
          { key: 'until', head: t('终止日', 'Until'), cell: ({ endsOn }) => day(endsOn), by: ({ endsOn }) => endsOn },
          { key: 'where', head: t('地区', 'Where'), cell: ({ region }) => region.name },
          { key: 'basis', head: t('依据', 'Rests on'), cell: ({ basis }) => <Basis basis={basis} /> },
          { key: 'source', head: t('出处', 'Source'), cell: ({ source }) => source },
          {
            key: 'do',
            head: t('办理', 'Do'),
            screenOnly: true,
            cell: (one) =>
              !one.endsOn && (
                <button type="button" aria-label={`${t('终止', 'End')} ${one.code} ${one.effectiveOn}`} onClick={() => setEnding(one)}>
                  {t('终止', 'End')}
                </button>
              ),
          },
        ]}
      />
      {ending && (
        <EndRule
          rule={ending}
          close={() => setEnding(null)}
          done={() => {
            setEnding(null);
            toast(t('已定终止日', 'Its end is set'));
            pages.reload();
          }}
        />
      )}
    </section>
  );
}

function EndRule({ rule, close, done }: Sub & { readonly rule: Rule }) {
  const fields = useFields({ endsOn: today() });
  const submit = async ({ endsOn }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficePolicyRuleEnd, { id: rule.id, input: { endsOn } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('终止条件', 'End the rule')} close={close}>
      <p>{t(`“${rule.zh}”自所填之日起不再要求，不能改回；此前所办不变。`, `“${rule.zh}” no longer holds from that day, which cannot be undone.`)}</p>
      <Form fields={fields} submit={submit} action={t('终止', 'End it')} danger cancel={close}>
        <DateField label={t('从哪天起不再适用', 'First day without it')} required {...fields.of('endsOn')} />
      </Form>
    </Dialog>
  );
}
