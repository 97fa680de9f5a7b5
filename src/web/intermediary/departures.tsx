import { useState } from 'preact/hooks';
import { type DepartureBatchState, IntermediaryDepartureBatches } from '../generated/intermediary.ts';
import { choices, count, day, Empty, Page, PagedTable, SelectField, t, usePages, word } from '../ui/index.ts';

export function Departures() {
  const [state, setState] = useState('');
  const pages = usePages(
    IntermediaryDepartureBatches,
    { first: 20, state: (state || null) as DepartureBatchState | null },
    ({ departureBatches }) => departureBatches,
  );
  return (
    <Page
      title={t('出发批次', 'Departures')}
      intro={t(
        '打开一个批次，打印花名册、清点到场、记录出发和到达。',
        'Open one to print its manifest, count heads, and record departure and arrival.',
      )}
    >
      <section>
        <div class="filters screen-only">
          <SelectField
            label={t('状态', 'State')}
            none={t('全部', 'All')}
            value={state}
            onChange={setState}
            options={choices('DepartureBatchState')}
          />
        </div>
        <PagedTable
          caption={t('出发批次', 'Departures')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有批次', 'No departures')}>
              <p>{t('在订单里核对合同后编组。', 'They are planned in an order, after the contracts.')}</p>
              <a class="button" href="/intermediary/orders">
                {t('去订单', 'To the orders')}
              </a>
            </Empty>
          }
          columns={[
            {
              key: 'on',
              head: t('出发日', 'Departure'),
              cell: ({ id, departOn }) => <a href={`/intermediary/departures/${id}`}>{day(departOn)}</a>,
              by: ({ departOn }) => departOn,
            },
            { key: 'post', head: t('岗位', 'Post'), cell: ({ order }) => order?.vacancy?.title ?? '–' },
            { key: 'leader', head: t('带队人', 'Leader'), cell: ({ leader }) => leader },
            { key: 'vehicle', head: t('车次', 'Vehicle'), cell: ({ vehicle }) => vehicle },
            { key: 'seats', head: t('座位', 'Seats'), numeric: true, cell: ({ seats }) => count(seats) },
            { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('DepartureBatchState', one.state)}</span> },
            { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ arrivedOn }) => day(arrivedOn) },
          ]}
        />
      </section>
    </Page>
  );
}
