import { OwnConsentGive, OwnConsents, OwnReferralAccept, OwnReferralRefuse, OwnReferrals } from '../generated/seeker.ts';
import { act, confirm, day, Empty, Name, Page, PagedTable, say, t, toast, usePages, word } from '../ui/index.ts';
import { useOwn } from './own.ts';

/** To which posts I was put forward: accept or refuse, and let the employer have my phone. */
export function Referrals() {
  const pages = usePages(OwnReferrals, { first: 20 }, ({ referrals }) => referrals);
  const own = useOwn(OwnConsents, (id) => ({ id }));
  const wording = own.data?.consentTexts.find(({ purpose }) => purpose === 'CONTACT');
  const accept = async (id: string): Promise<void> => {
    const { declined } = await act(OwnReferralAccept, { id, input: {} });
    toast(declined[0]?.message ?? t('已接受推荐，请按时参加面试', 'Accepted; please come to the interview'));
    pages.reload();
  };
  const refuse = async (id: string, title: string): Promise<void> => {
    const done = await confirm({
      title: t('谢绝推荐', 'Refuse the referral'),
      text: t(`谢绝后不能撤销：${title}`, `This cannot be undone: ${title}`),
      action: t('谢绝', 'Refuse'),
      danger: true,
      reason: t('原因', 'Why'),
      work: async (reason) => (await act(OwnReferralRefuse, { id, input: { reason, withCause: false } })).declined,
    });
    if (done) pages.reload();
  };
  const offer = async ({ id: employer, name }: { id: string; name: string }): Promise<void> => {
    if (!own.id || !wording) return;
    const seeker = own.id;
    const done = await confirm({
      title: t(`同意向 ${name} 提供联系方式`, `Let ${name} have my name and phone`),
      text: say(wording),
      action: t('同意', 'I consent'),
      work: async () => (await act(OwnConsentGive, { input: { seeker, purpose: 'CONTACT', version: wording.version, employer } })).declined,
    });
    if (done) toast(t('已同意，可随时在“我的同意”中撤回', 'Given; withdraw it at any time under “Consents”'));
  };
  return (
    <Page title={t('我的推荐', 'My referrals')}>
      <section>
        <PagedTable
          caption={t('推荐', 'Referrals')}
          quiet
          empty={<Empty title={t('还没有人推荐您；先看看适合您的岗位', 'Nobody has put you forward yet; look at the posts for you')} />}
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'title', head: t('岗位', 'Vacancy'), cell: ({ vacancy }) => vacancy?.title },
            { key: 'employer', head: t('单位', 'Employer'), cell: ({ vacancy }) => vacancy && <Name of={vacancy.employer.name} /> },
            { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('ReferralState', state) },
            { key: 'interview', head: t('面试', 'Interview'), cell: ({ interviewOn }) => day(interviewOn) },
            { key: 'on', head: t('有效期至', 'Valid until'), cell: ({ expiresOn }) => day(expiresOn) },
            {
              key: 'do',
              head: t('操作', 'Actions'),
              screenOnly: true,
              cell: ({ id, state, vacancy }) => (
                <span class="page-actions">
                  {state === 'ISSUED' && (
                    <>
                      <button type="button" class="primary" onClick={() => void accept(id)}>
                        {t('接受', 'Accept')}
                      </button>
                      <button type="button" onClick={() => void refuse(id, vacancy?.title ?? '')}>
                        {t('谢绝', 'Refuse')}
                      </button>
                    </>
                  )}
                  {vacancy && (
                    <button type="button" onClick={() => void offer(vacancy.employer)}>
                      {t('提供联系方式', 'Give my phone')}
                    </button>
                  )}
                </span>
              ),
            },
          ]}
        />
      </section>
    </Page>
  );
}
