import { useState } from 'preact/hooks';
import {
  IntermediaryFollowUpRecord,
  IntermediaryFollowUps,
  type IntermediaryFollowUpsQuery,
  IntermediaryReferrals,
  Roster,
} from '../generated/intermediary.ts';
import {
  act,
  CheckField,
  count,
  day,
  daysFrom,
  type Declined,
  Dialog,
  Empty,
  Form,
  Page,
  PagedTable,
  Shown,
  t,
  Table,
  TextAreaField,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';
import { Registered, SOON_DAYS } from './registered.tsx';

type Task = IntermediaryFollowUpsQuery['followUps']['edges'][number]['node'];
const AHEAD_DAYS = 7;

/** What is due: whom to call, whose registration ends, which counterfoil did not come back. */
export function Reminders() {
  const now = today();
  const [task, setTask] = useState<Task | null>(null);
  const calls = usePages(IntermediaryFollowUps, { first: 20, state: 'DUE' as const }, ({ followUps }) => followUps);
  const due = calls.rows.filter(({ dueOn }) => dueOn <= daysFrom(now, AHEAD_DAYS));
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
      <section>
        <PagedTable
          caption={t('回访', 'Follow-up calls')}
          pages={calls}
          keyOf={({ id }) => id}
          empty={<Empty title={t('没有要回访的人', 'Nobody to call')} />}
          columns={[
            {
              key: 'due',
              head: t('应办日', 'Due'),
              cell: (one) => (
                <span
                  class={one.overdue ? 'tag tone-bad' : one.dueOn <= daysFrom(now, AHEAD_DAYS) ? 'tag tone-warn' : 'tag'}
                >{`${day(one.dueOn)}${one.overdue ? t(' 逾期', ' overdue') : ''}`}</span>
              ),
            },
            { key: 'kind', head: t('种类', 'Kind'), cell: ({ kind }) => word('FollowUpKind', kind) },
            { key: 'name', head: t('姓名', 'Name'), cell: ({ transfer }) => transfer?.seeker?.name ?? '–' },
            { key: 'to', head: t('现在', 'At'), cell: ({ transfer }) => transfer?.destination.name ?? '–' },
            { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ transfer }) => day(transfer?.arrivedOn) },
            { key: 'state', head: t('状态', 'State'), cell: ({ transfer }) => word('TransferState', transfer?.state) },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) =>
                one.dueOn <= daysFrom(now, AHEAD_DAYS) && (
                  <button
                    type="button"
                    aria-label={t(`记录 ${one.transfer?.seeker?.name} 的回访`, `Record the call to ${one.transfer?.seeker?.name}`)}
                    onClick={() => setTask(one)}
                  >
                    {t('记录', 'Record')}
                  </button>
                ),
            },
          ]}
        />
      </section>
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
      {task && (
        <Record
          task={task}
          close={() => setTask(null)}
          done={() => {
            setTask(null);
            toast(t('回访已记录', 'Recorded'));
            calls.reload();
          }}
        />
      )}
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

function Record({ task, close, done }: { readonly task: Task; readonly close: () => void; readonly done: () => void }) {
  const fields = useFields({ reached: true, onPost: true, contractSigned: true, paidOnTime: true, insured: true, problem: '', note: '' });
  const { values, of } = fields;
  const submit = async ({ reached, note, problem, ...found }: typeof values): Promise<readonly Declined[]> => {
    const more = reached ? { ...found, problem: problem.trim() || null } : {};
    const { declined } = await act(IntermediaryFollowUpRecord, { id: task.id, input: { reached, note: note.trim() || null, ...more } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={`${word('FollowUpKind', task.kind)} · ${task.transfer?.seeker?.name ?? ''}`} close={close}>
      <Form fields={fields} submit={submit} action={t('记录', 'Record')} cancel={close}>
        <CheckField label={t('联系上了', 'Reached')} {...of('reached')} />
        {values.reached && (
          <>
            <CheckField label={t('仍在岗', 'Still at work')} {...of('onPost')} />
            <CheckField label={t('签了合同', 'Has a contract')} {...of('contractSigned')} />
            <CheckField label={t('工资按时发放', 'Paid on time')} {...of('paidOnTime')} />
            <CheckField label={t('参加了保险', 'Insured')} {...of('insured')} />
            <TextAreaField
              label={t('侵权情况', 'Violation of rights')}
              hint={t('填写即立维权案件，15 个工作日内办结', 'Opens a case, due within 15 working days')}
              {...of('problem')}
            />
          </>
        )}
        <TextAreaField label={t('备注', 'Remarks')} {...of('note')} />
      </Form>
    </Dialog>
  );
}
