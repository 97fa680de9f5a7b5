import { useState } from 'preact/hooks';
import {
  type PlacementEndCause,
  type PlacementState,
  RecruiterPlacementConfirm,
  RecruiterPlacementEnd,
  RecruiterPlacements,
  type RecruiterPlacementsQuery,
  RecruiterRetention,
  RecruiterTransferReturn,
  RecruiterTransfers,
  type RecruiterTransfersQuery,
} from '../generated/recruiter.ts';
import {
  act,
  choices,
  confirm,
  count,
  DateField,
  day,
  daysFrom,
  type Declined,
  Dialog,
  Empty,
  Form,
  Page,
  PagedTable,
  percent,
  SelectField,
  Shown,
  t,
  Table,
  TextField,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';

type Placement = RecruiterPlacementsQuery['placements']['edges'][number]['node'];
type Transfer = RecruiterTransfersQuery['transfers']['edges'][number]['node'];
const YEAR_DAYS = 365;

/** Whom the employer hired, who confirmed it, and how many stay. */
export function People() {
  const now = today();
  const [state, setState] = useState('');
  const [ending, setEnding] = useState<Placement | null>(null);
  const pages = usePages(RecruiterPlacements, { first: 20, state: (state || null) as PlacementState | null }, ({ placements }) => placements);
  const retention = useAsk(RecruiterRetention, { from: daysFrom(now, -YEAR_DAYS), to: now });
  const check = (one: Placement): Promise<void> =>
    confirm({
      title: t(`确认到岗：${one.seeker?.name ?? ''}`, `Confirm the hire: ${one.seeker?.name ?? ''}`),
      text: t('确认此人已上岗。确认后才算介绍成功，计入统计。', 'Confirms that the person works. Only then it counts as a placement.'),
      action: t('确认', 'Confirm'),
      work: async () => (await act(RecruiterPlacementConfirm, { id: one.id, input: { evidence: 'EMPLOYER' } })).declined,
    }).then((is) => {
      if (!is) return;
      toast(t('已确认', 'Confirmed'));
      pages.reload();
    });
  return (
    <Page
      title={t('录用与留用', 'Hired and retained')}
      intro={t('新录用的请在上岗后确认；离岗的写明日期和原因。', 'Confirm who has begun to work; record who left, when and why.')}
      actions={
        <button type="button" onClick={() => print()}>
          {t('打印', 'Print')}
        </button>
      }
    >
      <section>
        <Shown asked={retention}>
          {({ transferCohorts }) => (
            <Table
              caption={t('近一年输出来的人留下多少', 'How many of those who came within a year stay')}
              rows={transferCohorts}
              keyOf={({ id }) => id}
              empty={<Empty title={t('近一年没有成批到岗的人', 'Nobody came by order within a year')} />}
              columns={[
                { key: 'name', head: t('单位', 'Employer'), cell: ({ name }) => name },
                { key: 'placed', head: t('录用', 'Hired'), numeric: true, cell: ({ placed }) => count(placed) },
                { key: 'arrived', head: t('到达', 'Arrived'), numeric: true, cell: ({ arrived }) => count(arrived) },
                { key: 'd30', head: t('满 30 天', 'After 30 days'), numeric: true, cell: ({ due30, onPost30 }) => stay(onPost30, due30) },
                { key: 'd90', head: t('满 90 天', 'After 90 days'), numeric: true, cell: ({ due90, onPost90 }) => stay(onPost90, due90) },
                { key: 'd180', head: t('满 180 天', 'After 180 days'), numeric: true, cell: ({ due180, onPost180 }) => stay(onPost180, due180) },
              ]}
            />
          )}
        </Shown>
      </section>
      <section>
        <Arrived
          again={() => {
            retention.reload();
            pages.reload();
          }}
        />
      </section>
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('PlacementState')} />
        </div>
        <PagedTable
          caption={t('录用的人', 'People hired')}
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('还没有录用的人', 'Nobody hired yet')}>
              <a class="button" href="/recruiter/candidates">
                {t('看候选人', 'To the candidates')}
              </a>
            </Empty>
          }
          columns={[
            { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? t('未公开', 'not disclosed') },
            { key: 'post', head: t('岗位', 'Post'), cell: ({ vacancy }) => vacancy?.title ?? '–' },
            {
              key: 'by',
              head: t('渠道', 'Channel'),
              cell: ({ channel, institution }) => `${word('PlacementChannel', channel)} · ${institution.name}`,
            },
            {
              key: 'hired',
              head: t('录用日', 'Hired'),
              cell: ({ hiredOn }) => <span class="together">{day(hiredOn)}</span>,
              by: ({ hiredOn }) => hiredOn,
            },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: (one) => (
                <span class={one.ending?.on ? 'tag' : one.state === 'CONFIRMED' ? 'tag tone-good' : 'tag tone-warn'}>
                  {one.ending?.on ? t(`${day(one.ending.on)} 离岗`, `left ${day(one.ending.on)}`) : word('PlacementState', one.state)}
                </span>
              ),
            },
            {
              key: 'why',
              head: t('离岗原因', 'Why they left'),
              cell: ({ ending: left }) => (left?.cause ? word('PlacementEndCause', left.cause) : ''),
            },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) => (
                <>
                  {one.state === 'PENDING_CONFIRMATION' && (
                    <button
                      type="button"
                      class="primary"
                      aria-label={t(`确认到岗：${one.seeker?.name ?? ''}`, `Confirm ${one.seeker?.name ?? ''}`)}
                      onClick={() => void check(one)}
                    >
                      {t('确认到岗', 'Confirm')}
                    </button>
                  )}
                  {one.state === 'CONFIRMED' && !one.ending?.on && (
                    <button
                      type="button"
                      aria-label={t(`离岗：${one.seeker?.name ?? ''}`, `Left: ${one.seeker?.name ?? ''}`)}
                      onClick={() => setEnding(one)}
                    >
                      {t('离岗', 'Left')}
                    </button>
                  )}
                </>
              ),
            },
          ]}
        />
      </section>
      {ending && (
        <Ending
          placement={ending}
          close={() => setEnding(null)}
          done={() => {
            setEnding(null);
            toast(t('离岗已记录', 'Recorded'));
            pages.reload();
            retention.reload();
          }}
        />
      )}
    </Page>
  );
}

const AT_WORK: readonly string[] = ['ARRIVED', 'ON_POST'];

/** Who came by order, known by the number of the contract. */
function Arrived({ again }: { readonly again: () => void }) {
  const pages = usePages(RecruiterTransfers, { first: 20 }, ({ transfers }) => transfers);
  const [leaving, setLeaving] = useState<Transfer | null>(null);
  return (
    <>
      <PagedTable
        caption={t('按订单来的人', 'People who came by order')}
        pages={pages}
        keyOf={({ id }) => id}
        empty={<Empty title={t('还没有按订单来的人', 'Nobody came by order yet')} />}
        columns={[
          { key: 'contract', head: t('合同号', 'Contract'), cell: ({ contractNumber }) => contractNumber ?? t('未签', 'none yet') },
          { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? t('未公开', 'not disclosed') },
          { key: 'from', head: t('来自', 'From'), cell: ({ origin }) => origin.name },
          { key: 'departed', head: t('出发', 'Departed'), cell: ({ departedOn }) => day(departedOn) },
          { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ arrivedOn }) => day(arrivedOn) },
          {
            key: 'state',
            head: t('状态', 'State'),
            cell: (one) => <span class={one.state === 'ON_POST' ? 'tag tone-good' : 'tag'}>{word('TransferState', one.state)}</span>,
          },
          { key: 'ended', head: t('返回', 'Went home'), cell: ({ endedOn, reason }) => [endedOn, reason].filter(Boolean).join(' · ') },
          {
            key: 'do',
            head: t('办理', 'Do'),
            screenOnly: true,
            cell: (one) =>
              AT_WORK.includes(one.state) && (
                <button type="button" aria-label={t(`${one.contractNumber} 返回`, `${one.contractNumber} goes home`)} onClick={() => setLeaving(one)}>
                  {t('返回', 'Goes home')}
                </button>
              ),
          },
        ]}
      />
      {leaving && (
        <Leaving
          transfer={leaving}
          close={() => setLeaving(null)}
          done={() => {
            setLeaving(null);
            toast(t('返回已记录，名额已退还', 'Recorded; the place is free again'));
            pages.reload();
            again();
          }}
        />
      )}
    </>
  );
}

function Leaving({ transfer, close, done }: { readonly transfer: Transfer; readonly close: () => void; readonly done: () => void }) {
  const fields = useFields({ on: today(), reason: '' });
  const submit = async (input: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(RecruiterTransferReturn, { id: transfer.id, input });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t(`合同 ${transfer.contractNumber}：返回`, `Contract ${transfer.contractNumber}: goes home`)} close={close}>
      <p>{t('记录后不能改回；就业部门会为此人重新匹配。', 'It cannot be taken back; the person is matched anew.')}</p>
      <Form fields={fields} submit={submit} action={t('记录返回', 'Record it')} cancel={close} danger>
        <DateField label={t('返回日', 'Day')} required max={today()} {...fields.of('on')} />
        <TextField label={t('原因', 'Reason')} required {...fields.of('reason')} />
      </Form>
    </Dialog>
  );
}

/** Of those for whom so many days are over. */
const stay = (on: number, due: number): string => (due === 0 ? t('未满', 'not yet') : `${count(on)} / ${count(due)}（${percent(on / due)}）`);

function Ending({ placement, close, done }: { readonly placement: Placement; readonly close: () => void; readonly done: () => void }) {
  const fields = useFields({ on: today(), cause: 'RETURNED' });
  const submit = async ({ on, cause }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(RecruiterPlacementEnd, { id: placement.id, input: { on, cause: cause as PlacementEndCause } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t(`${placement.seeker?.name ?? ''} 离岗`, `${placement.seeker?.name ?? ''} left`)} close={close}>
      <p>
        {t(
          '记录后不能改回；要补招请另发岗位。按订单来的人返乡，请在“按订单来的人”中办理。',
          'It cannot be taken back; to fill the head again, post it anew. Who came by order and goes home is recorded among the people who came by order.',
        )}
      </p>
      <Form fields={fields} submit={submit} action={t('记录离岗', 'Record it')} cancel={close} danger>
        <DateField label={t('离岗日', 'Last day')} required max={today()} {...fields.of('on')} />
        <SelectField label={t('原因', 'Cause')} options={choices('PlacementEndCause')} {...fields.of('cause')} />
      </Form>
    </Dialog>
  );
}
