import { useState } from 'preact/hooks';
import { Roster as People } from '../generated/intermediary.ts';
import { CheckField, Empty, listed, Page, PagedTable, t, TextField, today, usePages, word, yuan } from '../ui/index.ts';
import { Registered } from './registered.tsx';

/** Own people: nobody else's are ever shown. */
export function Roster() {
  const [wanted, setWanted] = useState({ occupation: '', region: '', active: true });
  const [typed, setTyped] = useState(wanted);
  const { occupation, region, active } = wanted;
  const filter = { active: active || null, occupation: occupation || null, region: region || null };
  const pages = usePages(People, { first: 20, filter }, ({ seekers }) => seekers);
  return (
    <Page
      title={t('花名册', 'Roster')}
      intro={t('只有在本机构登记的人；其他机构的人看不到，也查不到。', 'People registered with you. Nobody else’s people can be seen here.')}
      actions={
        <>
          <a class="button primary" href="/intermediary/intake">
            {t('新登记', 'New intake')}
          </a>
          <a class="button" href="/intermediary/imports">
            {t('表格导入', 'Import a sheet')}
          </a>
          <button type="button" onClick={() => print()}>
            {t('打印', 'Print')}
          </button>
        </>
      }
    >
      <section>
        <form
          class="filters screen-only"
          onSubmit={(event) => {
            event.preventDefault();
            setWanted(typed);
          }}
        >
          <TextField
            label={t('想做的工种', 'Trade wished for')}
            value={typed.occupation}
            onChange={(one) => setTyped({ ...typed, occupation: one })}
          />
          <TextField label={t('居住地', 'Lives in')} value={typed.region} onChange={(one) => setTyped({ ...typed, region: one })} />
          <CheckField
            label={t('只看登记有效的', 'Registered now only')}
            value={typed.active}
            onChange={(one) => setTyped({ ...typed, active: one })}
          />
          <div class="field">
            <button type="submit">{t('筛选', 'Filter')}</button>
          </div>
        </form>
        <PagedTable
          caption={t('花名册', 'Roster')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有符合的人', 'Nobody like that')}>
              <p>{t('放宽筛选条件，或登记新的求职者。', 'Widen the filter, or take somebody in.')}</p>
              <a class="button" href="/intermediary/intake">
                {t('新登记', 'New intake')}
              </a>
            </Empty>
          }
          columns={[
            {
              key: 'name',
              head: t('姓名', 'Name'),
              cell: ({ id, name }) => <a href={`/intermediary/roster/${id}`}>{name}</a>,
              by: ({ name }) => name,
            },
            { key: 'sex', head: t('性别', 'Sex'), cell: ({ sex }) => word('Sex', sex) },
            { key: 'age', head: t('年龄', 'Age'), cell: ({ ageBand }) => ageBand, by: ({ ageBand }) => ageBand },
            { key: 'education', head: t('学历', 'Education'), cell: ({ education }) => word('Education', education) },
            { key: 'region', head: t('居住地', 'Lives in'), cell: ({ region: { name } }) => name, by: ({ region: { name } }) => name },
            {
              key: 'wish',
              head: t('意向', 'Wishes'),
              cell: ({ wish }) =>
                [wish.anyTrade ? t('工种不限', 'any trade') : listed(wish.trades.map(({ name }) => name)), listed(wish.placeNames)]
                  .filter(Boolean)
                  .join(' · '),
            },
            { key: 'wage', head: t('最低工资', 'At least'), numeric: true, cell: ({ wish }) => yuan(wish.wageFloor?.amountMinor, 0) },
            { key: 'group', head: t('同行', 'Together'), cell: ({ travelGroup }) => travelGroup?.name ?? '–' },
            { key: 'phone', head: t('电话', 'Phone'), cell: ({ phoneMasked }) => phoneMasked ?? '–' },
            { key: 'state', head: t('登记', 'Registration'), cell: ({ registrations }) => <Registered registrations={registrations} on={today()} /> },
          ]}
        />
      </section>
    </Page>
  );
}
