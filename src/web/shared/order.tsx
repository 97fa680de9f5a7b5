import { useLocation, useRoute } from 'preact-iso';
import type { ComponentType } from 'preact';
import { useState } from 'preact/hooks';
import type { OfficeLabourOrderQuery } from '../generated/office.ts';
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
  Name,
  NumberField,
  Page,
  type Question,
  Shown,
  t,
  Table,
  TextField,
  toast,
  today,
  useAsk,
  useFields,
  word,
} from '../ui/index.ts';
import type { Stand, TransferDocuments } from './documents.ts';

export type Order = NonNullable<OfficeLabourOrderQuery['labourOrder']>;
export interface Sub {
  readonly order: Order;
  readonly close: () => void;
  readonly done: (said: string) => void;
}
type Work = 'list' | 'contract' | 'batch';

interface Sight extends Stand {
  readonly documents: TransferDocuments;
  /** Where a desk has a page of a person. */
  readonly person?: (id: string) => string;
  /** Where a desk puts people on the list. */
  readonly AddPeople?: ComponentType<Sub>;
}

/** An order with its list; the button is the next step. */
export function OrderPage({ at, documents, person, AddPeople }: Sight) {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(documents.order, { id });
  const batches = useAsk(documents.batches, { order: id, first: 20 });
  const [open, setOpen] = useState<Work | null>(null);
  const done = (said: string): void => {
    setOpen(null);
    toast(said);
    asked.reload();
    batches.reload();
  };
  const close = (): void => setOpen(null);
  return (
    <Shown asked={asked}>
      {({ labourOrder: order }) =>
        order ? (
          <Page
            title={order.vacancy?.title ?? t('订单', 'Order')}
            actions={<Steps order={order} adds={AddPeople !== undefined} open={setOpen} done={done} documents={documents} />}
          >
            <section>
              <dl class="facts">
                <dt>{t('单位', 'Employer')}</dt>
                <dd>{order.vacancy ? <Name of={`${order.vacancy.employer.name} · ${order.vacancy.region.name}`} /> : '–'}</dd>
                <dt>{t('状态', 'State')}</dt>
                <dd>
                  <span class="tag">{word('LabourOrderState', order.state)}</span>
                </dd>
                <dt>{t('要人', 'Heads')}</dt>
                <dd>{count(order.headCount)}</dd>
                <dt>{t('约定出发日', 'Departure from')}</dt>
                <dd>{day(order.departOn)}</dd>
                <dt>{t('名额', 'Places')}</dt>
                <dd>
                  {order.quota
                    ? `${order.quota.origin.name} → ${order.quota.destination.name}：${t('预留', 'reserved')} ${count(order.quota.reserved)}，${t('确认', 'confirmed')} ${count(order.quota.confirmed)}，${t('剩余', 'left')} ${count(order.quota.remaining)}`
                    : t('不占名额', 'none needed')}
                </dd>
              </dl>
            </section>
            <section>
              <Table
                caption={t('名单', 'List')}
                rows={order.transfers}
                keyOf={(one) => one.id}
                empty={
                  <Empty title={t('还没有人报名', 'Nobody yet')}>
                    <p>
                      {AddPeople
                        ? t('点“加人”从合适的人里选。', 'Add people who fit.')
                        : t('由承办的中介或就业部门从花名册里报名。', 'The agency or office that fills it puts people on the list.')}
                    </p>
                  </Empty>
                }
                columns={[
                  { key: 'position', head: t('序', 'No.'), numeric: true, cell: ({ position }) => position },
                  {
                    key: 'name',
                    head: t('姓名', 'Name'),
                    cell: ({ seeker }) => (seeker && person ? <a href={person(seeker.id)}>{seeker.name}</a> : (seeker?.name ?? '–')),
                  },
                  { key: 'group', head: t('同行', 'Together with'), cell: ({ travelGroup }) => travelGroup?.name ?? t('一个人', 'alone') },
                  { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('TransferState', one.state)}</span> },
                  { key: 'contract', head: t('合同号', 'Contract'), cell: ({ contractNumber }) => contractNumber ?? '–' },
                ]}
              />
            </section>
            <section>
              <Shown asked={batches}>
                {({ departureBatches: { edges } }) => (
                  <Table
                    caption={t('出发批次', 'Departures')}
                    rows={edges.map(({ node }) => node)}
                    keyOf={(one) => one.id}
                    empty={<p>{t('还没有编组。核对合同之后点“编组出发”。', 'None planned yet; it comes after the contracts.')}</p>}
                    columns={[
                      {
                        key: 'on',
                        head: t('出发日', 'Departure'),
                        cell: (one) => <a href={`${at}/departures/${one.id}`}>{day(one.departOn)}</a>,
                      },
                      { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('DepartureBatchState', one.state)}</span> },
                      { key: 'leader', head: t('带队人', 'Leader'), cell: ({ leader }) => leader },
                      { key: 'vehicle', head: t('车次', 'Vehicle'), cell: ({ vehicle }) => vehicle },
                    ]}
                  />
                )}
              </Shown>
            </section>
            {open === 'list' && AddPeople && <AddPeople order={order} close={close} done={done} />}
            {open === 'contract' && <Contracts documents={documents} order={order} close={close} done={done} />}
            {open === 'batch' && <PlanBatch at={at} documents={documents} order={order} close={close} done={done} />}
          </Page>
        ) : (
          <Empty title={t('没有这张订单，或不在您的管辖范围内', 'No such order, or out of your sight')}>
            <a class="button" href={`${at}/orders`}>
              {t('回到订单', 'Back to the orders')}
            </a>
          </Empty>
        )
      }
    </Shown>
  );
}

interface Part extends Sub {
  readonly documents: TransferDocuments;
}

function Steps({
  order: { id, state, transfers, trainingDays },
  adds,
  documents,
  open,
  done,
}: Omit<Part, 'close'> & {
  readonly adds: boolean;
  readonly open: (work: Work) => void;
}) {
  const has = (one: string): boolean => transfers.some((transfer) => transfer.state === one);
  const ask = (question: Question, said: string): void => void confirm(question).then((is) => is && done(said));
  const select = (): void =>
    ask(
      {
        title: t('选人', 'Choose the people'),
        text: t('按报名先后整组选取，直到满员；其余为候补。', 'Whole parties in the order of the list until it is full; the rest wait.'),
        action: t('选人', 'Choose'),
        work: async () => (await act(documents.select, { id, input: {} })).declined,
      },
      t('人选已定，接着核对合同', 'Chosen; the contracts come next'),
    );
  const train = (): void =>
    ask(
      {
        title: t('培训完成', 'Training done'),
        text: t(`${trainingDays} 天的行前培训已完成。`, `The ${trainingDays} days of training are over.`),
        action: t('记录', 'Record it'),
        work: async () => (await act(documents.train, { id, input: {} })).declined,
      },
      t('已记录', 'Recorded'),
    );
  const begin = (): void =>
    ask(
      {
        title: t('到岗', 'Work begins'),
        text: t('到达的人都已到岗，介绍成功随即确认。', 'All who arrived have begun to work; their placements are confirmed.'),
        action: t('记录到岗', 'Record it'),
        work: async () => (await act(documents.begin, { id, input: {} })).declined,
      },
      t('已记录到岗', 'Recorded'),
    );
  return (
    <>
      {adds && ['OPEN', 'CANDIDATES_SELECTED'].includes(state) && (
        <button type="button" onClick={() => open('list')}>
          {t('加人', 'Add people')}
        </button>
      )}
      {state === 'OPEN' && has('REGISTERED') && (
        <button type="button" class="primary" onClick={select}>
          {t('选人', 'Choose the people')}
        </button>
      )}
      {has('MATCHED') && (
        <button type="button" class="primary" onClick={() => open('contract')}>
          {t('核对合同', 'Check contracts')}
        </button>
      )}
      {state === 'CANDIDATES_SELECTED' && trainingDays > 0 && (
        <button type="button" onClick={train}>
          {t('培训完成', 'Training done')}
        </button>
      )}
      {has('CONTRACTED') && (
        <button type="button" class="primary" onClick={() => open('batch')}>
          {t('编组出发', 'Plan a departure')}
        </button>
      )}
      {has('ARRIVED') && (
        <button type="button" class="primary" onClick={begin}>
          {t('到岗', 'Work begins')}
        </button>
      )}
    </>
  );
}

/** A number for each contract that was looked at. */
function Contracts({ order, documents, close, done }: Part) {
  const chosen = order.transfers.filter(({ state }) => state === 'MATCHED');
  const year = today().slice(0, 4);
  const fields = useFields(
    Object.fromEntries(chosen.map(({ id }, at) => [id, `HT-${year}-${String(at + 1).padStart(3, '0')}`])) as Record<string, string>,
  );
  const submit = async (numbers: Record<string, string>): Promise<readonly Declined[]> => {
    const contracts = chosen.filter(({ id }) => numbers[id]?.trim()).map(({ id }) => ({ transfer: id, number: numbers[id]!.trim() }));
    const { declined } = await act(documents.contract, { id: order.id, input: { contracts } });
    if (declined.length === 0) done(t('合同已核对，可以编组', 'Contracts recorded; plan the departure'));
    return declined;
  };
  return (
    <Dialog title={t('核对合同', 'Check contracts')} close={close}>
      <p>{t('逐份看过合同，填合同号；还没签的留空。', 'Look at each contract and fill in its number; leave blank what is not signed.')}</p>
      <Form fields={fields} submit={submit} action={t('记录合同', 'Record the contracts')} cancel={close}>
        {chosen.map(({ id, seeker }) => (
          <TextField key={id} label={seeker?.name ?? '–'} {...fields.of(id)} />
        ))}
      </Form>
    </Dialog>
  );
}

function PlanBatch({ at, order, documents, close, done }: Part & { readonly at: string }) {
  const { route } = useLocation();
  const ready = order.transfers.filter(({ state }) => state === 'CONTRACTED').length;
  const now = today();
  const fields = useFields({
    departOn: order.departOn > now ? order.departOn : now,
    seats: ready as number | null,
    leader: '',
    vehicle: '',
    insurance: '',
    meetingPoint: '',
  });
  const { of } = fields;
  const submit = async ({ seats, ...rest }: typeof fields.values): Promise<readonly Declined[]> => {
    const { data, declined } = await act(documents.plan, { id: order.id, input: { ...rest, seats: seats ?? 0 } });
    const batch = data?.departureBatchPlan.batch?.id;
    if (batch) {
      done(t('已编组，可以打印花名册', 'Planned; the manifest can be printed'));
      route(`${at}/departures/${batch}`);
    }
    return declined;
  };
  return (
    <Dialog title={t('编组出发', 'Plan a departure')} close={close}>
      <Form fields={fields} submit={submit} action={t('编组', 'Plan it')} cancel={close}>
        <DateField label={t('出发日', 'Departure')} required min={now} {...of('departOn')} />
        <NumberField label={t('座位', 'Seats')} required min={1} {...of('seats')} />
        <TextField label={t('带队人', 'Leader')} required {...of('leader')} />
        <TextField label={t('车次', 'Vehicle')} required {...of('vehicle')} />
        <TextField label={t('保险单号', 'Insurance policy')} required {...of('insurance')} />
        <TextField label={t('集合地点', 'Meeting point')} required {...of('meetingPoint')} />
      </Form>
    </Dialog>
  );
}
