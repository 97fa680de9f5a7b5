import { useRoute } from 'preact-iso';
import { useState } from 'preact/hooks';
import {
  IntermediaryRegistrationResume,
  IntermediaryRegistrationSuspend,
  IntermediaryReveal,
  IntermediarySeeker,
  type IntermediarySeekerQuery,
  WishChange,
} from '../generated/intermediary.ts';
import {
  act,
  CheckField,
  confirm,
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
  today,
  useAsk,
  useFields,
  word,
  yuan,
} from '../ui/index.ts';
import { listed } from './intake.tsx';
import { PostsFor } from './match.tsx';
import { inForce, Registered } from './registered.tsx';

type Known = NonNullable<IntermediarySeekerQuery['seeker']>;

export function Person() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(IntermediarySeeker, { id });
  const [changing, setChanging] = useState(false);
  return (
    <Shown asked={asked}>
      {({ seeker }) =>
        seeker ? (
          <Page
            title={seeker.name}
            actions={
              <>
                <button type="button" onClick={() => setChanging(true)}>
                  {t('改意向', 'Change the wishes')}
                </button>
                <Standing seeker={seeker} again={asked.reload} />
                <button type="button" onClick={() => print()}>
                  {t('打印', 'Print')}
                </button>
              </>
            }
          >
            <section>
              <dl class="facts">
                <dt>{t('性别、年龄', 'Sex, age')}</dt>
                <dd>{`${word('Sex', seeker.sex)} · ${t(`${seeker.ageBand} 岁`, seeker.ageBand)} · ${day(seeker.birthOn)}`}</dd>
                <dt>{t('身份证号', 'ID number')}</dt>
                <dd>{seeker.idNumberMasked}</dd>
                <dt>{t('电话', 'Phone')}</dt>
                <dd>
                  <Phone id={seeker.id} masked={seeker.phoneMasked} />
                </dd>
                <dt>{t('居住地', 'Lives in')}</dt>
                <dd>{seeker.region.name}</dd>
                <dt>{t('学历、证书', 'Education, certificates')}</dt>
                <dd>{[word('Education', seeker.education), ...seeker.certificates].join('、')}</dd>
                <dt>{t('就业状况', 'Situation')}</dt>
                <dd>{word('SeekerSituation', seeker.situation)}</dd>
                <dt>{t('意向', 'Wishes')}</dt>
                <dd>
                  {[
                    seeker.wish.anyTrade ? t('工种不限', 'any trade') : seeker.wish.trades.map(({ name }) => name).join('、'),
                    seeker.wish.placeNames.join('、'),
                    seeker.wish.wageFloor
                      ? t(`每月至少 ${yuan(seeker.wish.wageFloor.amountMinor, 0)}`, `at least ${yuan(seeker.wish.wageFloor.amountMinor, 0)} a month`)
                      : '',
                    seeker.wish.lodging ? t('要包住', 'lodging') : '',
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </dd>
                <dt>{t('同行', 'Together with')}</dt>
                <dd>
                  {seeker.travelGroup
                    ? `${seeker.travelGroup.name}（${word('TravelGroupKind', seeker.travelGroup.kind)}）：${seeker.travelGroup.members.map(({ name }) => name).join('、')}`
                    : t('一个人', 'Alone')}
                </dd>
                <dt>{t('登记', 'Registration')}</dt>
                <dd>
                  <Registered registrations={seeker.registrations} on={today()} />
                </dd>
              </dl>
            </section>
            <section>
              <h2>{t('合适的岗位', 'What fits')}</h2>
              <PostsFor seeker={seeker.id} who={seeker.name} registration={inForce(seeker.registrations)?.id} />
            </section>
            <section>
              <Table
                caption={t('登记记录', 'Registrations')}
                rows={seeker.registrations}
                keyOf={(one) => one.id}
                columns={[
                  { key: 'on', head: t('登记日', 'Registered'), cell: ({ registeredOn }) => day(registeredOn) },
                  { key: 'until', head: t('有效期至', 'Until'), cell: ({ validUntil }) => day(validUntil) },
                  { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('RegistrationState', state) },
                  { key: 'at', head: t('机构', 'With'), cell: ({ institution: { name } }) => name },
                ]}
              />
            </section>
            {changing && (
              <Wishes
                seeker={seeker}
                close={() => setChanging(false)}
                done={() => {
                  setChanging(false);
                  toast(t('意向已更新，匹配随之改变', 'Changed; the matches follow'));
                  asked.reload();
                }}
              />
            )}
          </Page>
        ) : (
          <Empty title={t('花名册里没有这个人', 'Nobody like that on your roster')}>
            <p>
              {t(
                '此人可能在其他机构登记。本人到场后可以在本机构另行登记。',
                'They may be registered elsewhere; with them present you may register them too.',
              )}
            </p>
            <a class="button" href="/intermediary/roster">
              {t('回到花名册', 'Back to the roster')}
            </a>
          </Empty>
        )
      }
    </Shown>
  );
}

const SHOWN_MS = 60_000;

/** Masked until somebody says why; the person can see who looked, and when. */
export function Phone({ id, masked }: { readonly id: string; readonly masked: string | null }) {
  const [value, setValue] = useState<string | null>(null);
  if (masked === null) return <>–</>;
  if (value !== null) return <strong>{value}</strong>;
  const reveal = (): Promise<boolean> =>
    confirm({
      title: t('查看电话', 'Show the phone'),
      text: t(
        '每次查看都会记下何人、何时、何故，本人查得到。显示一分钟。',
        'Who looked, when and why is written down; the person can see it. It shows for a minute.',
      ),
      action: t('查看', 'Show'),
      reason: t('原因', 'Reason'),
      work: async (reason) => {
        const { data, declined } = await act(IntermediaryReveal, { id, input: { field: 'PHONE', reason } });
        setValue(data?.seekerReveal.value ?? null);
        setTimeout(() => setValue(null), SHOWN_MS);
        return declined;
      },
    });
  return (
    <>
      {masked}{' '}
      <button type="button" class="link screen-only" onClick={() => void reveal()}>
        {t('查看', 'Show')}
      </button>
    </>
  );
}

function Standing({ seeker, again }: { readonly seeker: Known; readonly again: () => void }) {
  const active = inForce(seeker.registrations);
  const suspended = seeker.registrations.find(({ state }) => state === 'SUSPENDED');
  const said = ({ declined }: { declined: readonly Declined[] }, good: string): void => {
    toast(declined.length > 0 ? declined.map(({ message }) => message).join('；') : good);
    again();
  };
  const resume = (id: string): Promise<void> =>
    act(IntermediaryRegistrationResume, { id, input: {} }).then((done) => said(done, t('登记已恢复', 'The registration is in force again')));
  if (active)
    return (
      <button
        type="button"
        onClick={() =>
          void act(IntermediaryRegistrationSuspend, { id: active.id, input: {} }).then((done) => {
            if (done.declined.length > 0) return said(done, '');
            toast(t('登记已暂停，不再匹配', 'Suspended: nothing is matched'), () => void resume(active.id));
            again();
          })
        }
      >
        {t('暂停登记', 'Suspend')}
      </button>
    );
  if (!suspended) return null;
  return (
    <button type="button" class="primary" onClick={() => void resume(suspended.id)}>
      {t('恢复登记', 'Resume')}
    </button>
  );
}

function Wishes({ seeker: { id, wish }, close, done }: { readonly seeker: Known; readonly close: () => void; readonly done: () => void }) {
  const fields = useFields({
    occupations: wish.trades.map(({ name }) => name).join('、'),
    places: wish.placeNames.join('、'),
    wageFloor: wish.wageFloor ? Number(wish.wageFloor.amountMinor) / 100 : (null as number | null),
    lodging: wish.lodging,
  });
  const submit = async ({ occupations, places, wageFloor, lodging }: typeof fields.values): Promise<readonly Declined[]> => {
    const trades = listed(occupations);
    const { board, shifts, training, availableFrom, mayLeaveCounty, mayLeaveProvince } = wish;
    const kept = { board, shifts, training, availableFrom, mayLeaveCounty, mayLeaveProvince };
    const { declined } = await act(WishChange, {
      id,
      input: {
        wish: {
          ...kept,
          occupations: trades,
          anyTrade: trades.length === 0,
          places: listed(places),
          lodging,
          wageFloor: wageFloor === null ? null : String(wageFloor * 100),
        },
      },
    });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t('改意向', 'Change the wishes')} close={close}>
      <Form fields={fields} submit={submit} action={t('保存', 'Save')} cancel={close}>
        <TextField
          label={t('工种', 'Trades')}
          hint={t('最多三个，用顿号分开；空白即不限', 'Up to three; blank is any')}
          {...fields.of('occupations')}
        />
        <TextField label={t('想去的地方', 'Places')} required {...fields.of('places')} />
        <NumberField label={t('最低月工资（元）', 'Least monthly wage (yuan)')} min={0} {...fields.of('wageFloor')} />
        <CheckField label={t('要求包住', 'Wants lodging')} {...fields.of('lodging')} />
      </Form>
    </Dialog>
  );
}
