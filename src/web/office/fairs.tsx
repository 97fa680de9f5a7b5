import { OfficeJobFairs } from '../generated/office.ts';
import { day, Empty, Page, PagedTable, t, usePages, word } from '../ui/index.ts';

/** Fairs of the division, each with its interviews. */
export function Fairs() {
  const pages = usePages(OfficeJobFairs, { first: 20 }, ({ jobFairs }) => jobFairs);
  return (
    <Page title={t('招聘会', 'Job fairs')}>
      <section>
        <PagedTable
          caption={t('招聘会', 'Job fairs')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('没有招聘会', 'No fairs')} />}
          columns={[
            { key: 'name', head: t('招聘会', 'Fair'), cell: ({ id, name }) => <a href={`/office/fairs/${id}`}>{name}</a>, by: ({ name }) => name },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: ({ state }) => <span class={state === 'OPEN' ? 'tag tone-good' : 'tag'}>{word('JobFairState', state)}</span>,
            },
            { key: 'venue', head: t('地点', 'Venue'), cell: ({ region, venue }) => `${region.name} ${venue}` },
            {
              key: 'time',
              head: t('时间', 'Time'),
              cell: ({ opensOn, closesOn }) => <span class="together">{`${day(opensOn)} — ${day(closesOn)}`}</span>,
              by: ({ opensOn }) => opensOn,
            },
          ]}
        />
      </section>
    </Page>
  );
}
