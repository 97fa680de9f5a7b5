import { useRoute } from 'preact-iso';
import { RecruiterShortlist, RecruiterSubmit, RecruiterVacancy, RecruiterVacancyClose } from '../generated/recruiter.ts';
import { NoticeFacts } from '../shared/vacancy.tsx';
import { act, confirm, Empty, Page, Pager, Shown, t, toast, useAsk, usePages, word, Wrong } from '../ui/index.ts';
import { Candidate } from './candidate.tsx';
import type { Post } from './fit.ts';
import { TONES } from './vacancies.tsx';

/** An own vacancy and its shortlist. */
export function VacancyPage() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(RecruiterVacancy, { id });
  return (
    <Shown asked={asked}>
      {({ vacancy }) =>
        vacancy ? (
          <Page title={vacancy.title} actions={<Steps vacancy={vacancy} again={asked.reload} />}>
            <section>
              {vacancy.state === 'REJECTED' && vacancy.reason && (
                <p class="notice">
                  {t(`退回原因：${vacancy.reason}`, `It came back because: ${vacancy.reason}`)}{' '}
                  <a href={`/recruiter/vacancies/${id}/edit`}>{t('改好再交', 'Revise it')}</a>
                </p>
              )}
              {vacancy.state === 'UNDER_REVIEW' && (
                <p class="notice">
                  {t(
                    `在${vacancy.institution.name}等候审核；通过后自动发布，求职者和中介随即看得到。`,
                    `${vacancy.institution.name} reviews it; once approved it is open, and seekers and agencies see it.`,
                  )}
                </p>
              )}
              <dl class="facts">
                <dt>{t('状态', 'State')}</dt>
                <dd>
                  <span class={TONES[vacancy.state] ?? 'tag'}>{word('VacancyState', vacancy.state)}</span>
                </dd>
                <NoticeFacts notice={vacancy} />
              </dl>
            </section>
            <section>
              <h2>{t('候选人（匿名）', 'Shortlist (blind)')}</h2>
              <Shortlist post={vacancy} again={asked.reload} />
            </section>
          </Page>
        ) : (
          <Empty title={t('没有这个岗位，或不是您单位的', 'No such vacancy, or not yours')}>
            <a class="button" href="/recruiter/vacancies">
              {t('回到岗位', 'Back to the vacancies')}
            </a>
          </Empty>
        )
      }
    </Shown>
  );
}

function Shortlist({ post, again }: { readonly post: Post; readonly again: () => void }) {
  const pages = usePages(RecruiterShortlist, { first: 20, filter: { vacancy: post.id } }, ({ referrals }) => referrals);
  if (pages.problem) return <Wrong problem={pages.problem} again={pages.reload} />;
  if (pages.data && pages.rows.length === 0)
    return (
      <Empty title={t('还没有人被推荐来', 'Nobody was referred yet')}>
        <p>
          {t(
            '就业部门和中介会按工种、年龄、学历推荐；条件放宽，来的人更多。',
            'Offices and agencies refer by trade, age and education; wider terms bring more people.',
          )}
        </p>
      </Empty>
    );
  return (
    <>
      <ul class="candidates">
        {pages.rows.map((referral) => (
          <Candidate
            key={referral.id}
            referral={referral}
            post={post}
            again={() => {
              pages.reload();
              again();
            }}
          />
        ))}
      </ul>
      <Pager pages={pages} />
    </>
  );
}

function Steps({ vacancy: { id, state }, again }: { readonly vacancy: Post; readonly again: () => void }) {
  const submit = async (): Promise<void> => {
    const { declined } = await act(RecruiterSubmit, { id, input: {} });
    toast(declined.length > 0 ? declined.map(({ message }) => message).join('；') : t('已提交审核', 'Submitted for review'));
    again();
  };
  const close = (): Promise<boolean> =>
    confirm({
      title: t('关闭岗位', 'Close the vacancy'),
      text: t(
        '关闭后不再推荐人，不能重新打开；要再招请写新岗位。',
        'Nobody is referred any more and it does not open again; write a new one to hire more.',
      ),
      action: t('关闭岗位', 'Close it'),
      danger: true,
      reason: t('原因', 'Reason'),
      work: async (reason) => (await act(RecruiterVacancyClose, { id, input: { reason } })).declined,
    });
  return (
    <>
      {['DRAFT', 'REJECTED'].includes(state) && (
        <>
          <a class="button" href={`/recruiter/vacancies/${id}/edit`}>
            {t('修改', 'Revise')}
          </a>
          <button type="button" class="primary" onClick={() => void submit()}>
            {t('提交审核', 'Submit for review')}
          </button>
        </>
      )}
      {state === 'OPEN' && (
        <>
          <a class="button primary" href={`/recruiter/orders?vacancy=${id}`}>
            {t('下用工订单', 'Open an order')}
          </a>
          <button type="button" onClick={() => void close().then((is) => is && again())}>
            {t('关闭岗位', 'Close')}
          </button>
        </>
      )}
      <button type="button" onClick={() => print()}>
        {t('打印', 'Print')}
      </button>
    </>
  );
}
