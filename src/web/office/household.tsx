import { useRoute } from 'preact-iso';
import {
  OfficeHousehold,
  OfficeHouseholdAssist,
  OfficeHouseholdConfirm,
  OfficeHouseholdEndorse,
  OfficeHouseholdExit,
  OfficeHouseholdForward,
  OfficeHouseholdPublicise,
  type OfficeHouseholdQuery,
  OfficeHouseholdReject,
  OfficeHouseholdReview,
  OfficeHouseholdStabilise,
} from '../generated/office.ts';
import { act, confirm, day, type Declined, Empty, Page, Shown, t, Table, toast, useAsk, word } from '../ui/index.ts';
import { Clock } from './clock.tsx';

type Household = NonNullable<OfficeHouseholdQuery['household']>;

/** One family: its clock, its people, its steps, its measures. */
export function HouseholdPage() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(OfficeHousehold, { id });
  return (
    <Shown asked={asked}>
      {({ household: one }) =>
        one ? (
          <Page title={t('零就业家庭', 'Zero-employment household')} actions={<Steps household={one} again={asked.reload} />}>
            <section>
              <dl class="facts">
                <dt>{t('状态', 'State')}</dt>
                <dd>
                  <span class="tag">{word('HouseholdState', one.state)}</span> {t(`第 ${one.episode} 次`, `episode ${one.episode}`)}
                </dd>
                <dt>{t('下一步期限', 'Next step due')}</dt>
                <dd>
                  <Clock dueOn={one.dueOn} />
                </dd>
                {one.noticeUntil && (
                  <>
                    <dt>{t('公示至', 'On notice until')}</dt>
                    <dd>{day(one.noticeUntil)}</dd>
                  </>
                )}
                <dt>{t('社区', 'Community')}</dt>
                <dd>{one.region.name}</dd>
                <dt>{t('责任人', 'Officer')}</dt>
                <dd>{one.officerName ?? '–'}</dd>
                <dt>{t('援助卡', 'Card')}</dt>
                <dd>{one.card?.number ? `${one.card.number}，${t('有效期至', 'valid until')} ${day(one.card.validUntil)}` : '–'}</dd>
                <dt>{t('援助计划', 'Plan')}</dt>
                <dd>{one.plan?.aim ?? '–'}</dd>
              </dl>
            </section>
            <section>
              <Table
                caption={t('家庭成员', 'Members')}
                rows={one.members}
                keyOf={({ seeker, joinedOn }) => `${seeker?.id} ${joinedOn}`}
                columns={[
                  { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.name ?? '–' },
                  { key: 'relation', head: t('关系', 'Relation'), cell: ({ relation }) => word('HouseholdRelation', relation) },
                  { key: 'standing', head: t('情形', 'Standing'), cell: ({ standing }) => word('MemberStanding', standing) },
                  { key: 'joined', head: t('加入', 'Joined'), cell: ({ joinedOn }) => day(joinedOn) },
                  { key: 'left', head: t('退出', 'Left'), cell: ({ leftOn }) => day(leftOn) },
                ]}
              />
            </section>
            <section>
              <Table
                caption={t('办理过程', 'Steps')}
                rows={one.steps}
                keyOf={({ number }) => String(number)}
                columns={[
                  { key: 'no', head: t('序', 'No.'), cell: ({ number }) => number },
                  { key: 'state', head: t('步骤', 'Step'), cell: ({ state }) => word('HouseholdState', state) },
                  { key: 'on', head: t('日期', 'Date'), cell: ({ takenOn }) => day(takenOn) },
                  { key: 'by', head: t('经办', 'By'), cell: ({ byName }) => byName ?? t('系统', 'system') },
                  { key: 'note', head: t('说明', 'Note'), cell: ({ note, ground }) => note ?? (ground ? word('RevocationGround', ground) : '') },
                  { key: 'due', head: t('下一步期限', 'Next due'), cell: ({ dueOn }) => day(dueOn) },
                ]}
              />
            </section>
            <section>
              <Table
                caption={t('援助措施', 'Measures')}
                rows={one.measures}
                keyOf={(measure) => measure.id}
                empty={<p>{t('还没有援助措施。', 'No measures yet.')}</p>}
                columns={[
                  { key: 'kind', head: t('措施', 'Measure'), cell: ({ kind }) => word('MeasureKind', kind) },
                  { key: 'who', head: t('对象', 'For'), cell: ({ seeker }) => seeker?.name ?? '–' },
                  { key: 'state', head: t('状态', 'State'), cell: ({ state }) => <span class="tag">{word('MeasureState', state)}</span> },
                  { key: 'on', head: t('提供日', 'Offered'), cell: ({ offeredOn }) => day(offeredOn) },
                  {
                    key: 'what',
                    head: t('内容', 'What'),
                    cell: ({ vacancy, employer, venue, base, reason }) =>
                      vacancy?.title ?? employer?.name ?? venue?.name ?? base?.name ?? reason ?? '–',
                  },
                ]}
              />
            </section>
          </Page>
        ) : (
          <Empty title={t('没有这个家庭，或不在您的管辖范围内。', 'No such household, or out of your sight.')}>
            <a href="/office/households">{t('回到名单', 'Back to the list')}</a>
          </Empty>
        )
      }
    </Shown>
  );
}

interface Step {
  readonly action: string;
  readonly ask?: string;
  readonly danger?: boolean;
  readonly work: (id: string, words: string) => Promise<{ declined: readonly Declined[] }>;
}

/** What may come next from each state; whether the caller's level may take it is the server's answer. */
function stepsFrom(state: Household['state']): Step[] {
  const reject: Step = {
    action: t('不予认定', 'Do not recognise'),
    ask: t('原因', 'Reason'),
    danger: true,
    work: (id, reason) => act(OfficeHouseholdReject, { id, input: { reason } }),
  };
  const found = t('核查情况', 'What was found');
  switch (state) {
    case 'DECLARED':
    case 'RELAPSED':
      return [
        { action: t('社区核查', 'Community review'), ask: found, work: (id, note) => act(OfficeHouseholdReview, { id, input: { note } }) },
        reject,
      ];
    case 'COMMUNITY_REVIEW':
      return [{ action: t('公示', 'Put on notice'), work: (id) => act(OfficeHouseholdPublicise, { id, input: {} }) }, reject];
    case 'PUBLICISED':
    case 'OBJECTION':
      return [{ action: t('报街道复核', 'Forward to the street'), work: (id) => act(OfficeHouseholdForward, { id, input: {} }) }, reject];
    case 'STREET_REVIEW':
      return [
        { action: t('街道同意', 'The street endorses'), ask: found, work: (id, note) => act(OfficeHouseholdEndorse, { id, input: { note } }) },
        reject,
      ];
    case 'COUNTY_CONFIRM':
      return [
        {
          action: t('区县确认', 'The county confirms'),
          ask: t('责任人的登录名', 'Account name of the officer'),
          work: (id, officer) => act(OfficeHouseholdConfirm, { id, input: { officer } }),
        },
        reject,
      ];
    case 'RECOGNISED':
      return [
        {
          action: t('制定援助计划', 'Make the plan'),
          ask: t('目标和做法', 'What is to be reached, and how'),
          work: (id, aim) => act(OfficeHouseholdAssist, { id, input: { aim } }),
        },
      ];
    case 'CLEARED':
      return [{ action: t('稳定就业', 'The work lasted'), ask: found, work: (id, note) => act(OfficeHouseholdStabilise, { id, input: { note } }) }];
    case 'STABLE':
      return [{ action: t('退出', 'Take it off the list'), work: (id) => act(OfficeHouseholdExit, { id, input: {} }) }];
    default:
      return [];
  }
}

function Steps({ household, again }: { readonly household: Household; readonly again: () => void }) {
  const take = async ({ action, ask, danger, work }: Step): Promise<void> => {
    const done = await confirm({
      title: action,
      text: t('办理后记入过程，不能删除；下一步的期限随即开始。', 'The step is written down for good, and the clock of the next begins.'),
      action,
      danger: danger ?? false,
      ...(ask === undefined ? {} : { reason: ask }),
      work: async (words) => (await work(household.id, words)).declined,
    });
    if (!done) return;
    toast(`${action} ✓`);
    again();
  };
  return (
    <>
      {stepsFrom(household.state).map((step) => (
        <button key={step.action} type="button" class={step.danger ? undefined : 'primary'} onClick={() => void take(step)}>
          {step.action}
        </button>
      ))}
    </>
  );
}
