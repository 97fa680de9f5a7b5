import { useState } from 'preact/hooks';
import { RecruiterVacancies, type VacancyState } from '../generated/recruiter.ts';
import { choices, count, day, Empty, Loading, Name, Page, PagedTable, SelectField, t, useDownload, usePages, word, Wrong } from '../ui/index.ts';
import { payOf } from '../ui/pay.ts';
import { type Own, useOwn } from './own.ts';

export const TONES: Readonly<Record<string, string>> = { OPEN: 'tag tone-good', REJECTED: 'tag tone-bad', UNDER_REVIEW: 'tag tone-warn' };

/** Own vacancies in every state. */
export function Vacancies() {
  const own = useOwn();
  const sheet = useDownload();
  return (
    <Page
      title={t('岗位', 'Vacancies')}
      intro={t(
        '起草后提交，就业部门审核后发布；被退回的写明原因，改好再交。',
        'Draft, then submit; an office reviews and publishes. What comes back says why.',
      )}
      actions={
        <>
          <a class="button primary" href="/recruiter/vacancies/new">
            {t('新岗位', 'New vacancy')}
          </a>
          <a class="button" href="/recruiter/imports">
            {t('批量上传', 'Upload a sheet')}
          </a>
          <button type="button" disabled={sheet.running} onClick={() => sheet.start('/exports/vacancies.xlsx', 'vacancies.xlsx')}>
            {t('导出 Excel', 'Export to Excel')}
          </button>
        </>
      }
    >
      {sheet.problem && <Wrong problem={sheet.problem} />}
      {own.problem && <Wrong problem={own.problem} again={own.reload} />}
      {!own.data && own.loading && <Loading />}
      {own.data?.length === 0 && (
        <section>
          <Empty title={t('这个账号还没有单位', 'This account has no employer yet')}>
            <p>{t('请管理员把单位加到账号上。', 'Ask an administrator to assign one.')}</p>
          </Empty>
        </section>
      )}
      {own.data?.map((one) => (
        <OfEmployer key={one.id} own={one} />
      ))}
    </Page>
  );
}

function OfEmployer({ own: { id, name, region } }: { readonly own: Own }) {
  const [state, setState] = useState('');
  const pages = usePages(
    RecruiterVacancies,
    { first: 20, filter: { employer: id, state: (state || null) as VacancyState | null } },
    ({ vacancies }) => vacancies,
  );
  return (
    <section>
      <h2>
        <Name of={`${name} · ${region.name}`} />
      </h2>
      <div class="filters screen-only">
        <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('VacancyState')} />
      </div>
      <PagedTable
        caption={t('岗位', 'Vacancies')}
        quiet
        pages={pages}
        keyOf={(one) => one.id}
        empty={
          <Empty
            title={
              state
                ? t(`没有“${word('VacancyState', state)}”的岗位`, `No vacancies: ${word('VacancyState', state)}`)
                : t('还没有岗位', 'No vacancies yet')
            }
          >
            <a class="button" href="/recruiter/vacancies/new">
              {t('写一个新岗位', 'Write a new one')}
            </a>
          </Empty>
        }
        columns={[
          {
            key: 'title',
            head: t('岗位', 'Vacancy'),
            cell: (one) => <a href={`/recruiter/vacancies/${one.id}`}>{one.title}</a>,
            by: ({ title }) => title,
          },
          { key: 'place', head: t('工作地点', 'Place'), cell: (one) => one.region.name },
          { key: 'pay', head: t('工资', 'Pay'), cell: ({ pay }) => payOf(pay) },
          { key: 'heads', head: t('招聘', 'Wanted'), numeric: true, cell: ({ headCount }) => count(headCount) },
          { key: 'hired', head: t('已录用', 'Hired'), numeric: true, cell: ({ hiredCount }) => count(hiredCount) },
          {
            key: 'referred',
            head: t('推荐来', 'Referred'),
            numeric: true,
            cell: ({ referralCount }) => count(referralCount),
            by: ({ referralCount }) => referralCount,
          },
          { key: 'until', head: t('有效期至', 'Until'), cell: ({ validUntil }) => day(validUntil), by: ({ validUntil }) => validUntil },
          { key: 'state', head: t('状态', 'State'), cell: (one) => <span class={TONES[one.state] ?? 'tag'}>{word('VacancyState', one.state)}</span> },
          { key: 'reason', head: t('退回原因', 'Why it came back'), cell: ({ reason }) => reason ?? '' },
        ]}
      />
    </section>
  );
}
