import { useState } from 'preact/hooks';
import { RecruiterShortlist, RecruiterVacancy, type ReferralState } from '../generated/recruiter.ts';
import { choices, Empty, Loading, Page, Pager, SelectField, t, useAsk, useDownload, usePages, Wrong } from '../ui/index.ts';
import { Candidate } from './candidate.tsx';

/** Everybody put forward for own posts, newest first, post by post. */
export function Candidates() {
  const [state, setState] = useState('');
  const pages = usePages(RecruiterShortlist, { first: 20, filter: { state: (state || null) as ReferralState | null } }, ({ referrals }) => referrals);
  const sheet = useDownload();
  const posts = Map.groupBy(pages.rows, ({ vacancy }) => vacancy?.id ?? '');
  return (
    <Page
      title={t('候选人与面试', 'Candidates and interviews')}
      intro={t(
        '由就业部门和中介推荐。本人同意或录用之前只有匿名资料，没有姓名和电话；想先联系的，请推荐的机构问本人是否同意。',
        'Referred by offices and agencies. Until the person agrees or is hired the profile is blind: no name, no phone. To call first, ask whoever referred them for consent.',
      )}
      actions={
        <button type="button" disabled={sheet.running} onClick={() => sheet.start('/exports/referrals.xlsx', 'referrals.xlsx')}>
          {t('导出 Excel', 'Export to Excel')}
        </button>
      }
    >
      {sheet.problem && <Wrong problem={sheet.problem} />}
      <div class="filters screen-only">
        <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('ReferralState')} />
      </div>
      <div aria-busy={pages.loading}>
        {pages.problem && <Wrong problem={pages.problem} again={pages.reload} />}
        {!pages.data && pages.loading && <Loading />}
        {pages.data && pages.rows.length === 0 && (
          <section class="panel">
            <Empty title={t('还没有候选人', 'No candidates')}>
              <p>
                {t(
                  '岗位发布后，就业部门和中介会推荐合适的人；工种写清楚能更快匹配。',
                  'Once a vacancy is open, people who fit are referred. A clear trade helps.',
                )}
              </p>
              <a class="button" href="/recruiter/vacancies">
                {t('看岗位', 'To the vacancies')}
              </a>
            </Empty>
          </section>
        )}
        {[...posts].map(([id, some]) => (
          <OfPost key={id} id={id} title={some[0]!.vacancy?.title ?? t('岗位', 'Vacancy')} some={some} again={pages.reload} />
        ))}
        <Pager pages={pages} />
      </div>
    </Page>
  );
}

function OfPost({
  id,
  title,
  some,
  again,
}: {
  readonly id: string;
  readonly title: string;
  readonly some: readonly Parameters<typeof Candidate>[0]['referral'][];
  readonly again: () => void;
}) {
  const asked = useAsk(RecruiterVacancy, id ? { id } : null);
  const post = asked.data?.vacancy ?? null;
  return (
    <section class="panel">
      <h2>
        {id ? <a href={`/recruiter/vacancies/${id}`}>{title}</a> : title}
        {post && (
          <span class="hint">
            {t(` 招 ${post.headCount} 人，已录用 ${post.hiredCount} 人`, ` ${post.headCount} wanted, ${post.hiredCount} hired`)}
          </span>
        )}
      </h2>
      <ul class="candidates">
        {some.map((referral) => (
          <Candidate
            key={referral.id}
            referral={referral}
            post={post}
            again={() => {
              again();
              asked.reload();
            }}
          />
        ))}
      </ul>
    </section>
  );
}
