import { useEffect, useRef, useState } from 'preact/hooks';
import { OfficeQuotaChanged, OfficeQuotaProgress, type QuotaProgressMeasure } from '../generated/office.ts';
import {
  Bar,
  count,
  Figure,
  moment,
  Page,
  percent,
  SelectField,
  Shown,
  t,
  Table,
  today,
  useAsk,
  useDownload,
  useFollow,
  Wrong,
} from '../ui/index.ts';
import { flow } from './flow.ts';
import { useHere } from './here.ts';
import { type Behind, People } from './people.tsx';
import {
  completion,
  countyTotals,
  type Measure,
  MEASURES,
  measureWord,
  type Progress,
  type ProgressRow,
  spoken,
  targetOf,
  toneOf,
  toneWord,
} from './progress-rows.ts';
import { TileMap } from './tile-map.tsx';

const FLOWS: readonly Measure[] = ['plan', 'places', 'confirmed', 'arrived'];
const BEHIND: Partial<Record<Measure, QuotaProgressMeasure>> = { reserved: 'RESERVED', confirmed: 'CONFIRMED', arrived: 'ARRIVED', stable: 'STABLE' };
const SETTLED_MS = 400;

/** How far each county is with its plan, for each destination; moves as places are taken and given back. */
export function Board() {
  const here = useHere();
  const [year, setYear] = useState(Number(today().slice(0, 4)));
  const region = here.data?.region;
  const asked = useAsk(OfficeQuotaProgress, region === undefined ? null : { region, year });
  const [moved, setMoved] = useState<{ at: string; from: string; to: string } | null>(null);
  const waiting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(waiting.current), []);
  useFollow(OfficeQuotaChanged, region === undefined ? null : { regionId: region }, ({ quotaChanged: { origin, destination } }) => {
    setMoved({ at: new Date().toISOString(), from: origin.name, to: destination.name });
    clearTimeout(waiting.current);
    waiting.current = setTimeout(asked.reload, SETTLED_MS);
  });
  const file = useDownload();
  return (
    <Page
      title={t('名额进度', 'Quota board')}
      intro={t(
        '各区县按去向的年度计划、名额和人数。到达按人次首次计入，返回即退还名额；红黄绿与时间进度相比。',
        'The yearly plan, places and people of each county by destination. Colours compare with the share of the year that has passed.',
      )}
      actions={
        <>
          <button type="button" onClick={() => print()}>
            {t('打印', 'Print')}
          </button>
          <button
            type="button"
            disabled={file.running}
            onClick={() => file.start(`/exports/quota-progress.xlsx?year=${year}&region=${region}`, 'quota-progress.xlsx')}
          >
            {t('导出 Excel', 'Export as a sheet')}
          </button>
        </>
      }
    >
      {file.problem && <Wrong problem={file.problem} />}
      <div class="filters screen-only">
        <SelectField
          label={t('年度', 'Year')}
          value={String(year)}
          onChange={(value) => setYear(Number(value))}
          options={[0, 1, 2].map((back) => Number(today().slice(0, 4)) - back).map((one) => ({ value: String(one), label: String(one) }))}
        />
        <p class="moved" role="status">
          {moved &&
            t(
              `${moment(moved.at).slice(11)} 名额有变动：${moved.from} → ${moved.to}`,
              `Places moved at ${moment(moved.at).slice(11)}: ${moved.from} → ${moved.to}`,
            )}
        </p>
      </div>
      <Shown asked={asked}>{({ quotaProgress }) => <Standing progress={quotaProgress} region={region!} year={year} />}</Shown>
    </Page>
  );
}

function Standing({ progress, region, year }: { readonly progress: Progress; readonly region: string; readonly year: number }) {
  const { rows, total, timeProgress } = progress;
  const [chosen, setChosen] = useState('');
  const [measure, setMeasure] = useState<Measure>('places');
  const [behind, setBehind] = useState<Behind | null>(null);
  const totals = countyTotals(rows);
  const shown = chosen === '' ? rows : rows.filter(({ county }) => county?.code === chosen);
  const tone = toneOf(total, timeProgress);
  const flows = rows.filter((row) => row.county && row.destination && (chosen === '' || row.county.code === chosen));
  const number = (row: ProgressRow, of: Measure) => {
    const value = row[of];
    const at = BEHIND[of];
    if (value === null) return '–';
    if (!at || value === 0) return count(value);
    const title = `${row.county?.name ?? ''} ${targetOf(row)} · ${measureWord(of)} ${count(value)}`;
    const open = (): void =>
      setBehind({
        title,
        measure: at,
        region: row.county?.code ?? region,
        destination: row.destination?.code ?? null,
        destinationKind: row.destinationKind,
        year,
      });
    return (
      <button type="button" class="link" aria-label={`${title}，${t('看是哪些人', 'see who')}`} onClick={open}>
        {count(value)}
      </button>
    );
  };
  return (
    <>
      <ul class="cards">
        {MEASURES.map((one) => (
          <li key={one} class="card" data-measure={one}>
            <div class="card-label">{measureWord(one)}</div>
            <div class="card-value">{total[one] === null ? '–' : count(total[one])}</div>
          </li>
        ))}
        <li class={`card card-${tone}`}>
          <div class="card-label">{t('完成率', 'Completion')}</div>
          <div class="card-value">{completion(total)}</div>
          <div class="card-label">
            {toneWord(tone)} · {t('时间进度', 'time')} {percent(timeProgress, 1)}
          </div>
        </li>
      </ul>
      <div class="columns board-pictures screen-only">
        <section class="panel">
          <h3>{t('各区县完成率', 'Completion by county')}</h3>
          <TileMap totals={totals} timeProgress={timeProgress} chosen={chosen} choose={setChosen} />
          <Legend />
        </section>
        <section class="panel">
          <SelectField
            label={t('流向按', 'Flow by')}
            value={measure}
            onChange={(value) => setMeasure(value as Measure)}
            options={FLOWS.map((value) => ({ value, label: measureWord(value) }))}
          />
          {flows.some((row) => (row[measure] ?? 0) > 0) ? (
            <Figure
              title={t(`从区县到去向（${measureWord(measure)}）`, `From counties to destinations (${measureWord(measure).toLowerCase()})`)}
              option={flow(flows, measure)}
              height={360}
              table={
                <Table
                  caption={t('从区县到去向', 'From counties to destinations')}
                  quiet
                  rows={flows.filter((row) => (row[measure] ?? 0) > 0)}
                  keyOf={(row) => `${row.county!.code} ${row.destination!.code}`}
                  columns={[
                    { key: 'from', head: t('区县', 'County'), cell: ({ county }) => county!.name, by: ({ county }) => county!.name },
                    {
                      key: 'to',
                      head: t('去向', 'Destination'),
                      cell: ({ destination }) => destination!.name,
                      by: ({ destination }) => destination!.name,
                    },
                    { key: 'value', head: measureWord(measure), numeric: true, cell: (row) => count(row[measure] ?? 0), by: (row) => row[measure] },
                  ]}
                />
              }
            />
          ) : (
            <p>{t('还没有可画的数字，请换一项。', 'Nothing to draw yet; choose another number.')}</p>
          )}
        </section>
      </div>
      <section>
        {chosen !== '' && (
          <p class="screen-only">
            {t('只看', 'Only')} {totals.find(({ code }) => code === chosen)?.name}{' '}
            <button type="button" onClick={() => setChosen('')}>
              {t('看全部', 'Show all')}
            </button>
          </p>
        )}
        <Table
          caption={t('区县 × 去向', 'Counties by destination')}
          rows={shown}
          keyOf={(row) => `${row.county?.code ?? ''} ${row.destinationKind ?? ''} ${row.destination?.code ?? ''}`}
          columns={[
            {
              key: 'county',
              head: t('区县', 'County'),
              cell: ({ county }) => county?.name ?? t('合计', 'All'),
              by: ({ county }) => county?.name ?? '',
            },
            {
              key: 'to',
              head: t('去向', 'Destination'),
              cell: (row) => <span class={row.destination ? 'below' : 'above'}>{targetOf(row)}</span>,
              by: targetOf,
            },
            {
              key: 'bar',
              head: t('进度（竖线为计划，虚线为时间进度）', 'Progress (line: plan, dashes: time)'),
              cell: (row) => <RowBar row={row} timeProgress={timeProgress} />,
            },
            ...MEASURES.map((one) => ({
              key: one,
              head: measureWord(one),
              numeric: true,
              cell: (row: ProgressRow) => number(row, one),
              by: (row: ProgressRow) => row[one],
            })),
            {
              key: 'rate',
              head: t('完成率', 'Completion'),
              numeric: true,
              cell: (row) => {
                const at = toneOf(row, timeProgress);
                return at === 'plain' ? (
                  '–'
                ) : (
                  <span class={`tag tone-${at}`} title={toneWord(at)}>
                    {completion(row)}
                  </span>
                );
              },
              by: ({ plan, arrived }) => (plan ? arrived / plan : null),
            },
          ]}
        />
      </section>
      {behind && <People {...behind} close={() => setBehind(null)} />}
    </>
  );
}

function RowBar({ row, timeProgress }: { readonly row: ProgressRow; readonly timeProgress: number }) {
  const { plan, places, reserved, confirmed, arrived, stable } = row;
  const tone = toneOf(row, timeProgress);
  const scale = Math.max(plan ?? 0, places, reserved + confirmed, arrived) * 1.02;
  return (
    <Bar
      label={spoken(row)}
      max={scale}
      parts={[
        { value: reserved + confirmed, tone: 'plain', weight: 3 },
        { value: confirmed, tone: 'plain', weight: 2 },
        { value: arrived, tone, weight: 2 },
        { value: stable, tone },
      ]}
      marks={
        plan === null
          ? []
          : [
              { at: plan, kind: 'plan' },
              { at: plan * timeProgress, kind: 'time' },
            ]
      }
    />
  );
}

function Legend() {
  return (
    <ul class="legend">
      {(['good', 'warn', 'bad', 'plain'] as const).map((tone) => (
        <li key={tone}>
          <span class={`swatch tone-${tone}`} aria-hidden="true" /> {toneWord(tone)}
        </li>
      ))}
    </ul>
  );
}
