import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import type { OfficeDepartureBatchQuery } from '../generated/office.ts';
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
  Page,
  Shown,
  t,
  Table,
  toast,
  today,
  useAsk,
  useFields,
  word,
} from '../ui/index.ts';
import type { Stand, TransferDocuments } from './documents.ts';
import { Paper } from './paper.tsx';
import { Phone } from './phone.tsx';

type Batch = NonNullable<OfficeDepartureBatchQuery['departureBatch']>;

/** One batch: its people, its steps, and the manifest as the server writes it to be printed. */
export function DeparturePage({ at, reveal, documents }: Stand & { readonly documents: TransferDocuments }) {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(documents.batch, { id });
  return (
    <Shown asked={asked}>
      {({ departureBatch: batch }) =>
        batch ? (
          <Page
            title={t(`${day(batch.departOn)} 出发`, `Departure of ${day(batch.departOn)}`)}
            actions={<Steps batch={batch} documents={documents} again={asked.reload} />}
          >
            <section class="screen-only">
              <dl class="facts">
                <dt>{t('岗位', 'Post')}</dt>
                <dd>
                  {batch.order?.vacancy ? `${batch.order.vacancy.title}（${batch.order.vacancy.employer.name}）` : '–'}{' '}
                  {batch.order && (
                    <a class="screen-only" href={`${at}/orders/${batch.order.id}`}>
                      {t('看订单', 'See the order')}
                    </a>
                  )}
                </dd>
                <dt>{t('状态', 'State')}</dt>
                <dd>
                  <span class="tag">{word('DepartureBatchState', batch.state)}</span>
                </dd>
                <dt>{t('去向', 'To')}</dt>
                <dd>{batch.order?.vacancy?.region.name ?? '–'}</dd>
                <dt>{t('出发日', 'Departure')}</dt>
                <dd>{day(batch.departOn)}</dd>
                <dt>{t('集合', 'Meeting point')}</dt>
                <dd>{batch.meetingPoint}</dd>
                <dt>{t('带队人', 'Leader')}</dt>
                <dd>{batch.leader}</dd>
                <dt>{t('车次', 'Vehicle')}</dt>
                <dd>
                  {batch.vehicle} · {batch.seats} {t('座', 'seats')}
                </dd>
                <dt>{t('保险', 'Insurance')}</dt>
                <dd>{batch.insurance}</dd>
                <dt>{t('派出机构', 'Sent by')}</dt>
                <dd>{batch.institution.name}</dd>
              </dl>
              <Table
                caption={t(`名单 ${batch.transfers.length} 人`, `${batch.transfers.length} people`)}
                rows={batch.transfers}
                keyOf={(one) => one.id}
                columns={[
                  { key: 'no', head: t('序', 'No.'), cell: ({ position }) => position },
                  { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? '–' },
                  { key: 'phone', head: t('电话', 'Phone'), cell: ({ seeker }) => <Phone seeker={seeker} reveal={reveal} /> },
                  { key: 'group', head: t('同行', 'Together with'), cell: ({ travelGroup }) => travelGroup?.name ?? '' },
                  { key: 'contract', head: t('合同号', 'Contract'), cell: ({ contractNumber }) => contractNumber ?? '' },
                  {
                    key: 'state',
                    head: t('状态', 'State'),
                    cell: ({ state }) => <span class="tag">{word('TransferState', state)}</span>,
                  },
                ]}
              />
            </section>
            <section>
              <h2 class="screen-only">{t('花名册（打印件）', 'Manifest, as it is printed')}</h2>
              {batch.manifest ? <Paper html={batch.manifest} /> : <Empty title={t('批次里没有人', 'Nobody is aboard')} />}
            </section>
          </Page>
        ) : (
          <Empty title={t('没有这个批次，或不在您的管辖范围内。', 'No such batch, or out of your sight.')}>
            <a href={`${at}/departures`}>{t('回到出发批次', 'Back to the departures')}</a>
          </Empty>
        )
      }
    </Shown>
  );
}

function Steps({ batch, documents, again }: { readonly batch: Batch; readonly documents: TransferDocuments; readonly again: () => void }) {
  const [open, setOpen] = useState<'check' | 'arrive' | null>(null);
  const { id, state } = batch;
  const done = (said: string): void => {
    setOpen(null);
    toast(said);
    again();
  };
  const depart = (): Promise<boolean> =>
    confirm({
      title: t('记录出发', 'They leave'),
      text: t(
        `${batch.transfers.length} 人已出发，所占名额随即确认，不能改回。`,
        `${batch.transfers.length} people leave; the places they hold are taken, which cannot be undone.`,
      ),
      action: t('确认出发', 'They have left'),
      work: async () => (await act(documents.depart, { id, input: {} })).declined,
    });
  const cancel = (): Promise<boolean> =>
    confirm({
      title: t('取消批次', 'Cancel the batch'),
      text: t('批次取消后不能恢复；名单上的人回到订单里。', 'A cancelled batch does not come back; its people stay on the order.'),
      action: t('取消批次', 'Cancel the batch'),
      danger: true,
      work: async () => (await act(documents.cancel, { id, input: {} })).declined,
    });
  return (
    <>
      <button type="button" onClick={() => print()}>
        {t('打印花名册', 'Print the manifest')}
      </button>
      {state === 'PLANNED' && (
        <>
          <button type="button" class="primary" onClick={() => setOpen('check')}>
            {t('清点到场', 'Count heads')}
          </button>
          <button type="button" onClick={() => void cancel().then((is) => is && done(t('批次已取消', 'Cancelled')))}>
            {t('取消批次', 'Cancel the batch')}
          </button>
        </>
      )}
      {state === 'CHECKED' && (
        <button type="button" class="primary" onClick={() => void depart().then((is) => is && done(t('已记录出发', 'They have left')))}>
          {t('出发', 'They leave')}
        </button>
      )}
      {state === 'DEPARTED' && (
        <button type="button" class="primary" onClick={() => setOpen('arrive')}>
          {t('到达', 'They arrive')}
        </button>
      )}
      {open === 'check' && (
        <Absent
          batch={batch}
          title={t('清点到场', 'Count heads')}
          hint={t(
            '勾选没有到场的人；候补当即补上，结伴的人不拆开。',
            'Mark who did not come; those who wait take their seats, parties stay together.',
          )}
          action={t('清点完毕', 'Counted')}
          close={() => setOpen(null)}
          work={async (absent) => {
            const { data, declined } = await act(documents.check, { id, input: { absent } });
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
            const { declined } = await act(documents.arrive, { id, input: { missing, on } });
            if (declined.length === 0) done(t('已记录到达', 'Arrival recorded'));
            return declined;
          }}
        />
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
  const mark = (id: string, is: boolean): void => setAbsent((before) => new Set(is ? [...before, id] : [...before].filter((one) => one !== id)));
  return (
    <Dialog title={title} close={close}>
      <p>{hint}</p>
      <Form fields={fields} submit={({ on }) => work([...absent], on)} action={action} cancel={close}>
        {dated && <DateField label={t('到达日', 'Day of arrival')} required max={today()} {...fields.of('on')} />}
        <fieldset>
          <legend>{t(`缺席 ${absent.size} 人`, `${absent.size} absent`)}</legend>
          {batch.transfers.map(({ id, position, seeker }) => (
            <CheckField key={id} label={`${position}. ${seeker?.name ?? ''}`} value={absent.has(id)} onChange={(is) => mark(id, is)} />
          ))}
        </fieldset>
      </Form>
    </Dialog>
  );
}
