import { FollowUps } from '../shared/follow-ups.tsx';
import { IntermediaryFollowUpRecord, IntermediaryFollowUps, IntermediaryReferrals, IntermediaryReveal, Roster } from '../generated/intermediary.ts';
import { count, day, daysFrom, Empty, Page, Shown, t, Table, today, useAsk } from '../ui/index.ts';
import { Registered, SOON_DAYS } from './registered.tsx';

const AHEAD_DAYS = 7;

/** What is due: whom to call, whose registration ends, which counterfoil did not come back. */
export function Reminders() {
  const now = today();
  const calls = useAsk(IntermediaryFollowUps, { first: 50, state: 'DUE' as const });
  const due = (calls.data?.followUps.edges ?? []).filter(({ node: { dueOn } }) => dueOn <= daysFrom(now, AHEAD_DAYS));
  const ending = useAsk(Roster, { first: 50, filter: { expiringBy: daysFrom(now, SOON_DAYS) } });
  const letters = useAsk(IntermediaryReferrals, { first: 50, filter: { state: 'ISSUED' } });
  return (
    <Page
      title={t('今日待办', 'Due today')}
      intro={t(`${now}，从上到下办：先回访，再续登记，再追回执。`, `${now}. From top to bottom: calls, registrations, counterfoils.`)}
    >
      <ul class="cards">
        <Card label={t(`${AHEAD_DAYS} 天内要回访`, `Calls within ${AHEAD_DAYS} days`)} value={calls.data ? count(due.length) : '…'} />
        <Card
          label={t(`${SOON_DAYS} 天内到期的登记`, `Registrations ending within ${SOON_DAYS} days`)}
          value={ending.data ? count(ending.data.seekers.totalCount) : '…'}
        />
        <Card label={t('等回执的推荐信', 'Letters without counterfoil')} value={letters.data ? count(letters.data.referrals.totalCount) : '…'} />
      </ul>
      <FollowUps documents={{ list: IntermediaryFollowUps, record: IntermediaryFollowUpRecord, reveal: IntermediaryReveal }} />
      <section>
        <Shown asked={ending}>
          {({ seekers: { edges } }) => (
            <Table
              caption={t(`${SOON_DAYS} 天内到期的登记`, `Registrations that end within ${SOON_DAYS} days`)}
              rows={edges.map(({ node }) => node)}
              keyOf={({ id }) => id}
              empty={<Empty title={t('没有快到期的登记', 'No registration ends soon')} />}
              columns={[
                { key: 'name', head: t('姓名', 'Name'), cell: ({ id, name }) => <a href={`/intermediary/roster/${id}`}>{name}</a> },
                { key: 'phone', head: t('电话', 'Phone'), cell: ({ phoneMasked }) => phoneMasked ?? '–' },
                { key: 'until', head: t('登记', 'Registration'), cell: ({ registrations }) => <Registered registrations={registrations} on={now} /> },
              ]}
            />
          )}
        </Shown>
      </section>
      <section>
        <Shown asked={letters}>
          {({ referrals: { edges } }) => (
            <Table
              caption={t('等回执的推荐信', 'Letters without counterfoil')}
              rows={edges.map(({ node }) => node)}
              keyOf={({ id }) => id}
              empty={<Empty title={t('没有等回执的推荐信', 'No letter is out')} />}
              columns={[
                { key: 'number', head: t('编号', 'Number'), cell: ({ id, number }) => <a href={`/intermediary/referrals/${id}`}>{number}</a> },
                { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? '–' },
                { key: 'post', head: t('岗位', 'Post'), cell: ({ vacancy }) => vacancy?.title ?? '–' },
                {
                  key: 'due',
                  head: t('回执期限', 'Due'),
                  cell: ({ expiresOn }) => <span class={expiresOn < now ? 'tag tone-bad' : 'tag'}>{day(expiresOn)}</span>,
                  by: ({ expiresOn }) => expiresOn,
                },
              ]}
            />
          )}
        </Shown>
      </section>
    </Page>
  );
}

function Card({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <li class="card">
      <div class="card-value">{value}</div>
      <div class="card-label">{label}</div>
    </li>
  );
}
