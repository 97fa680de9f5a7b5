import { useState } from 'preact/hooks';
import { OfficeLabourOrders, type LabourOrderState } from '../generated/office.ts';
import { choices, count, day, Empty, Page, PagedTable, SelectField, t, usePages, word } from '../ui/index.ts';

/** Orders for people, and how far each is filled. */
export function Orders() {
  const [state, setState] = useState('');
  const pages = usePages(OfficeLabourOrders, { first: 20, state: (state || null) as LabourOrderState | null }, ({ labourOrders }) => labourOrders);
  return (
    <Page
      title={t('用工订单', 'Orders')}
      intro={t(
        '一张订单占用名额：报名、选人、核对合同、编组出发、到岗。',
        'An order holds places: people register, are chosen, sign, leave and begin.',
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
            <Empty title={t('没有订单。由招聘单位或中介下单后出现在这里。', 'No orders; they appear when recruiters or agencies place them.')} />
          }
          columns={[
            { key: 'title', head: t('岗位', 'Post'), cell: ({ id, vacancy }) => <a href={`/office/orders/${id}`}>{vacancy?.title ?? id}</a> },
            { key: 'state', head: t('状态', 'State'), cell: ({ state: at }) => <span class="tag">{word('LabourOrderState', at)}</span> },
            { key: 'heads', head: t('人数', 'Heads'), numeric: true, cell: ({ headCount }) => count(headCount), by: ({ headCount }) => headCount },
            { key: 'on', head: t('出发日', 'Departure'), cell: ({ departOn }) => day(departOn), by: ({ departOn }) => departOn },
            { key: 'to', head: t('去向', 'To'), cell: ({ quota }) => (quota ? `${quota.origin.name} → ${quota.destination.name}` : '–') },
            {
              key: 'counts',
              head: t('人员', 'People'),
              cell: ({ counts }) => counts.map(({ state: at, count: of }) => `${word('TransferState', at)} ${of}`).join('，') || '–',
            },
          ]}
        />
      </section>
    </Page>
  );
}
