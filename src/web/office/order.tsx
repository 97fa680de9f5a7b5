import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  OfficeDepartureBatches,
  OfficeDepartureBatchPlan,
  OfficeLabourOrder,
  OfficeLabourOrderBegin,
  OfficeLabourOrderContract,
  type OfficeLabourOrderQuery,
  OfficeLabourOrderSelect,
  OfficeLabourOrderTrain,
} from '../generated/office.ts';
import {
  act,
  confirm,
  count,
  DateField,
  day,
  type Declined,
  Dialog,
  Empty,
  Form,
  NumberField,
  Page,
  Shown,
  t,
  Table,
  TextField,
  toast,
  useAsk,
  useFields,
  word,
} from '../ui/index.ts';

type Order = NonNullable<OfficeLabourOrderQuery['labourOrder']>;

export function OrderPage() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(OfficeLabourOrder, { id });
  const batches = useAsk(OfficeDepartureBatches, { order: id, first: 50 });
  const again = (): void => {
    asked.reload();
    batches.reload();
  };
  return (
    <Shown asked={asked}>
      {({ labourOrder: order }) =>
        order ? (
          <Page title={order.vacancy?.title ?? t('用工订单', 'Order')} actions={<Steps order={order} again={again} />}>
            <section>
              <dl class="facts">
                <dt>{t('单位', 'Employer')}</dt>
                <dd>{order.vacancy?.employer.name ?? '–'}</dd>
                <dt>{t('状态', 'State')}</dt>
                <dd>
                  <span class="tag">{word('LabourOrderState', order.state)}</span>
                </dd>
                <dt>{t('人数', 'Heads')}</dt>
                <dd>{count(order.headCount)}</dd>
                <dt>{t('出发日', 'Departure')}</dt>
                <dd>{day(order.departOn)}</dd>
                <dt>{t('名额', 'Places')}</dt>
                <dd>
                  {order.quota
                    ? `${order.quota.origin.name} → ${order.quota.destination.name}：${t('预留', 'reserved')} ${count(order.quota.reserved)}，${t('确认', 'confirmed')} ${count(order.quota.confirmed)}，${t('剩余', 'left')} ${count(order.quota.remaining)}`
                    : '–'}
                </dd>
              </dl>
            </section>
            <section>
              <Shown asked={batches}>
                {({ departureBatches }) => (
                  <Table
                    caption={t('出发批次', 'Departure batches')}
                    rows={departureBatches.edges.map(({ node }) => node)}
                    keyOf={(batch) => batch.id}
                    empty={<p>{t('还没有编组。合同核对后点“编组出发”。', 'No batch yet; plan one when the contracts are checked.')}</p>}
                    columns={[
                      {
                        key: 'on',
                        head: t('出发日', 'Departure'),
                        cell: (batch) => <a href={`/office/departures/${batch.id}`}>{day(batch.departOn)}</a>,
                      },
                      {
                        key: 'state',
                        head: t('状态', 'State'),
                        cell: (batch) => <span class="tag">{word('DepartureBatchState', batch.state)}</span>,
                      },
                      { key: 'leader', head: t('带队人', 'Leader'), cell: (batch) => batch.leader },
                      { key: 'vehicle', head: t('车次', 'Vehicle'), cell: (batch) => batch.vehicle },
                      { key: 'seats', head: t('座位', 'Seats'), numeric: true, cell: (batch) => batch.seats },
                    ]}
                  />
                )}
              </Shown>
            </section>
            <section>
              <Table
                caption={t('名单', 'List')}
                rows={order.transfers}
                keyOf={(one) => one.id}
                empty={<p>{t('还没有人报名。', 'Nobody has registered yet.')}</p>}
                columns={[
                  { key: 'position', head: t('序', 'No.'), cell: ({ position }) => position },
                  { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? '–', by: ({ seeker }) => seeker?.name ?? null },
                  {
                    key: 'state',
                    head: t('状态', 'State'),
                    cell: ({ state }) => <span class="tag">{word('TransferState', state)}</span>,
                    by: ({ state }) => state,
                  },
                  { key: 'group', head: t('同行', 'Together with'), cell: ({ travelGroup }) => travelGroup?.name ?? '–' },
                  { key: 'contract', head: t('合同号', 'Contract'), cell: ({ contractNumber }) => contractNumber ?? '–' },
                ]}
              />
            </section>
          </Page>
        ) : (
          <Empty title={t('没有这张订单，或不在您的管辖范围内。', 'No such order, or out of your sight.')}>
            <a href="/office/orders">{t('回到订单', 'Back to the orders')}</a>
          </Empty>
        )
      }
    </Shown>
  );
}

function Steps({ order, again }: { readonly order: Order; readonly again: () => void }) {
  const [open, setOpen] = useState<'contract' | 'batch' | null>(null);
  const step = async (question: Parameters<typeof confirm>[0], said: string): Promise<void> => {
    if (!(await confirm(question))) return;
    toast(said);
    again();
  };
  const input = {};
  const has = (...states: string[]): boolean => order.transfers.some(({ state }) => states.includes(state));
  const done = (said: string): void => {
    setOpen(null);
    toast(said);
    again();
  };
  return (
    <>
      {order.state === 'OPEN' && (
        <button
          type="button"
          class="primary"
          onClick={() =>
            void step(
              {
                title: t('选人', 'Choose the people'),
                text: t(
                  '按报名先后整组选取，直到满员；其余为候补。',
                  'Whole parties in the order of registration until the order is full; the rest wait.',
                ),
                action: t('选人', 'Choose'),
                work: async () => (await act(OfficeLabourOrderSelect, { id: order.id, input })).declined,
              },
              t('人选已确定', 'The people are chosen'),
            )
          }
        >
          {t('选人', 'Choose the people')}
        </button>
      )}
      {has('MATCHED') && (
        <button type="button" class="primary" onClick={() => setOpen('contract')}>
          {t('核对合同', 'Check contracts')}
        </button>
      )}
      {order.state === 'CANDIDATES_SELECTED' && order.trainingDays > 0 && (
        <button
          type="button"
          onClick={() =>
            void step(
              {
                title: t('培训完成', 'Training done'),
                text: t(`${order.trainingDays} 天的行前培训已完成。`, `The ${order.trainingDays} days of training are over.`),
                action: t('记录', 'Record it'),
                work: async () => (await act(OfficeLabourOrderTrain, { id: order.id, input })).declined,
              },
              t('已记录培训完成', 'Recorded'),
            )
          }
        >
          {t('培训完成', 'Training done')}
        </button>
      )}
      {has('CONTRACTED') && (
        <button type="button" class="primary" onClick={() => setOpen('batch')}>
          {t('编组出发', 'Plan a departure')}
        </button>
      )}
      {has('ARRIVED') && (
        <button
          type="button"
          class="primary"
          onClick={() =>
            void step(
              {
                title: t('到岗', 'Work begins'),
                text: t('到达的人都已到岗。', 'All who arrived have begun to work.'),
                action: t('记录到岗', 'Record it'),
                work: async () => (await act(OfficeLabourOrderBegin, { id: order.id, input })).declined,
              },
              t('已记录到岗', 'Recorded'),
            )
          }
        >
          {t('到岗', 'Work begins')}
        </button>
      )}
      {open === 'contract' && <Contracts order={order} close={() => setOpen(null)} done={() => done(t('合同已核对', 'Contracts recorded'))} />}
      {open === 'batch' && <PlanBatch order={order} close={() => setOpen(null)} done={() => done(t('已编组', 'Batch planned'))} />}
    </>
  );
}

interface Sub {
  readonly order: Order;
  readonly close: () => void;
  readonly done: () => void;
}

/** A number for each contract that was looked at; who has none yet stays chosen. */
function Contracts({ order, close, done }: Sub) {
  const chosen = order.transfers.filter(({ state }) => state === 'MATCHED');
  const fields = useFields<Record<string, string>>(Object.fromEntries(chosen.map(({ id }) => [id, ''])));
  const submit = async (values: Record<string, string>): Promise<readonly Declined[]> => {
    const contracts = Object.entries(values).flatMap(([transfer, number]) => (number.trim() === '' ? [] : [{ transfer, number: number.trim() }]));
    const { declined } = await act(OfficeLabourOrderContract, { id: order.id, input: { contracts } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('核对合同', 'Check contracts')} close={close} wide>
      <p>{t('填写已核对的合同号；留空的人暂不签约。', 'Give the numbers of contracts that were checked; who has none stays chosen.')}</p>
      <Form fields={fields} submit={submit} action={t('记录合同', 'Record them')} cancel={close}>
        <div class="columns">
          {chosen.map(({ id, seeker, position }) => (
            <TextField key={id} label={`${position}. ${seeker?.name ?? ''}`} {...fields.of(id)} />
          ))}
        </div>
      </Form>
    </Dialog>
  );
}

function PlanBatch({ order, close, done }: Sub) {
  const fields = useFields({ departOn: order.departOn, seats: null as number | null, leader: '', vehicle: '', insurance: '', meetingPoint: '' });
  const submit = async ({ seats, ...values }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficeDepartureBatchPlan, { id: order.id, input: { ...values, seats: seats ?? 0 } });
    if (declined.length === 0) done();
    return declined;
  };
  const { of } = fields;
  return (
    <Dialog title={t('编组出发', 'Plan a departure')} close={close} wide>
      <Form fields={fields} submit={submit} action={t('编组', 'Plan it')} cancel={close}>
        <div class="columns">
          <DateField label={t('出发日', 'Day of departure')} required {...of('departOn')} />
          <NumberField label={t('座位', 'Seats')} required min={1} {...of('seats')} />
          <TextField label={t('带队人', 'Leader')} required {...of('leader')} />
          <TextField label={t('车次或车牌', 'Vehicle')} required {...of('vehicle')} />
          <TextField label={t('保险单号', 'Insurance number')} required {...of('insurance')} />
          <TextField label={t('集合地点和时间', 'Meeting point and time')} required {...of('meetingPoint')} />
        </div>
      </Form>
    </Dialog>
  );
}
