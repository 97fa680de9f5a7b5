import { OwnReferrals } from '../generated/seeker.ts';
import { Page, PagedTable, day, t, usePages, word } from '../ui/index.ts';

export function Referrals() {
  const pages = usePages(OwnReferrals, { first: 20 }, ({ referrals }) => referrals);
  return (
    <Page title={t('我的推荐', 'My referrals')}>
      <section>
        <PagedTable
          caption={t('推荐', 'Referrals')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'title', head: t('岗位', 'Vacancy'), cell: ({ vacancy }) => vacancy?.title },
            { key: 'employer', head: t('单位', 'Employer'), cell: ({ vacancy }) => vacancy?.employer.name },
            { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('ReferralState', state) },
            { key: 'on', head: t('有效期至', 'Valid until'), cell: ({ expiresOn }) => day(expiresOn) },
          ]}
        />
      </section>
    </Page>
  );
}
