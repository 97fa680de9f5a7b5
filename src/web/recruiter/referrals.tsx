import { RecruiterReferrals } from '../generated/recruiter.ts';
import { Page, PagedTable, day, t, usePages, word } from '../ui/index.ts';

export function Referrals() {
  const pages = usePages(RecruiterReferrals, { first: 20 }, ({ referrals }) => referrals);
  return (
    <Page title={t('推荐来的人', 'Referrals')}>
      <section>
        <PagedTable
          caption={t('推荐', 'Referrals')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'number', head: t('推荐信号', 'Number'), cell: ({ number }) => number },
            { key: 'title', head: t('岗位', 'Vacancy'), cell: ({ vacancy }) => vacancy?.title },
            { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('ReferralState', state) },
            { key: 'on', head: t('面试', 'Interview'), cell: ({ interviewOn }) => day(interviewOn) },
          ]}
        />
      </section>
    </Page>
  );
}
