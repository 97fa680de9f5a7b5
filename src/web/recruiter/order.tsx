import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  RecruiterLabourOrder,
  RecruiterLabourOrderBegin,
  RecruiterLabourOrderClose,
  RecruiterLabourOrderContract,
  type RecruiterLabourOrderQuery,
} from '../generated/recruiter.ts';
import {
  act,
  confirm,
  count,
  day,
  type Declined,
  Dialog,
  Empty,
  Form,
  Page,
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

type Order = NonNullable<RecruiterLabourOrderQuery['labourOrder']>;

const nameOf = (seeker: Order['transfers'][number]['seeker'], position: number | null): string =>
  seeker === null || seeker.name === seeker.nameMasked
    ? t(`第 ${position ?? '–'} 位（未公开）`, `No. ${position ?? '–'} (not disclosed)`)
    : seeker.name;

export function OrderPage() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(RecruiterLabourOrder, { id });
  return (
    <Shown asked={asked}>
      {({ labourOrder: order }) =>
        order ? (
          <Page title={order.vacancy?.title ?? t('用工订单', 'Order')} actions={<Steps order={order} again={asked.reload} />}>
            <section>
              <dl class="facts">
                <dt>{t('状态', 'State')}</dt>
                <dd>
                  <span class="tag">{word('LabourOrderState', order.state)}</span> {order.reason}
                </dd>
                <dt>{t('人数', 'Heads')}</dt>
                <dd>{count(order.headCount)}</dd>
                <dt>{t('出发日', 'Departure')}</dt>
                <dd>{day(order.departOn)}</dd>
                <dt>{t('组织机构', 'Sent by')}</dt>
                <dd>{order.institution.name}</dd>
                <dt>{t('名额', 'Places')}</dt>
                <dd>
                  {order.quota
                    ? t(
                        `${order.quota.origin.name} → ${order.quota.destination.name}，剩 ${order.quota.remaining}`,
                        `${order.quota.origin.name} → ${order.quota.destination.name}, ${order.quota.remaining} left`,
                      )
                    : t('不占名额', 'None')}
                </dd>
              </dl>
            </section>
            <section>
              <Table
                caption={t('名单', 'List')}
                rows={order.transfers}
                keyOf={(one) => one.id}
                empty={<Empty title={t('组织机构还没有报名单', 'No list yet; it comes from who sends them')} />}
                columns={[
                  { key: 'position', head: t('序', 'No.'), numeric: true, cell: ({ position }) => position },
                  { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker, position }) => nameOf(seeker, position) },
                  { key: 'origin', head: t('来自', 'From'), cell: ({ origin }) => origin.name },
                  { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('TransferState', one.state)}</span> },
                  { key: 'contract', head: t('合同号', 'Contract'), cell: ({ contractNumber }) => contractNumber ?? '–' },
                  { key: 'departed', head: t('出发', 'Departed'), cell: ({ departedOn }) => day(departedOn) },
                  { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ arrivedOn }) => day(arrivedOn) },
                ]}
              />
            </section>
          </Page>
        ) : (
          <Empty title={t('没有这张订单，或不是您单位的', 'No such order, or not yours')}>
            <a class="button" href="/recruiter/orders">
              {t('回到订单', 'Back to the orders')}
            </a>
          </Empty>
        )
      }
    </Shown>
  );
}

function Steps({ order: { id, state, transfers }, again }: { readonly order: Order; readonly again: () => void }) {
  const [contracting, setContracting] = useState(false);
  const chosen = transfers.filter((one) => one.state === 'MATCHED');
  const done = (said: string): void => {
    toast(said);
    again();
  };
  const begin = (): Promise<boolean> =>
    confirm({
      title: t('确认到岗', 'Work begins'),
      text: t('已到达的人都已上岗；录用随即确认，所占名额计入到达。', 'All who arrived have begun to work; their hires are confirmed.'),
      action: t('确认到岗', 'Confirm'),
      work: async () => (await act(RecruiterLabourOrderBegin, { id, input: {} })).declined,
    });
  const close = (): Promise<boolean> =>
    confirm({
      title: t('关闭订单', 'Close the order'),
      text: t(
        '没有出发的人退出名单，未用的名额退还；不能重新打开。',
        'Who has not left goes off the list and unused places go back; it does not open again.',
      ),
      action: t('关闭订单', 'Close it'),
      danger: true,
      reason: t('原因', 'Reason'),
      work: async (reason) => (await act(RecruiterLabourOrderClose, { id, input: { reason } })).declined,
    });
  return (
    <>
      {chosen.length > 0 && (
        <button type="button" class="primary" onClick={() => setContracting(true)}>
          {t('核对合同', 'Check contracts')}
        </button>
      )}
      {transfers.some((one) => one.state === 'ARRIVED') && (
        <button type="button" class="primary" onClick={() => void begin().then((is) => is && done(t('已确认到岗', 'Confirmed')))}>
          {t('确认到岗', 'Work begins')}
        </button>
      )}
      {state !== 'CLOSED' && (
        <button type="button" onClick={() => void close().then((is) => is && done(t('订单已关闭', 'Closed')))}>
          {t('关闭订单', 'Close the order')}
        </button>
      )}
      <button type="button" onClick={() => print()}>
        {t('打印', 'Print')}
      </button>
      {contracting && (
        <Contracts
          id={id}
          chosen={chosen}
          close={() => setContracting(false)}
          done={() => {
            setContracting(false);
            done(t('合同已核对', 'Contracts recorded'));
          }}
        />
      )}
    </>
  );
}

function Contracts({
  id,
  chosen,
  close,
  done,
}: {
  readonly id: string;
  readonly chosen: Order['transfers'];
  readonly close: () => void;
  readonly done: () => void;
}) {
  const year = today().slice(0, 4);
  const fields = useFields(
    Object.fromEntries(chosen.map((one, at) => [one.id, `HT-${year}-${String(at + 1).padStart(3, '0')}`])) as Record<string, string>,
  );
  const submit = async (numbers: Record<string, string>): Promise<readonly Declined[]> => {
    const contracts = chosen.filter((one) => numbers[one.id]?.trim()).map((one) => ({ transfer: one.id, number: numbers[one.id]!.trim() }));
    const { declined } = await act(RecruiterLabourOrderContract, { id, input: { contracts } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('核对合同', 'Check contracts')} close={close}>
      <p>{t('记下合同号即录用；还没签的留空。', 'A contract on record is a hire; leave blank what is not signed.')}</p>
      <Form fields={fields} submit={submit} action={t('记录合同', 'Record the contracts')} cancel={close}>
        {chosen.map(({ id: transfer, seeker, position }) => (
          <TextField key={transfer} label={nameOf(seeker, position)} {...fields.of(transfer)} />
        ))}
      </Form>
    </Dialog>
  );
}
