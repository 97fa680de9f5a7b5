import { useState } from 'preact/hooks';
import {
  type IndicatorUnit,
  OfficeDifficulties,
  OfficeLedgers,
  OfficeLoans,
  OfficeSubsidyClaims,
  OfficeTargets,
  OfficeTrainingClasses,
  OfficeUnemployments,
  type SubsidyState,
  type TrainingClassState,
  type UnemploymentState,
} from '../generated/office.ts';
import {
  Bar,
  choices,
  count,
  day,
  Empty,
  Page,
  PagedTable,
  percent,
  SelectField,
  Shown,
  t,
  Table,
  Tabs,
  useAsk,
  useDownload,
  usePages,
  word,
  Wrong,
  yuan,
} from '../ui/index.ts';
import { Clock } from './clock.tsx';
import { useHere } from './here.ts';

/** The lists of the other programmes, each as an office files it. */
export function Programmes() {
  const [view, setView] = useState('training');
  const views: Record<string, { label: string; Show: () => preact.JSX.Element }> = {
    training: { label: t('培训', 'Training'), Show: Training },
    subsidies: { label: t('补贴', 'Subsidies'), Show: Subsidies },
    loans: { label: t('小额贷款', 'Loans'), Show: Loans },
    unemployment: { label: t('失业登记', 'Unemployment'), Show: Unemployment },
    difficulties: { label: t('困难人员', 'Hard to employ'), Show: Difficulties },
    ledgers: { label: t('台账', 'Ledgers'), Show: Ledgers },
    targets: { label: t('目标考核', 'Targets'), Show: Targets },
  };
  const { Show } = views[view]!;
  return (
    <Page title={t('各项业务', 'Programmes')}>
      <Tabs
        label={t('各项业务', 'Programmes')}
        current={view}
        choose={setView}
        tabs={Object.entries(views).map(([key, { label }]) => ({ key, label }))}
      >
        <section class="panel">
          <Show />
        </section>
      </Tabs>
    </Page>
  );
}

function Export({ path, name }: { readonly path: string; readonly name: string }) {
  const file = useDownload();
  return (
    <>
      <button type="button" class="screen-only export" disabled={file.running} onClick={() => file.start(path, name)}>
        {t('导出 Excel', 'Export as a sheet')}
      </button>
      {file.problem && <Wrong problem={file.problem} />}
    </>
  );
}

const none = () => <Empty title={t('没有记录', 'Nothing here')} />;

function Training() {
  const [state, setState] = useState('');
  const pages = usePages(
    OfficeTrainingClasses,
    { first: 20, filter: state ? { state: state as TrainingClassState } : {} },
    ({ trainingClasses }) => trainingClasses,
  );
  return (
    <>
      <div class="filters screen-only">
        <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('TrainingClassState')} />
      </div>
      <PagedTable
        caption={t('培训班', 'Classes')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={none()}
        columns={[
          { key: 'title', head: t('班次', 'Class'), cell: ({ title }) => title, by: ({ title }) => title },
          { key: 'kind', head: t('种类', 'Kind'), cell: ({ kind }) => word('TrainingKind', kind) },
          { key: 'state', head: t('状态', 'State'), cell: (row) => <span class="tag">{word('TrainingClassState', row.state)}</span> },
          {
            key: 'time',
            head: t('时间', 'Time'),
            cell: ({ startsOn, endsOn }) => `${day(startsOn)} — ${day(endsOn)}`,
            by: ({ startsOn }) => startsOn,
          },
          {
            key: 'seats',
            head: t('已报 / 名额', 'Taken / seats'),
            numeric: true,
            cell: ({ takenCount, seats }) => `${count(takenCount)} / ${count(seats)}`,
          },
          { key: 'institution', head: t('机构', 'Institution'), cell: ({ institution }) => institution.name },
        ]}
      />
    </>
  );
}

function Subsidies() {
  const [state, setState] = useState('');
  const pages = usePages(
    OfficeSubsidyClaims,
    { first: 20, filter: state ? { state: state as SubsidyState } : {} },
    ({ subsidyClaims }) => subsidyClaims,
  );
  return (
    <>
      <div class="filters screen-only">
        <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('SubsidyState')} />
        <Export path="/exports/subsidies.xlsx" name="subsidies.xlsx" />
      </div>
      <PagedTable
        caption={t('补贴申领', 'Claims')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={none()}
        columns={[
          { key: 'kind', head: t('种类', 'Kind'), cell: ({ kind }) => word('SubsidyKind', kind) },
          { key: 'who', head: t('单位', 'Employer'), cell: ({ employer }) => employer?.name ?? t('个人', 'A person') },
          { key: 'state', head: t('状态', 'State'), cell: (row) => <span class="tag">{word('SubsidyState', row.state)}</span> },
          { key: 'quarter', head: t('季度', 'Quarter'), cell: ({ quarterOn }) => day(quarterOn), by: ({ quarterOn }) => quarterOn },
          {
            key: 'amount',
            head: t('金额', 'Amount'),
            numeric: true,
            cell: ({ amount }) => yuan(amount?.amountMinor),
            by: ({ amount }) => Number(amount?.amountMinor ?? 0),
          },
          { key: 'paid', head: t('已拨付', 'Paid'), numeric: true, cell: ({ paid }) => yuan(paid?.amountMinor) },
          { key: 'notice', head: t('公示至', 'On notice until'), cell: ({ noticeUntil }) => day(noticeUntil) },
        ]}
      />
    </>
  );
}

function Loans() {
  const pages = usePages(OfficeLoans, { first: 20, filter: {} }, ({ loans }) => loans);
  return (
    <>
      <Export path="/exports/loans.xlsx" name="loans.xlsx" />
      <PagedTable
        caption={t('小额担保贷款', 'Guaranteed micro-loans')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={none()}
        columns={[
          { key: 'who', head: t('借款人', 'Borrower'), cell: ({ seeker }) => seeker?.nameMasked ?? '–' },
          { key: 'kind', head: t('种类', 'Kind'), cell: ({ kind }) => word('LoanKind', kind) },
          { key: 'project', head: t('项目', 'Project'), cell: ({ project }) => project },
          { key: 'state', head: t('状态', 'State'), cell: (row) => <span class="tag">{word('LoanState', row.state)}</span> },
          {
            key: 'due',
            head: t('下一步期限', 'Next step due'),
            cell: ({ stepDueOn }) => <Clock dueOn={stepDueOn} />,
            by: ({ stepDueOn }) => stepDueOn,
          },
          {
            key: 'asked',
            head: t('申请金额', 'Asked for'),
            numeric: true,
            cell: ({ requested }) => yuan(requested.amountMinor, 0),
            by: ({ requested }) => Number(requested.amountMinor),
          },
          {
            key: 'open',
            head: t('余额', 'Outstanding'),
            numeric: true,
            cell: ({ outstanding }) => yuan(outstanding.amountMinor, 0),
            by: ({ outstanding }) => Number(outstanding.amountMinor),
          },
          { key: 'place', head: t('地点', 'Place'), cell: ({ region }) => region.name },
        ]}
      />
    </>
  );
}

function Unemployment() {
  const [state, setState] = useState('');
  const pages = usePages(
    OfficeUnemployments,
    { first: 20, state: (state || null) as UnemploymentState | null },
    ({ unemployments }) => unemployments,
  );
  return (
    <>
      <div class="filters screen-only">
        <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('UnemploymentState')} />
        <Export path="/exports/unemployment.xlsx" name="unemployment.xlsx" />
      </div>
      <PagedTable
        caption={t('失业登记', 'Unemployment register')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={none()}
        columns={[
          { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? '–' },
          { key: 'state', head: t('状态', 'State'), cell: (row) => <span class="tag">{word('UnemploymentState', row.state)}</span> },
          { key: 'cause', head: t('原因', 'Cause'), cell: ({ cause }) => word('UnemploymentCause', cause) },
          { key: 'on', head: t('登记日', 'Registered'), cell: ({ registeredOn }) => day(registeredOn), by: ({ registeredOn }) => registeredOn },
          {
            key: 'contact',
            head: t('最近联系', 'Last contact'),
            cell: ({ lastContactOn }) => day(lastContactOn),
            by: ({ lastContactOn }) => lastContactOn,
          },
          { key: 'at', head: t('机构', 'Institution'), cell: ({ institution }) => institution?.name ?? '–' },
        ]}
      />
    </>
  );
}

function Difficulties() {
  const pages = usePages(OfficeDifficulties, { first: 20, toRecheck: false }, ({ difficulties }) => difficulties);
  return (
    <>
      <Export path="/exports/difficulties.xlsx" name="difficulties.xlsx" />
      <PagedTable
        caption={t('就业困难人员', 'People hard to employ')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={none()}
        columns={[
          { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? '–' },
          { key: 'category', head: t('类别', 'Category'), cell: ({ category }) => word('HardshipCategory', category) },
          { key: 'state', head: t('状态', 'State'), cell: ({ state }) => <span class="tag">{word('DifficultyState', state)}</span> },
          { key: 'applied', head: t('申请日', 'Applied'), cell: ({ appliedOn }) => day(appliedOn), by: ({ appliedOn }) => appliedOn },
          {
            key: 'recheck',
            head: t('复核期限', 'Recheck due'),
            cell: ({ recheckOn }) => <Clock dueOn={recheckOn} />,
            by: ({ recheckOn }) => recheckOn,
          },
        ]}
      />
    </>
  );
}

function Ledgers() {
  const here = useHere();
  const asked = useAsk(OfficeLedgers, here.data ? { region: here.data.region } : null);
  return (
    <Shown asked={asked}>
      {({ ledgers }) => (
        <Table
          caption={t('台账', 'Ledgers')}
          quiet
          rows={ledgers}
          keyOf={({ number }) => String(number)}
          columns={[
            { key: 'no', head: t('号', 'No.'), cell: ({ number }) => number, by: ({ number }) => number },
            { key: 'title', head: t('台账', 'Ledger'), cell: ({ title }) => title },
            {
              key: 'entries',
              head: t('条数', 'Entries'),
              numeric: true,
              cell: ({ entryCount }) => count(entryCount),
              by: ({ entryCount }) => entryCount,
            },
            {
              key: 'incomplete',
              head: t('不全', 'Incomplete'),
              numeric: true,
              cell: ({ incompleteCount }) => count(incompleteCount),
              by: ({ incompleteCount }) => incompleteCount,
            },
            {
              key: 'overdue',
              head: t('逾期未核', 'Overdue'),
              numeric: true,
              cell: ({ overdueCount }) => count(overdueCount),
              by: ({ overdueCount }) => overdueCount,
            },
            {
              key: 'clear',
              head: t('台账清', 'Clear'),
              cell: ({ clear }) => <span class={`tag tone-${clear ? 'good' : 'warn'}`}>{clear ? t('清', 'Clear') : t('未清', 'Not clear')}</span>,
            },
            {
              key: 'export',
              head: t('导出', 'Export'),
              screenOnly: true,
              cell: ({ number }) => <Export path={`/exports/ledgers.xlsx?number=${number}`} name={`ledger-${number}.xlsx`} />,
            },
          ]}
        />
      )}
    </Shown>
  );
}

/** A number of an indicator in its unit: basis points as percent, fen as yuan. */
function measured(value: string | null, unit: IndicatorUnit | undefined): string {
  if (value === null) return '–';
  if (unit === 'RATE') return percent(Number(value) / 10_000, 1);
  if (unit === 'FEN') return yuan(value, 0);
  return `${count(Number(value))} ${word('IndicatorUnit', unit)}`;
}

function Targets() {
  const pages = usePages(OfficeTargets, { first: 20, filter: {} }, ({ targets }) => targets);
  return (
    <PagedTable
      caption={t('目标', 'Targets')}
      quiet
      pages={pages}
      keyOf={({ id }) => id}
      empty={none()}
      columns={[
        {
          key: 'unit',
          head: t('被考核单位', 'Unit'),
          cell: ({ plan }) => (plan ? `${plan.unit.name} ${plan.year}` : '–'),
          by: ({ plan }) => plan?.unit.name ?? null,
        },
        {
          key: 'name',
          head: t('指标', 'Indicator'),
          cell: ({ indicator }) => indicator?.name ?? '–',
          by: ({ indicator }) => indicator?.name ?? null,
        },
        { key: 'value', head: t('任务', 'Target'), numeric: true, cell: ({ value, indicator }) => measured(value, indicator?.unit) },
        { key: 'actual', head: t('实际', 'Actual'), numeric: true, cell: ({ progress, indicator }) => measured(progress.actual, indicator?.unit) },
        {
          key: 'bar',
          head: t('进度（虚线为时间进度）', 'Progress (dashes: time)'),
          cell: ({ value, progress }) => (
            <Bar
              label={`${percent(progress.completionRate, 1)}，${t('时间进度', 'time')} ${percent(progress.timeProgress, 1)}`}
              max={Math.max(Number(value), Number(progress.actual))}
              parts={[{ value: Number(progress.actual), tone: progress.behindSchedule ? 'bad' : 'good' }]}
              marks={[{ at: Number(value) * progress.timeProgress, kind: 'time' }]}
            />
          ),
        },
        {
          key: 'rate',
          head: t('完成率', 'Completion'),
          numeric: true,
          cell: ({ progress }) =>
            progress.completionRate === null ? (
              '–'
            ) : (
              <span class={`tag tone-${progress.behindSchedule ? 'bad' : 'good'}`}>{percent(progress.completionRate, 1)}</span>
            ),
          by: ({ progress }) => progress.completionRate,
        },
      ]}
    />
  );
}
