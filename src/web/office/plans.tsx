import { useState } from 'preact/hooks';
import {
  OfficePlanAllocate,
  OfficePlanDraft,
  OfficePlanIssue,
  OfficePlanReopen,
  OfficePlanRevise,
  OfficePlans,
  type OfficePlansQuery,
} from '../generated/office.ts';
import { type RegionLevel, Regions } from '../generated/visitor.ts';
import {
  act,
  Bar,
  choices,
  confirm,
  count,
  type Declined,
  Dialog,
  Form,
  NumberField,
  PagedTable,
  SelectField,
  Shown,
  t,
  TextAreaField,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';
import { useHere } from './here.ts';

type Plan = OfficePlansQuery['plans']['edges'][number]['node'];

/** Yearly targets, divided down to the counties. */
export function Plans() {
  const [year, setYear] = useState(Number(today().slice(0, 4)));
  const [open, setOpen] = useState<{ plan: Plan; what: 'revise' | 'divide' } | null>(null);
  const [drafting, setDrafting] = useState(false);
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
        <button type="button" class="beside" onClick={() => setDrafting(true)}>
          {t('起草计划', 'Draft a plan')}
        </button>
      </div>
      {drafting && (
        <DraftPlan
          close={() => setDrafting(false)}
          done={() => {
            setDrafting(false);
            done(t('计划已起草', 'Drafted'));
          }}
        />
      )}
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

function DraftPlan({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const here = useHere();
  const fields = useFields({ year: Number(today().slice(0, 4)) + 1, target: null as number | null, destinationKind: '' });
  const submit = async ({ year, target, destinationKind }: typeof fields.values): Promise<readonly Declined[]> => {
    const kind = (destinationKind || null) as Plan['destinationKind'];
    const { declined } = await act(OfficePlanDraft, { input: { year, target: target ?? 0, region: here.data!.region, destinationKind: kind } });
    if (declined.length === 0) done();
    return declined;
  };
  const { of, values, set } = fields;
  return (
    <Dialog title={t('起草年度计划', 'Draft a yearly plan')} close={close}>
      <Form fields={fields} submit={submit} action={t('起草', 'Draft it')} cancel={close}>
        <NumberField
          label={t('年度', 'Year')}
          required
          min={2000}
          max={2100}
          value={values.year}
          onChange={(year) => year !== null && set({ year })}
        />
        <SelectField label={t('去向', 'Destination')} none={t('不分', 'Both')} options={choices('DestinationKind')} {...of('destinationKind')} />
        <NumberField label={t('计划人数', 'Target')} required min={0} {...of('target')} />
      </Form>
    </Dialog>
  );
}
