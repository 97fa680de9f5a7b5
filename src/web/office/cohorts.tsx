import { useState } from 'preact/hooks';
import { type CohortBy, OfficeTransferCohorts, type OfficeTransferCohortsQuery } from '../generated/office.ts';
import { choices, count, DateField, Empty, Figure, Page, percent, SelectField, Shown, t, Table, today, useAsk } from '../ui/index.ts';

type Row = OfficeTransferCohortsQuery['transferCohorts'][number];
const MOST_BARS = 12;

const rate = (onPost: number, due: number): number | null => (due === 0 ? null : onPost / due);
/** A share of who could be there yet, and of how many. */
const shown = (onPost: number, due: number): string => (due === 0 ? '–' : `${count(onPost)}/${count(due)}（${percent(onPost / due)}）`);

const bars = (rows: readonly Row[]) => ({
  aria: { enabled: true },
  animation: false,
  legend: { top: 0 },
  tooltip: { trigger: 'axis' as const, renderMode: 'richText' as const, axisPointer: { type: 'shadow' as const } },
  grid: { left: 8, right: 48, top: 32, bottom: 8, containLabel: true },
  xAxis: { type: 'value' as const, max: 100, axisLabel: { formatter: '{value}%' } },
  yAxis: {
    type: 'category' as const,
    data: rows.map(({ name }) => name),
    inverse: true,
    axisLabel: { color: '#16202b', width: 190, overflow: 'truncate' as const },
  },
  series: (
    [
      [t('30 天在岗', 'At work after 30 days'), ({ onPost30, due30 }) => rate(onPost30, due30), '#8fb8de'],
      [t('90 天在岗', 'After 90 days'), ({ onPost90, due90 }) => rate(onPost90, due90), '#3d7ab8'],
      [t('180 天在岗', 'After 180 days'), ({ onPost180, due180 }) => rate(onPost180, due180), '#1b3f66'],
    ] as [string, (row: Row) => number | null, string][]
  ).map(([name, of, color]) => ({
    name,
    type: 'bar' as const,
    color,
    data: rows.map((row) => {
      const share = of(row);
      return share === null ? null : Math.round(share * 100);
    }),
  })),
});

/** Of those who left in a window: placed, arrived, and at work after 30, 90 and 180 days. */
export function Cohorts() {
  const [by, setBy] = useState('COUNTY');
  const [from, setFrom] = useState(`${today().slice(0, 4)}-01-01`);
  const [to, setTo] = useState(today());
  const sound = from !== '' && to !== '' && from <= to;
  const asked = useAsk(OfficeTransferCohorts, sound ? { by: by as CohortBy, from, to } : null);
  return (
    <Page
      title={t('稳岗跟踪', 'Retention')}
      intro={t(
        '这段时间出发的人里：录用、到达、30/90/180 天后仍在岗；比率只除以已满天数的人。',
        'Of those who left in this window: placed, arrived, at work after 30, 90, 180 days; a rate is of those for whom the days are over.',
      )}
      actions={
        <button type="button" onClick={() => print()}>
          {t('打印', 'Print')}
        </button>
      }
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('按', 'By')} value={by} onChange={setBy} options={choices('CohortBy')} />
          <DateField label={t('出发自', 'Left from')} value={from} onChange={setFrom} max={to} />
          <DateField label={t('至', 'Until')} value={to} onChange={setTo} min={from} />
        </div>
        <p class="paper-only">{t(`出发日 ${from} 至 ${to}`, `Left ${from} to ${to}`)}</p>
        {!sound && <p class="notice">{t('开始日须在结束日之前。', 'The first day comes before the last.')}</p>}
        <Shown asked={asked}>
          {({ transferCohorts: rows }) =>
            rows.length === 0 ? (
              <Empty title={t('这段时间没有人出发', 'Nobody left in this window')}>
                <p>{t('换一段时间再看。', 'Choose another one.')}</p>
              </Empty>
            ) : (
              <>
                <Figure
                  title={
                    rows.length > MOST_BARS
                      ? t(`在岗率（到达最多的 ${MOST_BARS} 个）`, `Share at work (the ${MOST_BARS} with most arrivals)`)
                      : t('在岗率', 'Share at work')
                  }
                  option={bars(rows.slice(0, MOST_BARS))}
                  height={90 + Math.min(rows.length, MOST_BARS) * 48}
                  table={<Rates rows={rows} />}
                />
                <div class="screen-only">
                  <Rates rows={rows} />
                </div>
              </>
            )
          }
        </Shown>
      </section>
    </Page>
  );
}

function Rates({ rows }: { readonly rows: readonly Row[] }) {
  const sum = (of: (row: Row) => number): number => rows.reduce((all, row) => all + of(row), 0);
  return (
    <Table
      caption={t('录用、到达和在岗人数', 'Placed, arrived and at work')}
      rows={rows}
      keyOf={({ id }) => id}
      columns={[
        { key: 'name', head: t('名称', 'Name'), cell: ({ name }) => name, by: ({ name }) => name },
        { key: 'placed', head: t('录用', 'Placed'), numeric: true, cell: ({ placed }) => count(placed), by: ({ placed }) => placed },
        { key: 'arrived', head: t('到达', 'Arrived'), numeric: true, cell: ({ arrived }) => count(arrived), by: ({ arrived }) => arrived },
        {
          key: '30',
          head: t('30 天在岗', 'After 30 days'),
          numeric: true,
          cell: (row) => shown(row.onPost30, row.due30),
          by: (row) => rate(row.onPost30, row.due30),
        },
        {
          key: '90',
          head: t('90 天在岗', 'After 90 days'),
          numeric: true,
          cell: (row) => shown(row.onPost90, row.due90),
          by: (row) => rate(row.onPost90, row.due90),
        },
        {
          key: '180',
          head: t('180 天在岗', 'After 180 days'),
          numeric: true,
          cell: (row) => shown(row.onPost180, row.due180),
          by: (row) => rate(row.onPost180, row.due180),
        },
      ]}
      foot={[
        t('合计', 'Together'),
        count(sum(({ placed }) => placed)),
        count(sum(({ arrived }) => arrived)),
        shown(
          sum(({ onPost30 }) => onPost30),
          sum(({ due30 }) => due30),
        ),
        shown(
          sum(({ onPost90 }) => onPost90),
          sum(({ due90 }) => due90),
        ),
        shown(
          sum(({ onPost180 }) => onPost180),
          sum(({ due180 }) => due180),
        ),
      ]}
    />
  );
}
