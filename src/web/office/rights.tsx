import { useState } from 'preact/hooks';
import { OfficeReveal, OfficeRightsCaseClose, OfficeRightsCases, type OfficeRightsCasesQuery, type RightsCaseState } from '../generated/office.ts';
import { Phone } from '../shared/phone.tsx';
import { act, CheckField, choices, confirm, day, Empty, Page, PagedTable, SelectField, t, toast, usePages, word } from '../ui/index.ts';
import { Clock } from './clock.tsx';

type Case = OfficeRightsCasesQuery['rightsCases']['edges'][number]['node'];

/** Violations of rights, with the last of the fifteen working days in which to act; the earliest due first. */
export function Rights() {
  const [state, setState] = useState('OPEN');
  const [overdue, setOverdue] = useState(false);
  const pages = usePages(
    OfficeRightsCases,
    { first: 20, overdue, state: (state || null) as RightsCaseState | null },
    ({ rightsCases }) => rightsCases,
  );
  const settle = async (one: Case): Promise<void> => {
    const done = await confirm({
      title: t(`办结：${one.transfer?.seeker?.name ?? '维权案件'}`, `Settle: ${one.transfer?.seeker?.name ?? 'the case'}`),
      text: t(`“${one.problem}”。办结后不能重新打开。`, `“${one.problem}”. A settled case does not open again.`),
      reason: t('处理结果', 'Outcome'),
      action: t('办结', 'Settle'),
      work: async (outcome) => (await act(OfficeRightsCaseClose, { id: one.id, input: { outcome } })).declined,
    });
    if (!done) return;
    toast(t('已办结', 'Settled'));
    pages.reload();
  };
  return (
    <Page
      title={t('维权案件', 'Rights cases')}
      intro={t(
        '立案起 15 个工作日内办结，工作日按当年放假安排表计算；逾期的排在前面。',
        'Fifteen working days from the opening, by the calendar of the year; the earliest due first.',
      )}
      actions={
        <button type="button" onClick={() => print()}>
          {t('打印', 'Print')}
        </button>
      }
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('RightsCaseState')} />
          <CheckField label={t('只看逾期', 'Overdue only')} value={overdue} onChange={setOverdue} />
        </div>
        <PagedTable
          caption={t('维权案件', 'Rights cases')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有这样的案件', 'No such case')}>
              <p>
                {t('在转移就业台账里对人立案，或在回访里记下侵权情况。', 'Open one about a person in the list of transfers, or record it in a call.')}{' '}
                <a href="/office/transfers">{t('去台账', 'To the transfers')}</a>
              </p>
            </Empty>
          }
          columns={[
            {
              key: 'due',
              head: t('办结期限', 'Due'),
              cell: (one) =>
                one.state === 'CLOSED' ? (
                  day(one.dueOn)
                ) : one.dueOn === null ? (
                  <span class="tag tone-warn">{t('放假安排表未录入', 'No calendar on file')}</span>
                ) : (
                  <Clock dueOn={one.dueOn} />
                ),
              by: ({ dueOn }) => dueOn,
            },
            { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('RightsCaseState', one.state)}</span> },
            { key: 'name', head: t('姓名', 'Name'), cell: ({ transfer }) => transfer?.seeker?.name ?? '–' },
            { key: 'phone', head: t('电话', 'Phone'), cell: ({ transfer }) => <Phone seeker={transfer?.seeker} reveal={OfficeReveal} /> },
            { key: 'where', head: t('在', 'At'), cell: ({ transfer }) => transfer?.destination.name ?? '–' },
            { key: 'problem', head: t('侵权情况', 'What happened'), cell: ({ problem }) => problem },
            { key: 'who', head: t('承办', 'Who acts'), cell: ({ institution }) => institution.name },
            { key: 'opened', head: t('立案', 'Opened'), cell: ({ openedOn }) => day(openedOn), by: ({ openedOn }) => openedOn },
            {
              key: 'outcome',
              head: t('结果', 'Outcome'),
              cell: ({ outcome, closedOn }) => (outcome ? `${outcome}（${day(closedOn)}）` : '–'),
            },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) =>
                one.state === 'OPEN' && (
                  <button
                    type="button"
                    aria-label={t(`办结 ${one.transfer?.seeker?.name ?? ''} 的案件`, `Settle the case of ${one.transfer?.seeker?.name ?? ''}`)}
                    onClick={() => void settle(one)}
                  >
                    {t('办结', 'Settle')}
                  </button>
                ),
            },
          ]}
        />
      </section>
    </Page>
  );
}
