import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  type LabourOrderState,
  PlacesHere,
  RecruiterInstitutions,
  RecruiterLabourOrderOpen,
  RecruiterLabourOrders,
  RecruiterVacancies,
} from '../generated/recruiter.ts';
import {
  act,
  choices,
  count,
  DateField,
  day,
  daysFrom,
  type Declined,
  Dialog,
  Empty,
  Form,
  NumberField,
  Page,
  PagedTable,
  SelectField,
  Shown,
  t,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';
import { useOwn } from './own.ts';

const LEAD_DAYS = 14;

/** People wanted together, on a day. */
export function Orders() {
  const { query } = useLocation();
  const [state, setState] = useState('');
  const [opening, setOpening] = useState(query['vacancy'] !== undefined);
  const pages = usePages(RecruiterLabourOrders, { first: 20, state: (state || null) as LabourOrderState | null }, ({ labourOrders }) => labourOrders);
  return (
    <Page
      title={t('用工订单', 'Orders')}
      intro={t(
        '成批要人时下订单：几个人、哪天出发、由谁组织；组织的机构负责名单和出行。',
        'For people who come together: how many, which day, and who sends them.',
      )}
      actions={
        <button type="button" class="primary" onClick={() => setOpening(true)}>
          {t('下订单', 'Open an order')}
        </button>
      }
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('LabourOrderState')} />
        </div>
        <PagedTable
          caption={t('用工订单', 'Orders')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('还没有订单，点“下订单”', 'No orders yet; open one')} />}
          columns={[
            {
              key: 'post',
              head: t('岗位', 'Post'),
              cell: ({ id, vacancy }) => <a href={`/recruiter/orders/${id}`}>{vacancy?.title ?? t('订单', 'Order')}</a>,
            },
            { key: 'state', head: t('状态', 'State'), cell: (one) => <span class="tag">{word('LabourOrderState', one.state)}</span> },
            { key: 'heads', head: t('人数', 'Heads'), numeric: true, cell: ({ headCount }) => count(headCount) },
            { key: 'depart', head: t('出发日', 'Departure'), cell: ({ departOn }) => day(departOn), by: ({ departOn }) => departOn },
            { key: 'by', head: t('组织机构', 'Sent by'), cell: ({ institution }) => institution.name },
            {
              key: 'list',
              head: t('名单', 'List'),
              cell: ({ counts }) => counts.map((one) => `${word('TransferState', one.state)} ${count(one.count)}`).join('，') || '–',
            },
            {
              key: 'left',
              head: t('名额剩余', 'Places left'),
              numeric: true,
              cell: ({ quota }) => (quota ? count(quota.remaining) : t('不占名额', 'none needed')),
            },
          ]}
        />
      </section>
      {opening && (
        <Opening
          vacancy={query['vacancy'] ?? ''}
          close={() => setOpening(false)}
          done={() => {
            setOpening(false);
            toast(t('订单已下，等组织机构报名单', 'Ordered; the list comes from who sends them'));
            pages.reload();
          }}
        />
      )}
    </Page>
  );
}

function Opening({ vacancy, close, done }: { readonly vacancy: string; readonly close: () => void; readonly done: () => void }) {
  const own = useOwn();
  const employer = own.data?.[0]?.id;
  const posts = useAsk(RecruiterVacancies, employer ? { first: 100, filter: { employer, state: 'OPEN' } } : null);
  const places = useAsk(PlacesHere, { first: 50, year: Number(today().slice(0, 4)) });
  const senders = useAsk(RecruiterInstitutions, { first: 100, filter: { kind: 'PUBLIC_EMPLOYMENT_SERVICE', region: '500000' } });
  const fields = useFields({
    vacancy,
    institution: '',
    quota: '',
    headCount: 5 as number | null,
    departOn: daysFrom(today(), LEAD_DAYS),
    trainingDays: 0 as number | null,
  });
  const { of } = fields;
  const submit = async ({ headCount, trainingDays, institution, quota, ...rest }: typeof fields.values): Promise<readonly Declined[]> => {
    const input = { ...rest, headCount: headCount ?? 0, trainingDays: trainingDays ?? 0, institution: institution || null, quota: quota || null };
    const { declined } = await act(RecruiterLabourOrderOpen, { input });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('下用工订单', 'Open an order')} close={close}>
      <Shown asked={posts}>
        {({ vacancies: { edges } }) =>
          edges.length === 0 ? (
            <Empty title={t('先有发布的岗位，才能下订单', 'An order needs an open vacancy')}>
              <a class="button" href="/recruiter/vacancies/new">
                {t('写新岗位', 'Write one')}
              </a>
            </Empty>
          ) : (
            <Form fields={fields} submit={submit} action={t('下订单', 'Order')} cancel={close}>
              <SelectField
                label={t('岗位', 'Vacancy')}
                none={t('请选择', 'Choose')}
                required
                options={edges.map(({ node }) => ({
                  value: node.id,
                  label: `${node.title} · ${node.region.name} · ${t(`还招 ${node.headCount - node.hiredCount} 人`, `${node.headCount - node.hiredCount} left`)}`,
                }))}
                {...of('vacancy')}
              />
              <NumberField label={t('人数', 'Heads')} required min={1} {...of('headCount')} />
              <DateField label={t('出发日', 'Departure')} required min={today()} {...of('departOn')} />
              <NumberField label={t('行前培训天数', 'Days of training before')} min={0} {...of('trainingDays')} />
              <SelectField
                label={t('组织机构', 'Who sends them')}
                none={t('收到岗位的机构', 'Who received the vacancy')}
                options={(senders.data?.institutions.edges ?? []).map(({ node }) => ({ value: node.id, label: node.name }))}
                {...of('institution')}
              />
              <SelectField
                label={t('用哪里的名额', 'Places of')}
                hint={t('选了名额即预留；要与组织机构同一来源地', 'They are held at once; of the sender’s county')}
                none={t('不占名额', 'None')}
                options={(places.data?.quotas.edges ?? []).map(({ node }) => ({
                  value: node.id,
                  label: `${node.origin.name} → ${node.destination.name} · ${t(`剩 ${node.remaining}`, `${node.remaining} left`)}`,
                }))}
                {...of('quota')}
              />
            </Form>
          )
        }
      </Shown>
    </Dialog>
  );
}
