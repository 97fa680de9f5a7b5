import { RecruiterDepartureBatches } from '../generated/recruiter.ts';
import { count, day, Empty, Page, PagedTable, t, usePages, word } from '../ui/index.ts';

/** Who is on the way, and when they come. */
export function Departures() {
  const pages = usePages(RecruiterDepartureBatches, { first: 20 }, ({ departureBatches }) => departureBatches);
  return (
    <Page
      title={t('出发与到达', 'Departures and arrivals')}
      intro={t(
        '组织机构编组、清点和记录出发；人到厂后请到订单里确认到岗。',
        'Who sends them plans and counts; confirm in the order when they begin to work.',
      )}
      actions={
        <button type="button" onClick={() => print()}>
          {t('打印', 'Print')}
        </button>
      }
    >
      <section>
        <PagedTable
          caption={t('出发批次', 'Departures')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有在路上的人', 'Nobody is on the way')}>
              <a class="button" href="/recruiter/orders">
                {t('看订单', 'To the orders')}
              </a>
            </Empty>
          }
          columns={[
            { key: 'on', head: t('出发日', 'Departure'), cell: ({ departOn }) => day(departOn), by: ({ departOn }) => departOn },
            {
              key: 'post',
              head: t('岗位', 'Post'),
              cell: ({ order }) => (order ? <a href={`/recruiter/orders/${order.id}`}>{order.vacancy?.title ?? t('订单', 'Order')}</a> : '–'),
            },
            { key: 'by', head: t('组织机构', 'Sent by'), cell: ({ institution }) => institution.name },
            { key: 'leader', head: t('带队人', 'Leader'), cell: ({ leader }) => leader },
            { key: 'vehicle', head: t('车次', 'Vehicle'), cell: ({ vehicle }) => vehicle },
            { key: 'seats', head: t('座位', 'Seats'), numeric: true, cell: ({ seats }) => count(seats) },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: (one) => <span class={one.state === 'ARRIVED' ? 'tag tone-good' : 'tag'}>{word('DepartureBatchState', one.state)}</span>,
            },
            { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ arrivedOn }) => day(arrivedOn) },
          ]}
        />
      </section>
    </Page>
  );
}
