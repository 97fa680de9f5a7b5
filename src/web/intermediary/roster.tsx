import { Roster } from '../generated/intermediary.ts';
import { Page, PagedTable, t, usePages, word } from '../ui/index.ts';

export function RosterPage() {
  const pages = usePages(Roster, { first: 20 }, ({ seekers }) => seekers);
  return (
    <Page title={t('花名册', 'Roster')}>
      <section>
        <PagedTable
          caption={t('花名册', 'Roster')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'name', head: t('姓名', 'Name'), cell: ({ name }) => name },
            { key: 'phone', head: t('电话', 'Phone'), cell: ({ phoneMasked }) => phoneMasked },
            { key: 'education', head: t('学历', 'Education'), cell: ({ education }) => word('Education', education) },
            { key: 'wish', head: t('意向', 'Wish'), cell: ({ wish }) => wish?.occupations.join('、') ?? '–' },
          ]}
        />
      </section>
    </Page>
  );
}
