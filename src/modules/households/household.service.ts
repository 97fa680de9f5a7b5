import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Level, Viewer } from '../../platform/access/viewer.js';
import { plusMonths, today } from '../../platform/clock/clock.js';
import type { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { cleanText } from '../../platform/privacy/text.js';
import { deadlineOf, parameterOf } from '../employment/parameter.queries.js';
import { seekerInSight, stepBy } from '../employment/procedure.js';
import { employed, ofWorkingAge } from '../employment/unemployment.service.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { countyAbove, regionByCode } from '../regions/region.queries.js';
import type { Seeker } from '../seekers/seeker.js';
import {
  AssistancePlan,
  CLOCKS,
  CONTINUED,
  ENDED,
  Household,
  HouseholdCard,
  HouseholdMember,
  type HouseholdRelation,
  type HouseholdState,
  HouseholdStep,
  LEVELS_OF,
  type MemberStanding,
  REJECTING,
  type RevocationGround,
} from './household.js';
import type { HouseholdDeclareInput, HouseholdMemberInput } from './household.inputs.js';

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', ...field.split('.')], { zh, en });
};

interface Step {
  readonly to: HouseholdState;
  readonly byId: string;
  readonly day: string;
  readonly note?: string | null;
  readonly ground?: RevocationGround;
}

/** Writes the step down and starts, continues or stops the clock. */
async function written(em: EntityManager, household: Household, { to, byId, day, note = null, ground }: Step): Promise<void> {
  const clock = CLOCKS[to];
  if (clock !== undefined) household.dueOn = await deadlineOf(em, clock, household.regionPath, day);
  else if (!CONTINUED.includes(to)) household.dueOn = null;
  // A relapse that followed from a placement while its year had no holiday table: told now, or refused.
  else household.dueOn ??= await deadlineOf(em, 'CLEARANCE', household.regionPath, household.since);
  Object.assign(household, { since: day, byId, stepCount: household.stepCount + 1 });
  const { dueOn, regionPath, stepCount: number } = household;
  em.persist(
    Object.assign(new HouseholdStep(), {
      household: ref(household),
      regionPath,
      number,
      state: to,
      takenOn: day,
      dueOn,
      byId,
      note,
      ground: ground ?? null,
    }),
  );
}

/** A household of the caller's division, locked. */
export async function householdOf(em: EntityManager, viewer: Viewer, id: string): Promise<Household> {
  const household = await found(em.findOne(Household, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (viewer.regionPath === null || !inside(household.regionPath, viewer.regionPath)) await found(Promise.resolve(null));
  return household;
}

interface Taken {
  readonly household: Household;
  readonly day: string;
}

/** The next step of a household: allowed from where it stands, at its level, by another person than the step before. */
async function take(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  to: HouseholdState,
  { note, ground, guard }: { note?: string; ground?: RevocationGround; guard?: (taken: Taken) => Promise<void> } = {},
): Promise<Household> {
  const household = await householdOf(em, viewer, id);
  const levels: readonly Level[] = to === 'REJECTED' ? (REJECTING[household.state] ?? []) : LEVELS_OF[to];
  household.moveTo(to);
  const byId = stepBy(viewer, levels, household.byId);
  const day = await today(em);
  await guard?.({ household, day });
  await written(em, household, {
    to,
    byId,
    day,
    note: note === undefined ? null : neededWords(note, 'note'),
    ...(ground === undefined ? {} : { ground }),
  });
  if (ENDED.includes(to)) await endMembership(em, household, day);
  return household;
}

async function endMembership(em: EntityManager, household: Household, day: string): Promise<void> {
  if (household.card.number !== null) household.card.withdrawnOn = day;
  await em.flush();
  await em.execute('update household_member set open = false where household_id = ? and open', [household.id]);
}

/** A declaration at the community, or the street above it. */
export async function declareHousehold(em: EntityManager, context: Context, input: HouseholdDeclareInput, shown?: Seeker): Promise<Household> {
  const { viewer } = context;
  const community = regionByCode(input.community);
  assertInside(viewer, community.path, ['input', 'community']);
  if (community.level !== 'COMMUNITY') refuse('community', '请填写到社区', 'Give the community');
  if (input.familySize < input.members.length || input.familySize > 30)
    refuse('familySize', '家庭人口不能少于所列成员，不多于 30 人', 'The family has at least the listed members, and 30 at most');
  if (input.members.filter((one) => one.relation === 'HEAD').length !== 1)
    refuse('members', '须有且只有一名户主', 'One member is the head, and only one');
  const byId = stepBy(viewer, LEVELS_OF.DECLARED, null);
  const day = await today(em);
  const household = Object.assign(new Household(), {
    region: ref(Region, community.id),
    regionPath: community.path,
    familySize: input.familySize,
    since: day,
  });
  em.persist(household);
  for (const [at, member] of input.members.entries()) await listed(em, context, household, member, ['input', 'members', String(at)], day, shown);
  await written(em, household, { to: 'DECLARED', byId, day });
  return household;
}

const ineligible = (path: readonly string[], zh: string, en: string): never => {
  throw new Refusal('NOT_ELIGIBLE', path, { zh, en });
};

/** Lists a person; whoever counts is of working age, and before recognition without work. */
async function listed(
  em: EntityManager,
  context: Context,
  household: Household,
  { seeker: id, relation, standing }: { seeker: string; relation: HouseholdRelation; standing: MemberStanding },
  path: readonly string[],
  day: string,
  shown?: Seeker,
): Promise<void> {
  const seeker = shown ?? (await seekerInSight(em, context, id, [...path, 'seeker']));
  const { regionPath } = household;
  if (standing === 'WORKING_AGE' && !(await ofWorkingAge(em, seeker, regionPath, day)))
    ineligible([...path, 'standing'], '不在劳动年龄内，不能计为劳动年龄成员', 'Not of working age: does not count');
  if (standing === 'STUDENT' && seeker.situation !== 'STUDENT') ineligible([...path, 'standing'], '登记信息不是在校学生', 'Not on file as a student');
  if (household.officerId === null && (await employed(em, seeker.id)))
    ineligible([...path, 'seeker'], '该成员已就业，不是零就业家庭', 'The member has work: the household is not without');
  em.persist(Object.assign(new HouseholdMember(), { household: ref(household), regionPath, seeker: ref(seeker), relation, standing, joinedOn: day }));
}

/** Somebody counts, and nobody works: asked again at each check, by the registers as they stand. */
async function assertZero(em: EntityManager, household: Household): Promise<void> {
  const members = await em.find(HouseholdMember, { household: household.id, open: true });
  if (!members.some((one) => one.standing === 'WORKING_AGE')) ineligible(['id'], '没有劳动年龄内的成员', 'No member is of working age');
  for (const member of members)
    if (await employed(em, member.seeker.id)) ineligible(['id'], '已有成员就业，不是零就业家庭', 'A member has work: the household is not without');
}

const changeable = (household: Household): void => {
  if (ENDED.includes(household.state))
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该家庭已不在办理或名单中', en: 'The household is not on its way or on the list' });
};

const atHome = (viewer: Viewer): string => stepBy(viewer, ['community', 'street'], null);

/** Somebody moves in. What follows from their work, and that of the others, follows at once. */
export async function joinHousehold(
  em: EntityManager,
  context: Context,
  id: string,
  member: HouseholdMemberInput,
  shown?: Seeker,
): Promise<Household> {
  const household = await householdOf(em, context.viewer, id);
  changeable(household);
  atHome(context.viewer);
  if (member.relation === 'HEAD') refuse('member.relation', '户主只有一名', 'There is one head');
  const count = await em.count(HouseholdMember, { household: id, open: true });
  household.familySize = Math.max(household.familySize, count + 1);
  await listed(em, context, household, member, ['input', 'member'], await today(em), shown);
  await settled(em, household);
  return household;
}

export async function leaveHousehold(em: EntityManager, viewer: Viewer, id: string, seekerId: string): Promise<Household> {
  const household = await householdOf(em, viewer, id);
  changeable(household);
  atHome(viewer);
  const path = ['input', 'seeker'];
  const member = await found(em.findOne(HouseholdMember, { household: id, seeker: seekerId, open: true }), path);
  if (member.relation === 'HEAD') ineligible(path, '户主迁出须重新申报', 'When the head leaves, the household is declared anew');
  Object.assign(member, { leftOn: await today(em), open: false });
  await settled(em, household);
  return household;
}

/** What the work of those who are now its members makes of it. */
async function settled(em: EntityManager, household: Household): Promise<void> {
  await em.flush();
  await em.execute('select household_settle(?)', [household.id]);
  await em.refresh(household);
}

export const reviewHousehold = (em: EntityManager, viewer: Viewer, id: string, note: string): Promise<Household> =>
  take(em, viewer, id, 'COMMUNITY_REVIEW', { note });

/** The check bears the declaration out: what is least is shown in public for its period. */
export const publiciseHousehold = (em: EntityManager, viewer: Viewer, id: string): Promise<Household> =>
  take(em, viewer, id, 'PUBLICISED', {
    guard: async ({ household, day }) => {
      await assertZero(em, household);
      household.noticeUntil = await deadlineOf(em, 'PUBLIC_NOTICE', household.regionPath, day);
    },
  });

export const objectHousehold = (em: EntityManager, viewer: Viewer, id: string, note: string): Promise<Household> =>
  take(em, viewer, id, 'OBJECTION', {
    note,
    guard: async ({ household, day }) => {
      if (household.noticeUntil! < day) ineligible(['id'], '公示期已满', 'The public notice is over');
    },
  });

/** The notice ended without objection: the street has the household before it. */
export const forwardHousehold = (em: EntityManager, viewer: Viewer, id: string): Promise<Household> =>
  take(em, viewer, id, 'STREET_REVIEW', {
    guard: async ({ household, day }) => {
      if (household.noticeUntil! >= day) ineligible(['id'], '公示期未满', 'The public notice still runs');
    },
  });

export const endorseHousehold = (em: EntityManager, viewer: Viewer, id: string, note: string): Promise<Household> =>
  take(em, viewer, id, 'COUNTY_CONFIRM', { note, guard: ({ household }) => assertZero(em, household) });

export const rejectHousehold = (em: EntityManager, viewer: Viewer, id: string, note: string): Promise<Household> =>
  take(em, viewer, id, 'REJECTED', { note });

/** The county recognises: card, officer, and the clock of clearance. */
export const confirmHousehold = (em: EntityManager, viewer: Viewer, id: string, officer: string): Promise<Household> =>
  take(em, viewer, id, 'RECOGNISED', {
    guard: async ({ household, day }) => {
      await assertZero(em, household);
      await assign(em, household, officer, day);
      household.card = Object.assign(new HouseholdCard(), {
        number: await cardNumber(em, household.regionPath, day),
        issuedOn: day,
        validUntil: await deadlineOf(em, 'CARD_VALIDITY', household.regionPath, day),
      });
    },
  });

async function cardNumber(em: EntityManager, path: string, day: string): Promise<string> {
  const [row] = (await em.execute("select nextval('household_card_number')::int as number")) as [{ number: number }];
  return `${countyAbove(path)?.code ?? ''}-${day.slice(0, 4)}-${String(row.number).padStart(6, '0')}`;
}

/** Exactly one officer answers for a household: somebody of its community or street. */
async function assign(em: EntityManager, household: Household, officer: string, day: string): Promise<void> {
  const [row] = (await em.execute('select id, region_path as path, level from office_account(?)', [cleanText(officer)])) as {
    id: string;
    path: string;
    level: string;
  }[];
  if (!row || !inside(household.regionPath, row.path) || !['TOWNSHIP', 'COMMUNITY'].includes(row.level))
    throw new Refusal('NOT_FOUND', ['input', 'officer'], {
      zh: '该社区或街道没有这名工作人员，请填写其登录名',
      en: 'No officer of that name at the community or street; give the name of the account',
    });
  Object.assign(household, { officerId: row.id, officerSince: day });
}

const onList = (household: Household): void => {
  if (household.officerId === null) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该家庭尚未认定', en: 'The household is not recognised' });
  changeable(household);
};

export async function reassignHousehold(em: EntityManager, viewer: Viewer, id: string, officer: string): Promise<Household> {
  const household = await householdOf(em, viewer, id);
  onList(household);
  stepBy(viewer, ['street', 'county'], null);
  await assign(em, household, officer, await today(em));
  return household;
}

export async function renewCard(em: EntityManager, viewer: Viewer, id: string): Promise<Household> {
  const household = await householdOf(em, viewer, id);
  onList(household);
  stepBy(viewer, ['street', 'county'], null);
  household.card.validUntil = await deadlineOf(em, 'CARD_VALIDITY', household.regionPath, await today(em));
  return household;
}

/** The responsible officer makes the plan, after a recognition and after each relapse. */
export const assistHousehold = (em: EntityManager, viewer: Viewer, id: string, aim: string): Promise<Household> =>
  take(em, viewer, id, 'ASSISTED', {
    guard: async ({ household, day }) => {
      if (household.officerId !== viewer.userId) ineligible(['id'], '援助方案由责任人制定', 'The plan is made by the responsible officer');
      household.plan = Object.assign(new AssistancePlan(), { aim: neededWords(aim, 'aim'), madeOn: day });
    },
  });

/** Work that began with the clearance lasted for the period that holds there. */
export const stabiliseHousehold = (em: EntityManager, viewer: Viewer, id: string, note: string): Promise<Household> =>
  take(em, viewer, id, 'STABLE', {
    note,
    guard: async ({ household, day }) => {
      const from = await deadlineOf(em, 'STABILITY', household.regionPath, household.since);
      if (day < from) ineligible(['id'], `稳定期到 ${from} 为止`, `It counts as lasting from ${from} on`);
    },
  });

export const exitHousehold = (em: EntityManager, viewer: Viewer, id: string): Promise<Household> => take(em, viewer, id, 'EXITED');

/** Refused offers end assistance only once they are as many, within a year, as the parameter says. */
export const revokeHousehold = (em: EntityManager, viewer: Viewer, id: string, ground: RevocationGround, note: string): Promise<Household> =>
  take(em, viewer, id, 'REVOKED', {
    note,
    ground,
    guard: async ({ household, day }) => {
      if (ground !== 'REFUSED_OFFERS') return;
      const needed = await parameterOf(em, 'REFUSALS', household.regionPath, day);
      const [row] = (await em.execute(
        "select count(*)::int as count from assistance_measure where household_id = ? and state = 'REFUSED' and not with_cause and answered_on > ?::date",
        [id, plusMonths(day, -12)],
      )) as [{ count: number }];
      if (row.count < needed)
        ineligible(
          ['input', 'ground'],
          `一年内无故拒绝 ${row.count} 次，满 ${needed} 次方可取消`,
          `Refused without cause ${row.count} times in a year; ${needed} are needed`,
        );
    },
  });
