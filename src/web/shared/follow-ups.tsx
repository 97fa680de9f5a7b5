import { useState } from 'preact/hooks';
import type { FollowUpKind, OfficeFollowUpsQuery } from '../generated/office.ts';
import {
  act,
  CheckField,
  choices,
  day,
  daysFrom,
  type Declined,
  Dialog,
  Empty,
  Form,
  PagedTable,
  SelectField,
  t,
  TextAreaField,
  toast,
  today,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';
import type { FollowUpDocuments } from './documents.ts';
import { Phone } from './phone.tsx';

type Task = OfficeFollowUpsQuery['followUps']['edges'][number]['node'];

const AHEAD_DAYS = 7;

/** Whom to call, the most overdue first, and what was said; one that is not due within a week waits. */
export function FollowUps({ documents }: { readonly documents: FollowUpDocuments }) {
  const soon = daysFrom(today(), AHEAD_DAYS);
  const [kind, setKind] = useState('');
  const [overdue, setOverdue] = useState(false);
  const [task, setTask] = useState<Task | null>(null);
  const pages = usePages(
    documents.list,
    { first: 20, state: 'DUE' as const, overdue, kind: (kind || null) as FollowUpKind | null },
    ({ followUps }) => followUps,
  );
  return (
    <>
      <section>
        <div class="filters screen-only">
          <SelectField label={t('种类', 'Kind')} none={t('全部', 'All')} value={kind} onChange={setKind} options={choices('FollowUpKind')} />
          <CheckField label={t('只看逾期', 'Overdue only')} value={overdue} onChange={setOverdue} />
        </div>
        <PagedTable
          caption={t('待办回访', 'To be done')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有待办的回访', 'Nobody to follow up')}>
              <p>{t('有人到岗后，四次回访按期列在这里。', 'When people begin to work, their four calls are listed here as they fall due.')}</p>
            </Empty>
          }
          columns={[
            {
              key: 'due',
              head: t('应办日', 'Due'),
              cell: (one) => (
                <span
                  class={one.overdue ? 'tag tone-bad' : one.dueOn <= soon ? 'tag tone-warn' : 'tag'}
                >{`${day(one.dueOn)}${one.overdue ? ` ${t('逾期', 'overdue')}` : ''}`}</span>
              ),
              by: ({ dueOn }) => dueOn,
            },
            { key: 'kind', head: t('种类', 'Kind'), cell: (one) => word('FollowUpKind', one.kind) },
            { key: 'name', head: t('姓名', 'Name'), cell: ({ transfer }) => transfer?.seeker?.name ?? '–' },
            { key: 'phone', head: t('电话', 'Phone'), cell: ({ transfer }) => <Phone seeker={transfer?.seeker} reveal={documents.reveal} /> },
            { key: 'from', head: t('来自', 'From'), cell: ({ transfer }) => transfer?.origin.name ?? '–' },
            { key: 'to', head: t('在', 'At'), cell: ({ transfer }) => transfer?.destination.name ?? '–' },
            { key: 'state', head: t('状态', 'State'), cell: ({ transfer }) => (transfer ? word('TransferState', transfer.state) : '–') },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) =>
                one.dueOn <= soon && (
                  <button
                    type="button"
                    onClick={() => setTask(one)}
                    aria-label={t(`记录 ${transferName(one)} 的回访`, `Record the call to ${transferName(one)}`)}
                  >
                    {t('记录', 'Record')}
                  </button>
                ),
            },
          ]}
        />
      </section>
      {task && (
        <Record
          task={task}
          document={documents.record}
          close={() => setTask(null)}
          done={() => {
            setTask(null);
            toast(t('回访已记录', 'Recorded'));
            pages.reload();
          }}
        />
      )}
    </>
  );
}

const transferName = ({ transfer }: Task): string => transfer?.seeker?.name ?? '';

function Record({
  task,
  document,
  close,
  done,
}: {
  readonly task: Task;
  readonly document: FollowUpDocuments['record'];
  readonly close: () => void;
  readonly done: () => void;
}) {
  const fields = useFields({ reached: true, onPost: true, contractSigned: true, paidOnTime: true, insured: true, problem: '', note: '' });
  const { values, of } = fields;
  const submit = async ({ reached, note, problem, ...found }: typeof values): Promise<readonly Declined[]> => {
    const more = reached ? { ...found, problem: problem.trim() || null } : {};
    const { declined } = await act(document, { id: task.id, input: { reached, note: note.trim() || null, ...more } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={`${word('FollowUpKind', task.kind)} · ${transferName(task)}`} close={close}>
      <Form fields={fields} submit={submit} action={t('记录', 'Record')} cancel={close}>
        <CheckField label={t('联系上了', 'Reached')} {...of('reached')} />
        {values.reached && (
          <>
            <CheckField label={t('仍在岗', 'Still at the post')} {...of('onPost')} />
            <CheckField label={t('签了合同', 'A contract is signed')} {...of('contractSigned')} />
            <CheckField label={t('工资按时发放', 'Paid on time')} {...of('paidOnTime')} />
            <CheckField label={t('参加了保险', 'Insured')} {...of('insured')} />
            <TextAreaField
              label={t('侵权情况', 'Violation of rights')}
              hint={t('填写即立维权案件，15 个工作日内办结', 'Opens a case, to be closed within 15 working days')}
              {...of('problem')}
            />
          </>
        )}
        <TextAreaField label={t('备注', 'Remarks')} {...of('note')} />
      </Form>
    </Dialog>
  );
}
