import { useState } from 'preact/hooks';
import { OfficeQuotaAdjust, OfficeQuotas, type OfficeQuotasQuery, OfficeQuotaWhatIf } from '../generated/office.ts';
import {
  act,
  Bar,
  CheckField,
  count,
  type Declined,
  Dialog,
  Form,
  moment,
  NumberField,
  PagedTable,
  Shown,
  t,
  Table,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';
import { useHere } from './here.ts';

type Quota = OfficeQuotasQuery['quotas']['edges'][number]['node'];

/** The places of the year, and who would lose theirs if there were fewer. */
export function Quotas() {
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
