import { useState } from 'preact/hooks';
import {
  OfficeReveal,
  OfficeRightsCaseOpen,
  OfficeTransferArrive,
  OfficeTransferBegin,
  OfficeTransferChangeJob,
  OfficeTransferLose,
  OfficeTransferReturn,
  OfficeTransfers,
  type OfficeTransfersQuery,
  OfficeTransferWithdraw,
  type TransferState,
} from '../generated/office.ts';
import { Phone } from '../shared/phone.tsx';
import {
  act,
  choices,
  confirm,
  DateField,
  day,
  type Declined,
  Dialog,
  Empty,
  Form,
  Page,
  PagedTable,
  SelectField,
  t,
  TextAreaField,
  TextField,
  toast,
  today,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';

type Transfer = OfficeTransfersQuery['transfers']['edges'][number]['node'];
type Step = 'arrive' | 'begin' | 'return' | 'change' | 'lose' | 'withdraw' | 'rights';

/** What may become of a transfer, and what an office may do about it. */
const STEPS: Readonly<Record<TransferState, readonly Step[]>> = {
  REGISTERED: ['withdraw'],
  MATCHED: ['withdraw'],
  CONTRACTED: ['withdraw'],
  DEPARTED: ['arrive', 'return'],
  ARRIVED: ['begin', 'return', 'lose', 'rights'],
  ON_POST: ['change', 'return', 'lose', 'rights'],
  CHANGED_JOB: ['change', 'return', 'lose', 'rights'],
  LOST_CONTACT: ['begin', 'return', 'rights'],
  RETURNED: ['rights'],
  WITHDRAWN: [],
};
const nameOf = (step: Step): string =>
  ({
    arrive: t('到达', 'Arrived'),
    begin: t('在岗', 'At work'),
    return: t('返乡', 'Went home'),
    change: t('换岗', 'Changed work'),
    lose: t('失联', 'Lost contact'),
    withdraw: t('退出', 'Withdrew'),
    rights: t('立维权案件', 'Open a rights case'),
  })[step];

/** Everybody who went or is on the way to work elsewhere: where from, where to, how it stands, and the next step. */
export function Transfers() {
  const [state, setState] = useState('');
  const [own, setOwn] = useState('');
  const [places, setPlaces] = useState({ origin: '', destination: '' });
  const [current, setCurrent] = useState<Transfer | null>(null);
  const pages = usePages(
    OfficeTransfers,
    {
      first: 20,
      state: (state || null) as TransferState | null,
      selfOrganised: own === '' ? null : own === 'own',
      origin: places.origin || null,
      destination: places.destination || null,
    },
    ({ transfers }) => transfers,
  );
  return (
    <Page
      title={t('转移就业台账', 'Transfers')}
      intro={t(
        '每个外出务工的人一行：来自、去向、状态；到达、返乡、换岗、失联逐步记录。',
        'One row for everybody who goes to work elsewhere, with each step.',
      )}
      actions={
        <button type="button" onClick={() => print()}>
          {t('打印', 'Print')}
        </button>
      }
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('TransferState')} />
          <SelectField
            label={t('外出方式', 'How')}
            none={t('全部', 'All')}
            value={own}
            onChange={setOwn}
            options={[
              { value: 'order', label: t('有组织', 'Organised') },
              { value: 'own', label: t('自行外出', 'By themselves') },
            ]}
          />
        </div>
        <div class="screen-only">
          <Places search={setPlaces} />
        </div>
        <PagedTable
          caption={t('转移就业台账', 'Transfers')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有这样的人', 'Nobody like that')}>
              <p>
                {t('放宽条件再查；订单选人后，人员列在这里。', 'Ask for less; people appear here once an order has chosen them.')}{' '}
                <a href="/office/orders">{t('去订单', 'To the orders')}</a>
              </p>
            </Empty>
          }
          columns={[
            { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? '–', by: ({ seeker }) => seeker?.name ?? null },
            { key: 'phone', head: t('电话', 'Phone'), cell: ({ seeker }) => <Phone seeker={seeker} reveal={OfficeReveal} /> },
            { key: 'from', head: t('来自', 'From'), cell: ({ origin }) => origin.name, by: ({ origin }) => origin.name },
            { key: 'to', head: t('去向', 'To'), cell: ({ destination }) => destination.name, by: ({ destination }) => destination.name },
            {
              key: 'post',
              head: t('岗位', 'Post'),
              cell: ({ order, placement, selfOrganised }) =>
                order?.vacancy ? (
                  <a href={`/office/orders/${order.id}`}>{order.vacancy.title}</a>
                ) : (
                  (placement?.vacancy?.title ?? (selfOrganised ? t('自行外出', 'By themselves') : '–'))
                ),
            },
            { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('TransferState', one.state)}</span> },
            { key: 'left', head: t('出发', 'Left'), cell: ({ departedOn }) => day(departedOn), by: ({ departedOn }) => departedOn },
            { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ arrivedOn }) => day(arrivedOn), by: ({ arrivedOn }) => arrivedOn },
            { key: 'as', head: t('计入', 'Counts as'), cell: ({ countsAs }) => word('DestinationKind', countsAs) },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) =>
                STEPS[one.state].length > 0 && (
                  <button type="button" aria-label={`${t('办理', 'Next step')} ${one.seeker?.name ?? ''}`} onClick={() => setCurrent(one)}>
                    {t('办理', 'Next step')}
                  </button>
                ),
            },
          ]}
        />
      </section>
      {current && (
        <Next
          transfer={current}
          close={() => setCurrent(null)}
          done={(said) => {
            setCurrent(null);
            toast(said);
            pages.reload();
          }}
        />
      )}
    </Page>
  );
}

/** A place is looked up when it is written, not with each letter. */
function Places({ search }: { readonly search: (places: { origin: string; destination: string }) => void }) {
  const fields = useFields({ origin: '', destination: '' });
  return (
    <Form
      fields={fields}
      action={t('查', 'Find')}
      submit={async ({ origin, destination }) => {
        search({ origin: origin.trim(), destination: destination.trim() });
        return [];
      }}
    >
      <div class="filters">
        <TextField label={t('来自（区县）', 'From (county)')} {...fields.of('origin')} />
        <TextField label={t('去向', 'To')} {...fields.of('destination')} />
      </div>
    </Form>
  );
}

interface Sub {
  readonly transfer: Transfer;
  readonly close: () => void;
  readonly done: (said: string) => void;
}

/** One step of somebody's: which, when and why, and a question before the ones that end it. */
function Next({ transfer: { id, state, seeker, origin, destination }, close, done }: Sub) {
  const [first] = STEPS[state];
  const fields = useFields({ step: first as string, on: today(), reason: '' });
  const { values, of } = fields;
  const who = seeker?.name ?? t('此人', 'this person');
  const asks = { dated: ['return', 'change'].includes(values.step), reasoned: ['return', 'change', 'withdraw', 'rights'].includes(values.step) };
  const submit = async ({ step, on, reason }: typeof values): Promise<readonly Declined[]> => {
    const why = reason.trim();
    const work = async (): Promise<readonly Declined[]> => {
      switch (step as Step) {
        case 'arrive':
          return (await act(OfficeTransferArrive, { id, input: {} })).declined;
        case 'begin':
          return (await act(OfficeTransferBegin, { id, input: {} })).declined;
        case 'return':
          return (await act(OfficeTransferReturn, { id, input: { on, reason: why } })).declined;
        case 'change':
          return (await act(OfficeTransferChangeJob, { id, input: { on, reason: why } })).declined;
        case 'lose':
          return (await act(OfficeTransferLose, { id, input: {} })).declined;
        case 'withdraw':
          return (await act(OfficeTransferWithdraw, { id, input: { reason: why } })).declined;
        case 'rights':
          return (await act(OfficeRightsCaseOpen, { id, input: { problem: why } })).declined;
      }
    };
    const said =
      step === 'rights'
        ? t('已立案，15 个工作日内办结', 'Opened; to be settled within 15 working days')
        : t(`已记录：${nameOf(step as Step)}`, `Recorded: ${nameOf(step as Step)}`);
    if (step !== 'return' && step !== 'withdraw') {
      const declined = await work();
      if (declined.length === 0) done(said);
      return declined;
    }
    const sure = await confirm({
      title: t(`${who}：${nameOf(step)}`, `${who}: ${nameOf(step)}`),
      text: t('所占的名额随即退还，这次转移到此结束，不能改回。', 'The place is given back and this transfer ends; that cannot be undone.'),
      action: nameOf(step),
      danger: true,
      work,
    });
    if (sure) done(said);
    return [];
  };
  return (
    <Dialog title={`${who} · ${word('TransferState', state)}`} close={close}>
      <p>{`${origin.name} → ${destination.name}`}</p>
      <Form fields={fields} submit={submit} action={t('记录', 'Record')} cancel={close}>
        <SelectField label={t('下一步', 'Next step')} {...of('step')} options={STEPS[state].map((step) => ({ value: step, label: nameOf(step) }))} />
        {asks.dated && <DateField label={t('日期', 'Day')} required max={today()} {...of('on')} />}
        {asks.reasoned && (
          <TextAreaField
            label={values.step === 'rights' ? t('侵权情况', 'What happened') : t('原因', 'Why')}
            {...(values.step === 'rights' ? { hint: t('立案起 15 个工作日内办结', 'To be settled within 15 working days') } : {})}
            required
            {...of('reason')}
          />
        )}
      </Form>
    </Dialog>
  );
}
