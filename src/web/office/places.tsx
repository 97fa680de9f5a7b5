import { useState } from 'preact/hooks';
import {
  type AgreementState,
  OfficeAgreementActivate,
  OfficeAgreements,
  type OfficeAgreementsQuery,
  OfficeAgreementSign,
  OfficeAgreementTerminate,
  OfficePlanAllocate,
  OfficePlanIssue,
  OfficePlanReopen,
  OfficePlanRevise,
  OfficePlans,
  type OfficePlansQuery,
  OfficeQuotaAdjust,
  OfficeQuotas,
  type OfficeQuotasQuery,
  OfficeQuotaWhatIf,
} from '../generated/office.ts';
import { type RegionLevel, Regions } from '../generated/visitor.ts';
import {
  act,
  Bar,
  CheckField,
  choices,
  confirm,
  count,
  day,
  type Declined,
  Dialog,
  Form,
  moment,
  NumberField,
  Page,
  PagedTable,
  SelectField,
  Shown,
  t,
  Table,
  Tabs,
  TextAreaField,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';
import { useHere } from './here.ts';

const VIEWS = ['agreements', 'plans', 'quotas'] as const;

/** Who promised whom, how many by which plan, and the places that it gave. */
export function Places() {
  const [view, setView] = useState<string>(VIEWS[0]);
  return (
    <Page
      title={t('协议、计划与名额', 'Agreements, plans and places')}
      intro={t(
        '计划是任务，可以超额；名额是硬上限，永不超发。减少名额前先试算谁会没有位置。',
        'A plan is a target and may be exceeded; places are a cap and never are. Before cutting places, see who would lose theirs.',
      )}
    >
      <Tabs
        label={t('协议、计划与名额', 'Agreements, plans and places')}
        current={view}
        choose={setView}
        tabs={[
          { key: 'agreements', label: t('协议', 'Agreements') },
          { key: 'plans', label: t('年度计划', 'Yearly plans') },
          { key: 'quotas', label: t('名额', 'Places') },
        ]}
      >
        <section class="panel">
          {view === 'agreements' && <Agreements />}
          {view === 'plans' && <Plans />}
          {view === 'quotas' && <Quotas />}
        </section>
      </Tabs>
    </Page>
  );
}

type Agreement = OfficeAgreementsQuery['agreements']['edges'][number]['node'];

function Agreements() {
  const [state, setState] = useState('');
  const pages = usePages(OfficeAgreements, { first: 20, state: (state || null) as AgreementState | null }, ({ agreements }) => agreements);
  const step = async (question: Parameters<typeof confirm>[0]): Promise<void> => {
    if (!(await confirm(question))) return;
    toast(`${question.action} ✓`);
    pages.reload();
  };
  const steps = ({ id, state: at, title }: Agreement) => (
    <>
      {at === 'NEGOTIATING' && (
        <button
          type="button"
          onClick={() =>
            void step({
              title: t('签订协议', 'Sign the agreement'),
              text: t(`${title}：今日签订，条款不再变更。`, `${title}: signed today; its terms do not change any more.`),
              action: t('签订', 'Sign'),
              work: async () => (await act(OfficeAgreementSign, { id, input: { on: today() } })).declined,
            })
          }
        >
          {t('签订', 'Sign')}
        </button>
      )}
      {at === 'SIGNED' && (
        <button
          type="button"
          onClick={() =>
            void step({
              title: t('协议生效', 'Bring it into force'),
              text: t(`${title}：生效后可以提供名额。`, `${title}: places can be offered from then on.`),
              action: t('生效', 'Bring into force'),
              work: async () => (await act(OfficeAgreementActivate, { id, input: {} })).declined,
            })
          }
        >
          {t('生效', 'Bring into force')}
        </button>
      )}
      {(at === 'SIGNED' || at === 'ACTIVE') && (
        <button
          type="button"
          onClick={() =>
            void step({
              title: t('终止协议', 'Terminate the agreement'),
              text: t(`${title}：终止后不能恢复。`, `${title}: this cannot be undone.`),
              action: t('终止', 'Terminate'),
              danger: true,
              reason: t('原因', 'Reason'),
              work: async (reason) => (await act(OfficeAgreementTerminate, { id, input: { reason } })).declined,
            })
          }
        >
          {t('终止', 'Terminate')}
        </button>
      )}
    </>
  );
  return (
    <>
      <div class="filters screen-only">
        <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('AgreementState')} />
      </div>
      <PagedTable
        caption={t('劳务合作协议', 'Agreements')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { key: 'title', head: t('协议', 'Agreement'), cell: ({ title }) => title, by: ({ title }) => title },
          { key: 'from', head: t('输出地', 'Sends'), cell: ({ sendingCounty }) => sendingCounty.name, by: ({ sendingCounty }) => sendingCounty.name },
          {
            key: 'to',
            head: t('接收地', 'Receives'),
            cell: ({ receivingRegion }) => receivingRegion.name,
            by: ({ receivingRegion }) => receivingRegion.name,
          },
          {
            key: 'trades',
            head: t('工种', 'Trades'),
            cell: ({ trades }) => (trades.length === 0 ? t('不限', 'Any') : t(`限 ${trades.length} 个工种`, `${trades.length} trades`)),
          },
          {
            key: 'time',
            head: t('有效期', 'Term'),
            cell: ({ validFrom, validUntil }) => <span class="together">{`${day(validFrom)} — ${day(validUntil)}`}</span>,
            by: ({ validUntil }) => validUntil,
          },
          {
            key: 'state',
            head: t('状态', 'State'),
            cell: (one) => <span class={one.state === 'ACTIVE' ? 'tag tone-good' : 'tag'}>{word('AgreementState', one.state)}</span>,
          },
          { key: 'do', head: t('办理', 'Do'), screenOnly: true, cell: steps },
        ]}
      />
    </>
  );
}

type Plan = OfficePlansQuery['plans']['edges'][number]['node'];

function Plans() {
  const [year, setYear] = useState(Number(today().slice(0, 4)));
  const [open, setOpen] = useState<{ plan: Plan; what: 'revise' | 'divide' } | null>(null);
  const pages = usePages(OfficePlans, { first: 50, year }, ({ plans }) => plans);
  const done = (said: string): void => {
    setOpen(null);
    toast(said);
    pages.reload();
  };
  const issue = (plan: Plan): Promise<boolean> =>
    confirm({
      title: t('下达计划', 'Issue the plan'),
      text: t(
        `${plan.region?.name ?? ''} ${count(plan.target)} 人，下达后按修订程序变更。`,
        `${plan.region?.name ?? ''}: ${count(plan.target)} persons; later changes are revisions.`,
      ),
      action: t('下达', 'Issue'),
      work: async () => (await act(OfficePlanIssue, { id: plan.id, input: {} })).declined,
    });
  const reopen = (plan: Plan): Promise<boolean> =>
    confirm({
      title: t('解除锁定', 'Reopen the plan'),
      text: t('分解后锁定的计划重新打开，以便调整各部分。', 'A plan that was locked by its division opens again.'),
      action: t('解除锁定', 'Reopen'),
      reason: t('原因', 'Reason'),
      work: async (reason) => (await act(OfficePlanReopen, { id: plan.id, input: { reason } })).declined,
    });
  return (
    <>
      <div class="filters screen-only">
        <NumberField label={t('年度', 'Year')} value={year} onChange={(value) => value !== null && setYear(value)} min={2000} max={2100} />
      </div>
      <PagedTable
        caption={t('年度计划', 'Yearly plans')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { key: 'region', head: t('单位', 'Division'), cell: ({ region }) => region?.name ?? '–', by: ({ region }) => region?.name ?? null },
          {
            key: 'kind',
            head: t('去向', 'Destination'),
            cell: ({ destinationKind }) => (destinationKind ? word('DestinationKind', destinationKind) : t('不分', 'Both')),
          },
          { key: 'target', head: t('计划人数', 'Target'), numeric: true, cell: ({ target }) => count(target), by: ({ target }) => target },
          {
            key: 'parts',
            head: t('已分解', 'Divided'),
            numeric: true,
            cell: ({ partsTarget }) => count(partsTarget),
            by: ({ partsTarget }) => partsTarget,
          },
          {
            key: 'state',
            head: t('状态', 'State'),
            cell: ({ state }) => <span class="tag">{word('PlanState', state)}</span>,
            by: ({ state }) => state,
          },
          {
            key: 'do',
            head: t('办理', 'Do'),
            screenOnly: true,
            cell: (plan) => (
              <>
                {plan.state === 'DRAFT' && (
                  <button type="button" onClick={() => void issue(plan).then((is) => is && done(t('已下达', 'Issued')))}>
                    {t('下达', 'Issue')}
                  </button>
                )}
                {plan.state === 'ISSUED' && (
                  <button
                    type="button"
                    aria-label={`${t('分解', 'Divide')} ${plan.region?.name ?? ''}`}
                    onClick={() => setOpen({ plan, what: 'divide' })}
                  >
                    {t('分解', 'Divide')}
                  </button>
                )}{' '}
                {plan.state !== 'DRAFT' && (
                  <button
                    type="button"
                    aria-label={`${t('修订', 'Revise')} ${plan.region?.name ?? ''}`}
                    onClick={() => setOpen({ plan, what: 'revise' })}
                  >
                    {t('修订', 'Revise')}
                  </button>
                )}{' '}
                {plan.state === 'ALLOCATED' && (
                  <button
                    type="button"
                    aria-label={`${t('解除锁定', 'Reopen')} ${plan.region?.name ?? ''}`}
                    onClick={() => void reopen(plan).then((is) => is && done(t('已解除锁定', 'Reopened')))}
                  >
                    {t('解除锁定', 'Reopen')}
                  </button>
                )}
              </>
            ),
          },
        ]}
      />
      {open?.what === 'revise' && <Revise plan={open.plan} close={() => setOpen(null)} done={() => done(t('已修订', 'Revised'))} />}
      {open?.what === 'divide' && <Divide plan={open.plan} close={() => setOpen(null)} done={() => done(t('已分解', 'Divided'))} />}
    </>
  );
}

/** The level of a division's parts. */
const BELOW: Partial<Record<RegionLevel, RegionLevel>> = { PROVINCE: 'COUNTY', COUNTY: 'TOWNSHIP', TOWNSHIP: 'COMMUNITY' };

interface Sub {
  readonly plan: Plan;
  readonly close: () => void;
  readonly done: () => void;
}

function Revise({ plan, close, done }: Sub) {
  const fields = useFields({ target: plan.target as number | null, reason: '' });
  const submit = async ({ target, reason }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficePlanRevise, { id: plan.id, input: { target: target ?? 0, reason } });
    if (declined.length === 0) done();
    return declined;
  };
  const sum = plan.partsTarget;
  return (
    <Dialog title={`${t('修订计划', 'Revise the plan')} · ${plan.region?.name ?? ''}`} close={close}>
      <p>{t(`各部分合计 ${count(sum)} 人，不得少于上级。`, `The parts promise ${count(sum)} together; they may not be fewer than the whole.`)}</p>
      <Form fields={fields} submit={submit} action={t('修订', 'Revise')} cancel={close}>
        <NumberField label={t('计划人数', 'Target')} required min={0} {...fields.of('target')} />
        <TextAreaField label={t('原因', 'Reason')} required {...fields.of('reason')} />
      </Form>
    </Dialog>
  );
}

/** The parts below a division, with their sum against the whole while one types. */
function Divide({ plan, close, done }: Sub) {
  const asked = useAsk(Regions, plan.region && { under: plan.region.code, first: 100, level: BELOW[plan.region.level] ?? null });
  const [parts, setParts] = useState<Readonly<Record<string, number | null>>>({});
  const fields = useFields({ parts: '' });
  const sum = Object.values(parts).reduce<number>((all, value) => all + (value ?? 0), 0);
  const submit = async (): Promise<readonly Declined[]> => {
    const given = Object.entries(parts).flatMap(([region, target]) =>
      target === null ? [] : [{ region, target, destinationKind: plan.destinationKind }],
    );
    const { declined } = await act(OfficePlanAllocate, { id: plan.id, input: { parts: given, reason: t('分解', 'Division') } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={`${t('分解计划', 'Divide the plan')} · ${plan.region?.name ?? ''}`} close={close} wide>
      <p role="status">
        {t(`计划 ${count(plan.target)}，已填 ${count(sum)}，`, `${count(plan.target)} planned, ${count(sum)} given, `)}
        {sum >= plan.target ? t('不少于上级', 'enough') : t(`还差 ${count(plan.target - sum)}`, `${count(plan.target - sum)} missing`)}
      </p>
      <Bar
        label={t('已分解', 'Divided')}
        max={Math.max(plan.target, sum)}
        parts={[{ value: sum, tone: sum >= plan.target ? 'good' : 'warn' }]}
        marks={[{ at: plan.target, kind: 'plan' }]}
      />
      <Shown asked={asked}>
        {({ regions }) => (
          <Form fields={fields} submit={submit} action={t('分解并锁定', 'Divide and lock')} cancel={close}>
            <div class="columns">
              {regions.edges.map(({ node: { code, name } }) => (
                <NumberField
                  key={code}
                  label={name}
                  min={0}
                  value={parts[code] ?? null}
                  onChange={(value) => setParts({ ...parts, [code]: value })}
                />
              ))}
            </div>
          </Form>
        )}
      </Shown>
    </Dialog>
  );
}

type Quota = OfficeQuotasQuery['quotas']['edges'][number]['node'];

function Quotas() {
  const here = useHere();
  const [deficit, setDeficit] = useState(false);
  const [quota, setQuota] = useState<Quota | null>(null);
  const year = Number(today().slice(0, 4));
  const pages = usePages(
    OfficeQuotas,
    here.data ? { first: 50, filter: { year, top: true, ...(deficit ? { inDeficit: true } : {}) } } : null,
    ({ quotas }) => quotas,
  );
  return (
    <>
      <div class="filters screen-only">
        <CheckField label={t('只看缺口', 'In a deficit only')} value={deficit} onChange={setDeficit} />
      </div>
      <PagedTable
        caption={t(`${year} 年名额`, `Places of ${year}`)}
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { key: 'from', head: t('输出地', 'From'), cell: ({ origin }) => origin.name, by: ({ origin }) => origin.name },
          { key: 'to', head: t('去向', 'To'), cell: ({ destination }) => destination.name, by: ({ destination }) => destination.name },
          {
            key: 'bar',
            head: t('使用', 'Use'),
            cell: ({ places, reserved, confirmed, allocated }) => (
              <Bar
                label={t(
                  `${places} 个名额：预留 ${reserved}，确认 ${confirmed}，下分 ${allocated}`,
                  `${places} places: ${reserved} reserved, ${confirmed} taken, ${allocated} given to parts`,
                )}
                max={Math.max(places, reserved + confirmed)}
                parts={[
                  { value: reserved + confirmed, tone: 'plain', weight: 3 },
                  { value: confirmed, tone: 'plain' },
                ]}
              />
            ),
          },
          { key: 'places', head: t('名额', 'Places'), numeric: true, cell: ({ places }) => count(places), by: ({ places }) => places },
          { key: 'reserved', head: t('预留', 'Reserved'), numeric: true, cell: ({ reserved }) => count(reserved), by: ({ reserved }) => reserved },
          {
            key: 'confirmed',
            head: t('确认', 'Confirmed'),
            numeric: true,
            cell: ({ confirmed }) => count(confirmed),
            by: ({ confirmed }) => confirmed,
          },
          { key: 'left', head: t('剩余', 'Left'), numeric: true, cell: ({ remaining }) => count(remaining), by: ({ remaining }) => remaining },
          {
            key: 'deficit',
            head: t('缺口', 'Deficit'),
            numeric: true,
            cell: ({ deficit: missing }) => (missing > 0 ? <span class="tag tone-bad">{count(missing)}</span> : '–'),
          },
          {
            key: 'do',
            head: t('办理', 'Do'),
            screenOnly: true,
            cell: (one) => (
              <button
                type="button"
                aria-label={`${t('试算和调整', 'Try and adjust')} ${one.origin.name} → ${one.destination.name}`}
                onClick={() => setQuota(one)}
              >
                {t('试算和调整', 'Try and adjust')}
              </button>
            ),
          },
        ]}
      />
      {quota && (
        <WhatIf
          quota={quota}
          close={() => setQuota(null)}
          done={() => {
            setQuota(null);
            toast(t('名额已调整', 'Places adjusted'));
            pages.reload();
          }}
        />
      )}
    </>
  );
}

/** Another number of places, first tried: who would be without one. */
function WhatIf({ quota, close, done }: { readonly quota: Quota; readonly close: () => void; readonly done: () => void }) {
  const fields = useFields({ places: quota.places as number | null, acceptDeficit: false });
  const { places } = fields.values;
  const asked = useAsk(OfficeQuotaWhatIf, places === null || places < 0 ? null : { id: quota.id, places });
  const submit = async ({ acceptDeficit }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficeQuotaAdjust, { id: quota.id, input: { places: places ?? 0, acceptDeficit } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={`${quota.origin.name} → ${quota.destination.name}`} close={close} wide>
      <p>
        {t(
          `现有 ${count(quota.places)} 个名额。改动数字即试算，不写入；点“调整”才生效。`,
          `${count(quota.places)} places now. Another number is only tried until you adjust.`,
        )}
      </p>
      <Form fields={fields} submit={submit} action={t('调整', 'Adjust')} cancel={close}>
        <NumberField label={t('名额改为', 'Places from now on')} required min={0} {...fields.of('places')} />
        <Shown asked={asked}>
          {({ quotaWhatIf: found }) =>
            found && (
              <>
                <p role="status" class={found.shortfall > 0 ? 'form-problem' : 'notice'}>
                  {found.shortfall > 0
                    ? t(
                        `已用 ${count(found.used)}：${count(found.shortfall)} 人没有位置，涉及 ${count(found.reservationCount)} 笔预留。`,
                        `${count(found.used)} in use: ${count(found.shortfall)} persons would have no place, in ${count(found.reservationCount)} reservations.`,
                      )
                    : t(`已用 ${count(found.used)}，没有人失去位置。`, `${count(found.used)} in use; nobody loses a place.`)}
                </p>
                {found.shortfall > 0 && (
                  <>
                    <Table
                      caption={t('会失去位置的预留（最近的在前）', 'Reservations that would lose theirs, newest first')}
                      rows={found.reservations}
                      keyOf={({ id }) => id}
                      columns={[
                        { key: 'at', head: t('预留时间', 'Reserved at'), cell: ({ createdAt }) => moment(createdAt) },
                        { key: 'purpose', head: t('用途', 'For'), cell: ({ purpose }) => purpose },
                        { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('ReservationState', state) },
                        { key: 'count', head: t('人数', 'Persons'), numeric: true, cell: (one) => count(one.count) },
                      ]}
                    />
                    <CheckField
                      label={t('接受缺口：补足之前不能再预留', 'Accept the deficit: nothing can be reserved until it is gone')}
                      {...fields.of('acceptDeficit')}
                    />
                  </>
                )}
              </>
            )
          }
        </Shown>
      </Form>
    </Dialog>
  );
}
