import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  OfficeFairInterviewHire,
  OfficeFairInterviews,
  type OfficeFairInterviewsQuery,
  OfficeFind,
  type OfficeFindMutation,
  OfficeJobFair,
  OfficeQuotas,
} from '../generated/office.ts';
import {
  act,
  count,
  day,
  type Declined,
  Dialog,
  Empty,
  Form,
  Name,
  Page,
  PagedTable,
  SelectField,
  Shown,
  t,
  TextField,
  toast,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';
import { FairKiosks } from './fair-kiosks.tsx';

type Interview = OfficeFairInterviewsQuery['fairInterviews']['edges'][number]['node'];
type Person = NonNullable<OfficeFindMutation['seekerFind']['seeker']>;

/** A fair: its counters, and its interviews up to the hire on the spot. */
export function FairPage() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(OfficeJobFair, { id });
  const pages = usePages(OfficeFairInterviews, { fair: id, first: 20 }, ({ fairInterviews }) => fairInterviews);
  const [hiring, setHiring] = useState<Interview | null>(null);
  return (
    <Shown asked={asked}>
      {({ jobFair: fair }) =>
        fair ? (
          <Page title={fair.name} intro={`${word('JobFairState', fair.state)} · ${fair.venue}`}>
            <ul class="cards">
              {(
                [
                  [t('岗位', 'Posts'), fair.counters.posts],
                  [t('招聘人数', 'Heads'), fair.counters.heads],
                  [t('入场', 'Visitors'), fair.counters.visitors],
                  [t('意向', 'Interests'), fair.counters.interests],
                  [t('录用', 'Hires'), fair.counters.hires],
                ] as const
              ).map(([label, value]) => (
                <li key={label} class="card">
                  <div class="card-label">{label}</div>
                  <div class="card-value">{count(value)}</div>
                </li>
              ))}
            </ul>
            <section>
              <PagedTable
                caption={t('面试', 'Interviews')}
                pages={pages}
                keyOf={(one) => one.id}
                empty={<p>{t('还没有面试。', 'No interviews yet.')}</p>}
                columns={[
                  { key: 'post', head: t('岗位', 'Post'), cell: ({ post }) => post?.vacancy?.title ?? '–' },
                  {
                    key: 'employer',
                    head: t('单位', 'Employer'),
                    cell: ({ post }) => (post?.vacancy ? <Name of={post.vacancy.employer.name} /> : '–'),
                  },
                  { key: 'place', head: t('地点', 'Place'), cell: ({ post }) => post?.vacancy?.region.name ?? '–' },
                  {
                    key: 'state',
                    head: t('状态', 'State'),
                    cell: ({ state }) => <span class={state === 'HIRED' ? 'tag tone-good' : 'tag'}>{word('FairInterviewState', state)}</span>,
                  },
                  { key: 'letter', head: t('推荐信号', 'Letter'), cell: ({ referral }) => referral?.number ?? '–' },
                  {
                    key: 'do',
                    head: t('办理', 'Do'),
                    screenOnly: true,
                    cell: (one) =>
                      one.state === 'OFFERED' ? (
                        <button
                          type="button"
                          aria-label={`${t('当场录用', 'Hire')} ${one.post?.vacancy?.title ?? ''}`}
                          onClick={() => setHiring(one)}
                        >
                          {t('当场录用', 'Hire')}
                        </button>
                      ) : (
                        '–'
                      ),
                  },
                ]}
              />
            </section>
            <FairKiosks fair={fair} />
            {hiring && (
              <Hire
                interview={hiring}
                close={() => setHiring(null)}
                done={() => {
                  setHiring(null);
                  toast(t('已录用', 'Hired'));
                  pages.reload();
                  asked.reload();
                }}
              />
            )}
          </Page>
        ) : (
          <Empty title={t('没有这场招聘会，或不在您的管辖范围内。', 'No such fair, or out of your sight.')}>
            <a href="/office/fairs">{t('回到招聘会', 'Back to the fairs')}</a>
          </Empty>
        )
      }
    </Shown>
  );
}

/** The person by their ID card, the registration it rests on, and a place where the post is one of an agreement. */
function Hire({ interview, close, done }: { readonly interview: Interview; readonly close: () => void; readonly done: () => void }) {
  const [person, setPerson] = useState<Person | null>(null);
  const card = useFields({ idNumber: '' });
  const fields = useFields({ registration: '', quota: '' });
  const quotas = useAsk(OfficeQuotas, { first: 100, filter: { year: Number(today().slice(0, 4)) } });
  const active = person?.registrations.filter(({ state }) => state === 'ACTIVE') ?? [];
  const find = async ({ idNumber }: { idNumber: string }): Promise<readonly Declined[]> => {
    const { data, declined } = await act(OfficeFind, { input: { idNumber: idNumber.trim() } });
    if (!data) return declined;
    const seeker = data.seekerFind.seeker;
    if (!seeker)
      return [
        {
          code: 'NOT_FOUND',
          message: t('没有此人的求职登记，请先登记', 'Nobody is registered with this number; register them first'),
          path: ['idNumber'],
        },
      ];
    setPerson(seeker);
    fields.set({ registration: seeker.registrations.find(({ state }) => state === 'ACTIVE')?.id ?? '' });
    return [];
  };
  const hire = async ({ registration, quota }: typeof fields.values): Promise<readonly Declined[]> => {
    const { declined } = await act(OfficeFairInterviewHire, { id: interview.id, input: { registration, quota: quota || null } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={`${t('当场录用', 'Hire on the spot')} · ${interview.post?.vacancy?.title ?? ''}`} close={close}>
      <p>{t('按身份证号查找会留下记录。', 'Looking somebody up by ID number is written down.')}</p>
      {person ? (
        <>
          <p class="notice">
            {person.name} {person.idNumberMasked}
          </p>
          <Form fields={fields} submit={hire} action={t('录用', 'Hire')} cancel={close}>
            <SelectField
              label={t('求职登记', 'Registration')}
              required
              none={active.length === 0 ? t('没有有效登记', 'No active registration') : t('请选择', 'Choose')}
              options={active.map(({ id, institution, validUntil }) => ({
                value: id,
                label: `${institution.name}，${t('有效期至', 'until')} ${day(validUntil)}`,
              }))}
              {...fields.of('registration')}
            />
            <SelectField
              label={t('名额', 'Place')}
              hint={t('协议输出的岗位占用一个名额；本地就业不占', 'A post under an agreement takes one place; work at home takes none')}
              none={t('不占名额', 'None')}
              options={
                quotas.data?.quotas.edges.map(({ node: { id, origin, destination, remaining } }) => ({
                  value: id,
                  label: `${origin.name} → ${destination.name}（${t('剩', 'left')} ${count(remaining)}）`,
                })) ?? []
              }
              {...fields.of('quota')}
            />
          </Form>
        </>
      ) : (
        <Form fields={card} submit={find} action={t('查找', 'Look up')} cancel={close}>
          <TextField label={t('身份证号', 'ID number')} required autoComplete="off" {...card.of('idNumber')} />
        </Form>
      )}
    </Dialog>
  );
}
