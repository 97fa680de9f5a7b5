import { useState } from 'preact/hooks';
import { type HouseholdState, OfficeDynamicZero, OfficeHouseholds } from '../generated/office.ts';
import { CheckField, choices, count, day, Empty, Page, PagedTable, SelectField, Shown, t, useAsk, usePages, word } from '../ui/index.ts';
import { Clock } from './clock.tsx';
import { useHere } from './here.ts';

/** Families in which nobody works, each with the clock of its next step. */
export function Households() {
  const here = useHere();
  const [state, setState] = useState('');
  const [mine, setMine] = useState(false);
  const zero = useAsk(OfficeDynamicZero, here.data ? { region: here.data.region } : null);
  const pages = usePages(OfficeHouseholds, { first: 20, mine, state: (state || null) as HouseholdState | null }, ({ households }) => households);
  return (
    <Page
      title={t('零就业家庭', 'Zero-employment households')}
      intro={t(
        '每一步由不同的人和级别办理，各有期限；稳定就业后销号，返零再援助。',
        'Each step is another person’s and has its last day; families leave when work has lasted, and come back when it is lost.',
      )}
    >
      <Shown asked={zero}>
        {({ dynamicZero }) =>
          dynamicZero && (
            <ul class="cards">
              <li class={`card card-${dynamicZero.reached ? 'good' : 'bad'}`}>
                <div class="card-label">{t('动态清零', 'Dynamic zero')}</div>
                <div class="card-value">{dynamicZero.reached ? t('已达到', 'Reached') : t('未达到', 'Not reached')}</div>
              </li>
              <li class="card">
                <div class="card-label">{t('未消除', 'Not cleared')}</div>
                <div class="card-value">{count(dynamicZero.unclearedCount)}</div>
              </li>
              <li class="card">
                <div class="card-label">{t('超期', 'Overdue')}</div>
                <div class="card-value">{count(dynamicZero.overdueCount)}</div>
              </li>
            </ul>
          )
        }
      </Shown>
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('HouseholdState')} />
          <CheckField label={t('只看我负责的', 'Only mine')} value={mine} onChange={setMine} />
        </div>
        <PagedTable
          caption={t('零就业家庭', 'Households')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('没有这样的家庭', 'No such household')} />}
          columns={[
            {
              key: 'who',
              head: t('家庭', 'Household'),
              cell: ({ id, members, region }) => (
                <a href={`/office/households/${id}`}>{members.find(({ leftOn }) => leftOn === null)?.seeker?.name ?? region.name}</a>
              ),
            },
            { key: 'region', head: t('社区', 'Community'), cell: ({ region }) => region.name, by: ({ region }) => region.name },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: (row) => <span class="tag">{word('HouseholdState', row.state)}</span>,
              by: (row) => row.state,
            },
            { key: 'due', head: t('下一步期限', 'Next step due'), cell: ({ dueOn }) => <Clock dueOn={dueOn} />, by: ({ dueOn }) => dueOn },
            { key: 'since', head: t('自', 'Since'), cell: ({ since }) => day(since), by: ({ since }) => since },
            { key: 'officer', head: t('责任人', 'Officer'), cell: ({ officerName }) => officerName ?? '–' },
            { key: 'card', head: t('援助卡', 'Card'), cell: ({ card }) => card?.number ?? '–' },
            { key: 'size', head: t('人口', 'Family'), numeric: true, cell: ({ familySize }) => familySize, by: ({ familySize }) => familySize },
          ]}
        />
      </section>
    </Page>
  );
}
