import { PlacesHere } from '../generated/recruiter.ts';
import { Bar, count, day, Empty, Page, PagedTable, t, today, usePages } from '../ui/index.ts';

/** How many places are left, to be known before anybody is contacted. */
export function Places() {
  const year = Number(today().slice(0, 4));
  const pages = usePages(PlacesHere, { first: 20, year }, ({ quotas }) => quotas);
  return (
    <Page
      title={t('剩余名额', 'Places left')}
      intro={t(
        `${year} 年到本地的对口名额。先看剩多少，再联系就业部门下订单；名额是硬上限。`,
        `Places of ${year} for people who come here. Look first, then order; places are a cap.`,
      )}
      actions={
        <a class="button primary" href="/recruiter/orders">
          {t('下用工订单', 'Open an order')}
        </a>
      }
    >
      <section>
        <PagedTable
          caption={t('名额', 'Places')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有到本地的对口名额', 'No places for this region')}>
              <p>{t('没有对口协议也可以下订单，不占名额。', 'Orders are possible without an agreement; they take no places.')}</p>
            </Empty>
          }
          columns={[
            { key: 'from', head: t('来自', 'From'), cell: ({ origin }) => origin.name, by: ({ origin }) => origin.name },
            { key: 'to', head: t('到', 'To'), cell: ({ destination }) => destination.name },
            {
              key: 'left',
              head: t('剩余', 'Left'),
              numeric: true,
              cell: ({ remaining }) => <strong>{count(remaining)}</strong>,
              by: ({ remaining }) => remaining,
            },
            { key: 'places', head: t('名额', 'Places'), numeric: true, cell: ({ places }) => count(places) },
            {
              key: 'bar',
              head: t('已用', 'Taken'),
              cell: ({ places, remaining }) => (
                <Bar
                  label={t(`${places} 个名额已用 ${places - remaining} 个`, `${places - remaining} of ${places} taken`)}
                  max={places}
                  parts={[{ value: places - remaining, tone: remaining > 0 ? 'plain' : 'bad' }]}
                />
              ),
            },
            { key: 'agreement', head: t('协议', 'Agreement'), cell: ({ agreement }) => agreement?.title ?? '–' },
            { key: 'until', head: t('有效期至', 'Until'), cell: ({ agreement }) => day(agreement?.validUntil) },
          ]}
        />
      </section>
    </Page>
  );
}
