import { useState } from 'preact/hooks';
import type { LabourOrderState } from '../generated/office.ts';
import { choices, count, day, Empty, Page, PagedTable, SelectField, t, usePages, word } from '../ui/index.ts';
import type { Stand, TransferDocuments } from './documents.ts';

/** Orders for people, and how far each is filled. */
export function Orders({ at, documents }: Stand & { readonly documents: TransferDocuments }) {
  const [state, setState] = useState('');
  const pages = usePages(documents.orders, { first: 20, state: (state || null) as LabourOrderState | null }, ({ labourOrders }) => labourOrders);
  return (
    <Page
      title={t('用工订单', 'Orders')}
      intro={t(
        '一张订单占用名额：报名、选人、核对合同、编组出发、到岗。夫妻、同乡整组选取，不拆开。',
        'An order holds places: people register, are chosen, sign, leave and begin. Couples and fellow villagers stay together.',
      )}
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('LabourOrderState')} />
        </div>
        <PagedTable
          caption={t('用工订单', 'Orders')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有订单', 'No orders')}>
              <p>{t('用人单位或就业部门下单后列在这里。', 'They appear here when employers or offices place them.')}</p>
            </Empty>
          }
          columns={[
            { key: 'title', head: t('岗位', 'Post'), cell: ({ id, vacancy }) => <a href={`${at}/orders/${id}`}>{vacancy?.title ?? id}</a> },
            { key: 'state', head: t('状态', 'State'), cell: ({ state: now }) => <span class="tag">{word('LabourOrderState', now)}</span> },
            { key: 'heads', head: t('人数', 'Heads'), numeric: true, cell: ({ headCount }) => count(headCount), by: ({ headCount }) => headCount },
            { key: 'on', head: t('出发日', 'Departure'), cell: ({ departOn }) => day(departOn), by: ({ departOn }) => departOn },
            { key: 'to', head: t('去向', 'To'), cell: ({ quota }) => (quota ? `${quota.origin.name} → ${quota.destination.name}` : '–') },
            {
              key: 'left',
              head: t('名额剩余', 'Places left'),
              numeric: true,
              cell: ({ quota }) => (quota ? count(quota.remaining) : t('不占名额', 'none needed')),
            },
            {
              key: 'counts',
              head: t('人员', 'People'),
              cell: ({ counts }) => counts.map((one) => `${word('TransferState', one.state)} ${count(one.count)}`).join('，') || '–',
            },
          ]}
        />
      </section>
    </Page>
  );
}
