import { useState } from 'preact/hooks';
import { IntermediaryLabourOrders, type LabourOrderState } from '../generated/intermediary.ts';
import { choices, count, day, Empty, Page, PagedTable, SelectField, t, usePages, word } from '../ui/index.ts';

/** Orders that this agency fills. */
export function Orders() {
  const [state, setState] = useState('');
  const pages = usePages(
    IntermediaryLabourOrders,
    { first: 20, state: (state || null) as LabourOrderState | null },
    ({ labourOrders }) => labourOrders,
  );
  return (
    <Page
      title={t('订单与组团', 'Orders and groups')}
      intro={t(
        '一张订单从报名、选人、核对合同到编组出发。夫妻、同乡整组选取，不拆开。',
        'An order goes from the list over the choice and the contracts to the departure. Couples and fellow villagers are taken together.',
      )}
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('LabourOrderState')} />
        </div>
        <PagedTable
          caption={t('订单', 'Orders')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有订单', 'No orders')}>
              <p>{t('用人单位或就业部门把订单交给本机构后列在这里。', 'Orders appear here once an employer or an office gives you one.')}</p>
            </Empty>
          }
          columns={[
            {
              key: 'post',
              head: t('岗位', 'Post'),
              cell: ({ id, vacancy }) => <a href={`/intermediary/orders/${id}`}>{vacancy?.title ?? t('订单', 'Order')}</a>,
            },
            { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('LabourOrderState', one.state)}</span> },
            { key: 'heads', head: t('人数', 'Heads'), numeric: true, cell: ({ headCount }) => count(headCount) },
            { key: 'depart', head: t('出发日', 'Departure'), cell: ({ departOn }) => day(departOn), by: ({ departOn }) => departOn },
            {
              key: 'list',
              head: t('名单', 'List'),
              cell: ({ counts }) => counts.map((one) => `${word('TransferState', one.state)} ${count(one.count)}`).join('，'),
            },
            {
              key: 'left',
              head: t('名额剩余', 'Places left'),
              numeric: true,
              cell: ({ quota }) => (quota ? count(quota.remaining) : t('不占名额', 'none needed')),
            },
          ]}
        />
      </section>
    </Page>
  );
}
