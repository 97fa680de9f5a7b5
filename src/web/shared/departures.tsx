import { useState } from 'preact/hooks';
import type { DepartureBatchState } from '../generated/office.ts';
import { choices, day, Empty, Page, PagedTable, SelectField, t, usePages, word } from '../ui/index.ts';
import type { Stand, TransferDocuments } from './documents.ts';

/** Who leaves when, and with whom. */
export function Departures({ at, documents }: Stand & { readonly documents: TransferDocuments }) {
  const [state, setState] = useState('');
  const pages = usePages(
    documents.batches,
    { first: 20, state: (state || null) as DepartureBatchState | null },
    ({ departureBatches }) => departureBatches,
  );
  return (
    <Page
      title={t('出发批次', 'Departures')}
      intro={t('带队人、车辆、保险、清点到场、到达；花名册可打印。', 'Leader, vehicle, insurance, heads at the gate, arrival; a manifest to print.')}
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
            <Empty title={t('没有出发批次', 'No departures')}>
              <p>
                {t('在用工订单里核对合同后编组。', 'Plan one in an order when its contracts are checked.')}{' '}
                <a href={`${at}/orders`}>{t('去订单', 'To the orders')}</a>
              </p>
            </Empty>
          }
          columns={[
            {
              key: 'on',
              head: t('出发日', 'Departure'),
              cell: ({ id, departOn }) => <a href={`${at}/departures/${id}`}>{day(departOn)}</a>,
              by: ({ departOn }) => departOn,
            },
            { key: 'post', head: t('岗位', 'Post'), cell: ({ order }) => order?.vacancy?.title ?? '–' },
            { key: 'state', head: t('状态', 'State'), cell: ({ state: now }) => <span class="tag">{word('DepartureBatchState', now)}</span> },
            { key: 'leader', head: t('带队人', 'Leader'), cell: ({ leader }) => leader },
            { key: 'vehicle', head: t('车次', 'Vehicle'), cell: ({ vehicle }) => vehicle },
            { key: 'seats', head: t('座位', 'Seats'), numeric: true, cell: ({ seats }) => seats },
            { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ arrivedOn }) => day(arrivedOn) },
          ]}
        />
      </section>
    </Page>
  );
}
