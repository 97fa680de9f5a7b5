import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  IntermediaryDepartureBatch,
  IntermediaryDepartureBatchArrive,
  IntermediaryDepartureBatchCancel,
  IntermediaryDepartureBatchCheck,
  IntermediaryDepartureBatchDepart,
  type IntermediaryDepartureBatchQuery,
} from '../generated/intermediary.ts';
import {
  act,
  CheckField,
  confirm,
  DateField,
  day,
  type Declined,
  Dialog,
  Empty,
  Form,
  Shown,
  t,
  toast,
  today,
  useAsk,
  useFields,
  word,
} from '../ui/index.ts';
import { Paper } from './paper.tsx';

type Batch = NonNullable<IntermediaryDepartureBatchQuery['departureBatch']>;

/** A batch: the manifest as it is printed, and its steps. */
export function Departure() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(IntermediaryDepartureBatch, { id });
  const [open, setOpen] = useState<'check' | 'arrive' | null>(null);
  const done = (said: string): void => {
    setOpen(null);
    toast(said);
    asked.reload();
  };
  return (
    <Shown asked={asked}>
      {({ departureBatch: batch }) =>
        batch ? (
          <article class="page">
            <header class="page-head screen-only">
              <h1>
                {t(`${day(batch.departOn)} 出发`, `Departure of ${day(batch.departOn)}`)}{' '}
                <span class="tag">{word('DepartureBatchState', batch.state)}</span>
              </h1>
              <div class="page-actions">
                <Steps batch={batch} open={setOpen} done={done} />
              </div>
            </header>
            <p class="screen-only">
              {[
                batch.order?.vacancy?.title,
                t(`集合：${batch.meetingPoint}`, `meets at ${batch.meetingPoint}`),
                batch.arrivedOn ? t(`${batch.arrivedOn} 到达`, `arrived ${batch.arrivedOn}`) : '',
              ]
                .filter(Boolean)
                .join(' · ')}{' '}
              {batch.order && <a href={`/intermediary/orders/${batch.order.id}`}>{t('看订单', 'See the order')}</a>}
            </p>
            {batch.manifest ? <Paper html={batch.manifest} /> : <Empty title={t('批次里没有人', 'Nobody is aboard')} />}
            {open === 'check' && (
              <Absent
                batch={batch}
                title={t('清点到场', 'Count heads')}
                hint={t(
                  '勾选没有到场的人；候补当即补上，结伴的不拆开。都到了就直接点“清点完毕”。',
                  'Mark who did not come; those who wait take the seats. If all came, just finish.',
                )}
                action={t('清点完毕', 'Counted')}
                close={() => setOpen(null)}
                work={async (absent) => {
                  const { data, declined } = await act(IntermediaryDepartureBatchCheck, { id, input: { absent } });
                  if (data) done([t('清点完毕', 'Counted'), data.departureBatchCheck.emptySeats?.message].filter(Boolean).join('；'));
                  return declined;
                }}
              />
            )}
            {open === 'arrive' && (
              <Absent
                batch={batch}
                dated
                title={t('到达', 'They arrive')}
                hint={t('勾选没有到达的人。', 'Mark who did not arrive.')}
                action={t('记录到达', 'Record the arrival')}
                close={() => setOpen(null)}
                work={async (missing, on) => {
                  const { declined } = await act(IntermediaryDepartureBatchArrive, { id, input: { missing, on } });
                  if (declined.length === 0) done(t('已记录到达', 'Arrival recorded'));
                  return declined;
                }}
              />
            )}
          </article>
        ) : (
          <Empty title={t('没有这个批次，或不归本机构办理', 'No such departure, or not yours')}>
            <a class="button" href="/intermediary/departures">
              {t('回到出发批次', 'Back to the departures')}
            </a>
          </Empty>
        )
      }
    </Shown>
  );
}

function Steps({
  batch: { id, state, transfers },
  open,
  done,
}: {
  readonly batch: Batch;
  readonly open: (what: 'check' | 'arrive') => void;
  readonly done: (said: string) => void;
}) {
  const depart = (): Promise<boolean> =>
    confirm({
      title: t('记录出发', 'They leave'),
      text: t(
        `${transfers.length} 人出发，所占名额随即确认，不能改回。`,
        `${transfers.length} people leave; their places are taken, which cannot be undone.`,
      ),
      action: t('已出发', 'They have left'),
      work: async () => (await act(IntermediaryDepartureBatchDepart, { id, input: {} })).declined,
    });
  const cancel = (): Promise<boolean> =>
    confirm({
      title: t('取消批次', 'Cancel the departure'),
      text: t('取消后不能恢复；名单上的人回到订单里。', 'It does not come back; its people stay on the order.'),
      action: t('取消批次', 'Cancel the departure'),
      danger: true,
      work: async () => (await act(IntermediaryDepartureBatchCancel, { id, input: {} })).declined,
    });
  return (
    <>
      <button type="button" onClick={() => print()}>
        {t('打印花名册', 'Print the manifest')}
      </button>
      {state === 'PLANNED' && (
        <>
          <button type="button" class="primary" onClick={() => open('check')}>
            {t('清点到场', 'Count heads')}
          </button>
          <button type="button" onClick={() => void cancel().then((is) => is && done(t('批次已取消', 'Cancelled')))}>
            {t('取消批次', 'Cancel')}
          </button>
        </>
      )}
      {state === 'CHECKED' && (
        <button type="button" class="primary" onClick={() => void depart().then((is) => is && done(t('已记录出发', 'They have left')))}>
          {t('出发', 'They leave')}
        </button>
      )}
      {state === 'DEPARTED' && (
        <button type="button" class="primary" onClick={() => open('arrive')}>
          {t('到达', 'They arrive')}
        </button>
      )}
    </>
  );
}

function Absent({
  batch,
  title,
  hint,
  action,
  dated,
  close,
  work,
}: {
  readonly batch: Batch;
  readonly title: string;
  readonly hint: string;
  readonly action: string;
  readonly dated?: boolean;
  readonly close: () => void;
  readonly work: (absent: string[], on: string) => Promise<readonly Declined[]>;
}) {
  const [absent, setAbsent] = useState<ReadonlySet<string>>(new Set());
  const fields = useFields({ on: today() });
  return (
    <Dialog title={title} close={close}>
      <p>{hint}</p>
      <Form fields={fields} submit={({ on }) => work([...absent], on)} action={action} cancel={close}>
        {dated && <DateField label={t('到达日', 'Day of arrival')} required max={today()} {...fields.of('on')} />}
        <fieldset>
          <legend>{t(`未到 ${absent.size} 人`, `${absent.size} missing`)}</legend>
          {batch.transfers.map(({ id, position, seeker }) => (
            <CheckField
              key={id}
              label={`${position}. ${seeker?.name ?? ''}`}
              value={absent.has(id)}
              onChange={(is) => setAbsent(new Set(is ? [...absent, id] : [...absent].filter((one) => one !== id)))}
            />
          ))}
        </fieldset>
      </Form>
    </Dialog>
  );
}
