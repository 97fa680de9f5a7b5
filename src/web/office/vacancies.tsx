import { useState } from 'preact/hooks';
import {
  OfficeVacancies,
  type OfficeVacanciesQuery,
  OfficeVacancy,
  OfficeVacancyApprove,
  OfficeVacancyReject,
  type VacancyState,
} from '../generated/office.ts';
import { NoticeFacts } from '../shared/vacancy.tsx';
import {
  act,
  choices,
  confirm,
  count,
  day,
  Dialog,
  Empty,
  Name,
  Page,
  PagedTable,
  SelectField,
  Shown,
  t,
  toast,
  useAsk,
  useDownload,
  usePages,
  word,
  Wrong,
} from '../ui/index.ts';

type Row = OfficeVacanciesQuery['vacancies']['edges'][number]['node'];

/** Notices to review, and all others by state. */
export function Vacancies() {
  const [state, setState] = useState('UNDER_REVIEW');
  const pages = usePages(OfficeVacancies, { first: 20, filter: state ? { state: state as VacancyState } : {} }, ({ vacancies }) => vacancies);
  const file = useDownload();
  const [reading, setReading] = useState<Row | null>(null);
  const judge = async (row: Row, approved: boolean): Promise<void> => {
    const done = await confirm({
      title: approved ? t(`发布：${row.title}`, `Publish: ${row.title}`) : t(`退回：${row.title}`, `Send back: ${row.title}`),
      text: approved
        ? t(
            `${row.employer.name}，${row.headCount} 人，有效期至 ${day(row.validUntil)}。`,
            `${row.employer.name}, ${row.headCount} heads, until ${day(row.validUntil)}.`,
          )
        : t('退回后单位可以修改再报；请写明要改什么。', 'The employer can mend and submit it again; say what to change.'),
      action: approved ? t('发布', 'Publish') : t('退回', 'Send back'),
      danger: !approved,
      ...(approved ? {} : { reason: t('原因', 'Reason') }),
      work: async (reason) =>
        approved
          ? (await act(OfficeVacancyApprove, { id: row.id, input: {} })).declined
          : (await act(OfficeVacancyReject, { id: row.id, input: { reason } })).declined,
    });
    if (!done) return;
    toast(approved ? t('已发布', 'Published') : t('已退回', 'Sent back'));
    pages.reload();
  };
  return (
    <Page
      title={t('岗位审核', 'Vacancies')}
      intro={t(
        '点岗位名称看全文，核对后发布，或写明原因退回。',
        'Open a notice by its title; publish what is right, send back what is not, with the reason.',
      )}
      actions={
        <button
          type="button"
          disabled={file.running}
          onClick={() => file.start(`/exports/vacancies.xlsx${state ? `?state=${state}` : ''}`, 'vacancies.xlsx')}
        >
          {t('导出 Excel', 'Export as a sheet')}
        </button>
      }
    >
      {file.problem && <Wrong problem={file.problem} />}
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('VacancyState')} />
        </div>
        <PagedTable
          caption={t('岗位', 'Vacancies')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('没有这种状态的岗位', 'No vacancy in this state')} />}
          columns={[
            {
              key: 'title',
              head: t('岗位', 'Vacancy'),
              cell: (row) => (
                <button type="button" class="link" onClick={() => setReading(row)}>
                  {row.title}
                </button>
              ),
              by: ({ title }) => title,
            },
            {
              key: 'employer',
              head: t('单位', 'Employer'),
              cell: ({ employer }) => (
                <>
                  <Name of={employer.name} />{' '}
                  <span class={employer.state === 'VERIFIED' ? 'tag tone-good' : 'tag'}>{word('EmployerState', employer.state)}</span>
                </>
              ),
              by: ({ employer }) => employer.name,
            },
            { key: 'region', head: t('地点', 'Place'), cell: ({ region }) => region.name, by: ({ region }) => region.name },
            {
              key: 'heads',
              head: t('招用 / 已招', 'Heads / hired'),
              numeric: true,
              cell: ({ headCount, hiredCount }) => `${count(headCount)} / ${count(hiredCount)}`,
              by: ({ headCount }) => headCount,
            },
            { key: 'until', head: t('有效期至', 'Valid until'), cell: ({ validUntil }) => day(validUntil), by: ({ validUntil }) => validUntil },
            { key: 'state', head: t('状态', 'State'), cell: (row) => <span class="tag">{word('VacancyState', row.state)}</span> },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (row) =>
                row.state === 'UNDER_REVIEW' ? (
                  <>
                    <button type="button" aria-label={`${t('发布', 'Publish')} ${row.title}`} onClick={() => void judge(row, true)}>
                      {t('发布', 'Publish')}
                    </button>{' '}
                    <button type="button" aria-label={`${t('退回', 'Send back')} ${row.title}`} onClick={() => void judge(row, false)}>
                      {t('退回', 'Send back')}
                    </button>
                  </>
                ) : (
                  '–'
                ),
            },
          ]}
        />
      </section>
      {reading && (
        <Reading
          row={reading}
          close={() => setReading(null)}
          judge={(approved) => {
            setReading(null);
            void judge(reading, approved);
          }}
        />
      )}
    </Page>
  );
}

/** The whole notice, and below it the decision where one is due. */
function Reading({ row, close, judge }: { readonly row: Row; readonly close: () => void; readonly judge: (approved: boolean) => void }) {
  const asked = useAsk(OfficeVacancy, { id: row.id });
  return (
    <Dialog wide title={row.title} close={close}>
      <Shown asked={asked}>
        {({ vacancy }) =>
          vacancy ? (
            <dl class="facts">
              {vacancy.reason && (
                <>
                  <dt>{t('原因', 'Reason')}</dt>
                  <dd>{vacancy.reason}</dd>
                </>
              )}
              <NoticeFacts notice={vacancy} />
            </dl>
          ) : (
            <Empty title={t('没有这个岗位', 'No such vacancy')} />
          )
        }
      </Shown>
      <div class="form-actions">
        {row.state === 'UNDER_REVIEW' && (
          <>
            <button type="button" class="primary" onClick={() => judge(true)}>
              {t('发布', 'Publish')}
            </button>
            <button type="button" onClick={() => judge(false)}>
              {t('退回', 'Send back')}
            </button>
          </>
        )}
        <button type="button" onClick={close}>
          {t('关闭', 'Close')}
        </button>
      </div>
    </Dialog>
  );
}
