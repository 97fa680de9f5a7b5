import { useState } from 'preact/hooks';
import { type BulletinList, OfficeBulletin, type OfficeBulletinQuery, OfficeBulletinRows } from '../generated/office.ts';
import {
  CheckField,
  day,
  daysFrom,
  Dialog,
  Figure,
  Page,
  PagedTable,
  percent,
  Shown,
  t,
  Table,
  Tabs,
  TextField,
  today,
  useAsk,
  useDownload,
  usePages,
  Wrong,
} from '../ui/index.ts';

type Report = OfficeBulletinQuery['bulletin'];
type Row = Report['sections'][number]['figures'][number];

/** Another value of the same figure, in its unit as the figure is written: fen as 元 or 万元, large counts by 万, a ratio as percent. */
function inUnit({ amount }: Pick<Row, 'amount'>, { value, whole }: { value: string; whole: string | null }): string {
  if (whole !== null) return Number(whole) === 0 ? '–' : percent(Number(value) / Number(whole), 1);
  const unit = amount.replace(/^[-+\d.,]+/, '');
  const given = Number(value) / (unit.includes('元') ? 100 : 1) / (unit.startsWith('亿') ? 1e8 : unit.startsWith('万') ? 1e4 : 1);
  return `${new Intl.NumberFormat('zh-CN', { maximumFractionDigits: 2 }).format(given)}${unit}`;
}

/** `-50.00` as −50%, `2.50` as +2.5%. */
const change = (given: string | null): string => (given === null ? '–' : percentOf.format(Number(given) / 100));
const percentOf = new Intl.NumberFormat('zh-CN', { style: 'percent', maximumFractionDigits: 2, signDisplay: 'exceptZero' });

const lastDay = (month: string): string => new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).toISOString().slice(0, 10);
const monthBefore = (on: string): string => daysFrom(`${on.slice(0, 7)}-01`, -1).slice(0, 7);
const yearBefore = (on: string): string => `${Number(on.slice(0, 4)) - 1}${on.slice(4)}`;
const period = (from: string, to: string) => ({ from: `${from}-01`, to: lastDay(to) });

/** The report of a period: figures with plan and last year, pictures, the text, and the rows behind each number. */
export function Bulletin() {
  const now = monthBefore(today()); // the last that is over
  const [from, setFrom] = useState(`${now.slice(0, 4)}-01`);
  const [to, setTo] = useState(now);
  const [compared, setCompared] = useState(false);
  const [against, setAgainst] = useState({ from: yearBefore(`${now.slice(0, 4)}-01`), to: yearBefore(now) });
  const sound = /^\d{4}-\d\d$/.test(from) && /^\d{4}-\d\d$/.test(to) && from <= to;
  const asked = useAsk(OfficeBulletin, sound ? { ...period(from, to), against: compared ? period(against.from, against.to) : null } : null);
  const file = useDownload();
  const [view, setView] = useState('figures');
  return (
    <Page
      title={t('工作总结', 'Bulletin')}
      intro={t(
        '数字由数据行算出，不手填；点开即是所计的每一行。默认到上月为止，要看本月请改“至”。',
        'Figures are computed from rows, never filled in; open one to see the rows it counts. The period ends with the month before this one: for this month change “Until”.',
      )}
      actions={
        <>
          <button type="button" onClick={() => print()}>
            {t('打印', 'Print')}
          </button>
          <button
            type="button"
            disabled={!sound || file.running}
            onClick={() => file.start(`/exports/bulletin.xlsx?from=${from}&to=${to}`, 'bulletin.xlsx')}
          >
            {t('导出 Excel', 'Export as a sheet')}
          </button>
        </>
      }
    >
      {file.problem && <Wrong problem={file.problem} />}
      <div class="filters screen-only">
        <TextField
          type="month"
          label={t('自', 'From')}
          value={from}
          onChange={setFrom}
          problem={sound ? undefined : t('起月不能晚于止月', 'The first month is after the last')}
        />
        <TextField type="month" label={t('至', 'Until')} value={to} onChange={setTo} />
        <CheckField label={t('与另一时段比较', 'Compare with another period')} value={compared} onChange={setCompared} />
        {compared && (
          <>
            <TextField
              type="month"
              label={t('比较：自', 'Against: from')}
              value={against.from}
              onChange={(value) => setAgainst({ ...against, from: value })}
            />
            <TextField
              type="month"
              label={t('比较：至', 'Against: until')}
              value={against.to}
              onChange={(value) => setAgainst({ ...against, to: value })}
            />
          </>
        )}
      </div>
      <Shown asked={asked}>
        {({ bulletin }) => (
          <>
            <h2>
              {bulletin.place} {bulletin.from} — {bulletin.to}
            </h2>
            {bulletin.partial && (
              <p class="notice">{t('部分数据来源尚未报齐，见各行“截至”。', 'Some sources are not reported to the end; see “through”.')}</p>
            )}
            <Tabs
              label={t('工作总结', 'Bulletin')}
              tabs={[
                { key: 'figures', label: t('指标', 'Figures') },
                { key: 'charts', label: t('图表', 'Charts') },
                { key: 'text', label: t('文稿', 'Text') },
              ]}
              current={view}
              choose={setView}
            >
              {view === 'figures' && <Figures report={bulletin} compared={compared} />}
              {view === 'charts' && <Charts report={bulletin} />}
              {view === 'text' && (
                <section class="panel report-text" lang="zh-CN">
                  {bulletin.text.split('\n').map((line, at) => (
                    <p key={at}>{line}</p>
                  ))}
                </section>
              )}
            </Tabs>
          </>
        )}
      </Shown>
    </Page>
  );
}

function Figures({ report, compared }: { readonly report: Report; readonly compared: boolean }) {
  const [row, setRow] = useState<Row | null>(null);
  return (
    <>
      {report.sections.map(({ number, title, figures }) => (
        <section key={number} class="panel">
          <Table
            caption={title}
            rows={figures}
            keyOf={({ code }) => code}
            columns={[
              {
                key: 'name',
                head: t('指标', 'Figure'),
                cell: (one) => (
                  <button type="button" class="link" title={one.definition} onClick={() => setRow(one)}>
                    {one.name}
                  </button>
                ),
              },
              {
                key: 'amount',
                head: t('本期', 'This period'),
                numeric: true,
                cell: ({ amount, rate }) => `${amount}${rate === null ? '' : `（${rate}%）`}`,
              },
              {
                key: 'plan',
                head: t('年计划', 'Plan'),
                numeric: true,
                cell: (one) => (one.plan ? inUnit(one, { value: one.plan.value, whole: null }) : '–'),
              },
              { key: 'done', head: t('完成计划', 'Of the plan'), numeric: true, cell: ({ plan }) => (plan ? `${plan.completion}%` : '–') },
              { key: 'last', head: t('去年同期', 'Last year'), numeric: true, cell: (one) => inUnit(one, one.lastYear) },
              {
                key: 'change',
                head: t('同比', 'Change'),
                numeric: true,
                cell: ({ lastYear }) => change(lastYear.change),
              },
              ...(compared
                ? [
                    {
                      key: 'against',
                      head: t('比较期', 'Against'),
                      numeric: true,
                      cell: (one: Row) => (one.against ? inUnit(one, one.against) : '–'),
                    },
                    {
                      key: 'difference',
                      head: t('比较增减', 'Difference'),
                      numeric: true,
                      cell: ({ against }: Row) => change(against?.change ?? null),
                    },
                  ]
                : []),
              { key: 'through', head: t('截至', 'Through'), cell: ({ partial, reportedThrough }) => (partial ? day(reportedThrough) : '') },
            ]}
          />
        </section>
      ))}
      {row && <Rows figure={row} report={report} close={() => setRow(null)} />}
    </>
  );
}

/** What a figure counts, list by list, latest first. */
function Rows({ figure, report, close }: { readonly figure: Row; readonly report: Report; readonly close: () => void }) {
  const [list, setList] = useState<BulletinList>('COUNTED');
  const { from, to } = report;
  const lists = useAsk(OfficeBulletinRows, { from, to, code: figure.code, list: 'COUNTED' as const });
  const pages = usePages(OfficeBulletinRows, { from, to, code: figure.code, list }, ({ bulletin }) => bulletin.figure!.rows);
  const names: Record<BulletinList, string> = {
    COUNTED: t('计入', 'Counted'),
    DEDUCTED: t('扣减', 'Deducted'),
    STORED: t('历史月度数据', 'Months before'),
    WHOLE: t('总体', 'The whole'),
  };
  return (
    <Dialog title={`${figure.name} ${figure.amount}`} close={close} wide>
      <p>{figure.definition}</p>
      <Tabs
        label={t('清单', 'Lists')}
        tabs={(lists.data?.bulletin.figure?.lists ?? [{ list: 'COUNTED' as const }]).map(({ list: key }) => ({ key, label: names[key] }))}
        current={list}
        choose={(key) => setList(key as BulletinList)}
      >
        <PagedTable
          caption={names[list]}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'on', head: t('日期', 'Date'), cell: ({ on }) => day(on) },
            { key: 'place', head: t('地点', 'Place'), cell: ({ place }) => place ?? '–' },
            { key: 'who', head: t('姓名', 'Name'), cell: ({ nameMasked }) => nameMasked ?? '–' },
            { key: 'mark', head: t('说明', 'Mark'), cell: ({ mark }) => mark ?? '' },
            { key: 'amount', head: t('数', 'Amount'), numeric: true, cell: ({ amount }) => amount },
          ]}
        />
      </Tabs>
    </Dialog>
  );
}

const bars = (names: string[], series: { name: string; data: (number | null)[]; color: string }[], unit: string) => ({
  aria: { enabled: true },
  animation: false,
  legend: { top: 0 },
  tooltip: { trigger: 'axis' as const, renderMode: 'richText' as const, axisPointer: { type: 'shadow' as const } },
  grid: { left: 8, right: 48, top: 32, bottom: 8, containLabel: true },
  xAxis: { type: 'value' as const, axisLabel: { formatter: `{value}${unit}` } },
  yAxis: { type: 'category' as const, data: names, inverse: true, axisLabel: { color: '#16202b', width: 190, overflow: 'truncate' as const } },
  series: series.map(({ name, data, color }) => ({
    name,
    type: 'bar' as const,
    data,
    color,
    label: { show: true, position: 'right' as const, formatter: `{c}${unit}` },
  })),
});

function Charts({ report }: { readonly report: Report }) {
  const all = report.sections.flatMap(({ figures }) => figures);
  const planned = all.filter(({ plan }) => plan !== null);
  const changed = all.filter(({ lastYear }) => lastYear.change !== null);
  const tall = (rows: number): number => 80 + rows * 34;
  return (
    <>
      <section class="panel">
        {planned.length > 0 ? (
          <Figure
            title={t('完成年计划', 'Share of the yearly plan')}
            height={tall(planned.length)}
            option={bars(
              planned.map(({ name }) => name),
              [{ name: t('完成计划', 'Of the plan'), data: planned.map(({ plan }) => Number(plan!.completion)), color: '#0b5c7a' }],
              '%',
            )}
            table={
              <Table
                caption={t('完成年计划', 'Share of the yearly plan')}
                quiet
                rows={planned}
                keyOf={({ code }) => code}
                columns={[
                  { key: 'name', head: t('指标', 'Figure'), cell: ({ name }) => name },
                  { key: 'plan', head: t('年计划', 'Plan'), numeric: true, cell: (one) => inUnit(one, { value: one.plan!.value, whole: null }) },
                  { key: 'done', head: t('完成计划', 'Of the plan'), numeric: true, cell: ({ plan }) => `${plan!.completion}%` },
                ]}
              />
            }
          />
        ) : (
          <p>{t('本期没有带年计划的指标。', 'No figure of this period has a plan.')}</p>
        )}
      </section>
      <section class="panel">
        {changed.length > 0 ? (
          <Figure
            title={t('同比增减', 'Change against last year')}
            height={tall(changed.length)}
            option={bars(
              changed.map(({ name }) => name),
              [{ name: t('同比', 'Change'), data: changed.map(({ lastYear }) => Number(lastYear.change)), color: '#8a5a00' }],
              '%',
            )}
            table={
              <Table
                caption={t('同比增减', 'Change against last year')}
                quiet
                rows={changed}
                keyOf={({ code }) => code}
                columns={[
                  { key: 'name', head: t('指标', 'Figure'), cell: ({ name }) => name },
                  { key: 'now', head: t('本期', 'This period'), numeric: true, cell: ({ amount }) => amount },
                  { key: 'last', head: t('去年同期', 'Last year'), numeric: true, cell: (one) => inUnit(one, one.lastYear) },
                  { key: 'change', head: t('同比', 'Change'), numeric: true, cell: ({ lastYear }) => change(lastYear.change) },
                ]}
              />
            }
          />
        ) : (
          <p>{t('没有可比的去年同期。', 'Nothing of last year to compare with.')}</p>
        )}
      </section>
    </>
  );
}
