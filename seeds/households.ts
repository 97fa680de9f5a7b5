import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from '../src/modules/accounts/account.js';
import type { DifficultyState } from '../src/modules/employment/difficulty.js';
import { EmploymentDifficulty } from '../src/modules/employment/difficulty.js';
import { Employment } from '../src/modules/employment/employment.js';
import { Unemployment } from '../src/modules/employment/unemployment.js';
import { acceptMeasure, offerMeasure, openVenue, refuseMeasure } from '../src/modules/households/assistance.service.js';
import {
  HouseholdDeclareInput,
  InspectionRecordInput,
  MeasureOfferInput,
  MeasureRefuseInput,
  VenueOpenInput,
} from '../src/modules/households/household.inputs.js';
import * as steps from '../src/modules/households/household.service.js';
import { recordInspection } from '../src/modules/households/inspection.service.js';
import { Institution } from '../src/modules/institutions/institution.js';
import { Placement } from '../src/modules/placements/placement.js';
import { Region } from '../src/modules/regions/region.js';
import { Seeker } from '../src/modules/seekers/seeker.js';
import { Vacancy } from '../src/modules/vacancies/vacancy.js';
import { ANONYMOUS, type Level, type Viewer } from '../src/platform/access/viewer.js';
import { plusDays } from '../src/platform/clock/clock.js';
import type { Context } from '../src/platform/graphql/context.js';
import { idOf } from './regions.js';

interface Place {
  id: string;
  code: string;
  name: string;
  path: string;
}

/** The street and the community whose offices serve the demonstration households. */
const STREET = '500101001';
const COMMUNITY = '500101001001';
/** Where each household has come to, and on which day before today it was declared. */
const STORIES = [
  ['DECLARED', 2],
  ['PUBLICISED', 3],
  ['OBJECTION', 9],
  ['STREET_REVIEW', 12],
  ['RECOGNISED', 45],
  ['ASSISTED', 24],
  ['CLEARED', 50],
  ['RELAPSED', 60],
  ['EXITED', 160],
] as const;
type Story = (typeof STORIES)[number][0];
const REACHED: readonly Story[] = ['STREET_REVIEW', 'RECOGNISED', 'ASSISTED', 'CLEARED', 'RELAPSED', 'EXITED'];
const after = (story: Story, stage: Story): boolean => REACHED.indexOf(story) >= REACHED.indexOf(stage);

/** People whom the households and registers take: each household a couple, the registers one each. */
const REGISTERED = 14;
export const RESIDENTS = STORIES.length * 2 + REGISTERED;

export interface Programme {
  readonly places: ReadonlyMap<string, Place>;
  /** Ids of people without work and in nobody's list, who live in the community from now on. */
  readonly residents: readonly string[];
  readonly day: string;
}

/** Offices of a community, a street and a county, two clerks each; what they did over half a year, each step on its day. */
export async function seedHouseholds(outer: EntityManager, { places, residents: people, day }: Programme): Promise<string> {
  // Placements change households behind the entities, which are therefore read anew.
  const em = outer.fork({ keepTransactionContext: true, clear: true }) as EntityManager;
  await assumedCalendar(em, day);
  const community = places.get(COMMUNITY)!;
  const residents = await em.find(Seeker, { id: { $in: people } }, { orderBy: { id: 'asc' } });
  const couples = coupled(residents);
  for (const seeker of residents)
    Object.assign(seeker, { region: ref(Region, community.id), regionPath: community.path, agricultural: false, situation: 'UNEMPLOYED' });
  const station = await em.findOneOrFail(Institution, { regionPath: places.get(STREET)!.path });
  const clerks = seedClerks(em, places);
  await em.flush();
  const alone = residents.filter((one) => !couples.flat().includes(one.id));
  await seedRegisters(em, alone, station, clerks, day);
  const ids: string[] = [];
  for (const [at, [story, before]] of STORIES.entries()) {
    em.clear();
    ids.push(await live(em, story, couples[at]!, { clerks, station, declaredOn: plusDays(day, -before), day }));
  }
  await clockAt(em, day, day);
  const overdue = ids[STORIES.findIndex(([story]) => story === 'RECOGNISED')]!;
  const inspection = Object.assign(new InspectionRecordInput(), {
    region: STREET,
    inspectedOn: plusDays(day, -5),
    summary: '专项检查：抽查社区台账和援助方案落实情况',
    findings: [{ household: overdue, problem: '认定后超过期限，尚无一人就业，未制定援助方案', dueOn: plusDays(day, 10) }],
  });
  await recordInspection(em, clerks('county', 1), inspection);
  await em.flush();
  for (const table of [
    'household',
    'household_member',
    'household_step',
    'assistance_measure',
    'assistance_venue',
    'inspection',
    'inspection_finding',
  ])
    await em.execute(`update ${table} set synthetic = true`);
  return ids[STORIES.findIndex(([story]) => story === 'ASSISTED')]!;
}

/** A man and a woman for each story. */
function coupled(residents: readonly Seeker[]): [string, string][] {
  const [men, women] = [residents.filter((one) => one.sex === 'MALE'), residents.filter((one) => one.sex === 'FEMALE')];
  return STORIES.map((_, at) => [men[at]!.id, women[at]!.id]);
}

/** Weekends alone: no holidays of these years are known here. */
async function assumedCalendar(em: EntityManager, day: string): Promise<void> {
  const year = Number(day.slice(0, 4));
  for (const one of [year - 1, year, year + 1])
    await em.execute(
      "insert into calendar_year (year, source, assumed) values (?, '演示用假定：只计周末 assumed: weekends only', true) on conflict do nothing",
      [one],
    );
}

/** The one clock stands on a day while its steps are taken; the difference goes with the transaction's last step. */
const clockAt = (em: EntityManager, day: string, today: string): Promise<unknown> =>
  em.execute("update app_clock set shift = (?::date - ?::date) * interval '1 day'", [day, today]);

type Clerks = (level: Exclude<Level, 'city'>, number: 0 | 1) => Viewer;

function seedClerks(em: EntityManager, places: ReadonlyMap<string, Place>): Clerks {
  const offices = { community: places.get(COMMUNITY)!, street: places.get(STREET)!, county: places.get('500101')! };
  const viewers = new Map<string, Viewer>();
  for (const [level, place] of Object.entries(offices))
    for (const number of [0, 1]) {
      const [id, name] = [idOf('clerk', level, number), `演示${place.name}${number === 0 ? '经办' : '复核'}`];
      em.persist(Object.assign(new Account(), { id, role: 'OFFICE', name, region: ref(Region, place.id), synthetic: true }));
      viewers.set(`${level} ${number}`, { ...ANONYMOUS, role: 'office', userId: id, name, level: level as Level, regionPath: place.path });
    }
  return (level, number) => viewers.get(`${level} ${number}`)!;
}

interface Scene {
  readonly clerks: Clerks;
  readonly station: Institution;
  readonly declaredOn: string;
  readonly day: string;
}

/** One household from its declaration to where its story ends. */
async function live(em: EntityManager, story: Story, couple: readonly [string, string], scene: Scene): Promise<string> {
  const { clerks, declaredOn, day } = scene;
  const [head, spouse] = [await em.findOneOrFail(Seeker, { id: couple[0] }), await em.findOneOrFail(Seeker, { id: couple[1] })];
  const at = (days: number): Promise<unknown> => clockAt(em, plusDays(declaredOn, days), day);
  const [registrar, visitor, director, officer, county, exit] = [
    clerks('community', 0),
    clerks('community', 1),
    clerks('street', 1),
    clerks('street', 0),
    clerks('county', 0),
    clerks('county', 1),
  ];
  await at(0);
  const member = { seeker: head.id, relation: 'HEAD', standing: 'WORKING_AGE' } as const;
  const input = Object.assign(new HouseholdDeclareInput(), { community: COMMUNITY, familySize: 3, members: [member] });
  const context = { viewer: registrar } as unknown as Context;
  const { id } = await steps.declareHousehold(em, context, input, head);
  await em.flush();
  await steps.joinHousehold(em, context, id, { seeker: spouse.id, relation: 'SPOUSE', standing: 'WORKING_AGE' }, spouse);
  const take = async (work: Promise<unknown>): Promise<void> => {
    await work;
    await em.flush();
  };
  if (story === 'DECLARED') return id;
  await at(1);
  await take(steps.reviewHousehold(em, visitor, id, '入户核查：夫妻均无业，靠低保生活'));
  await at(2);
  await take(steps.publiciseHousehold(em, registrar, id));
  if (story === 'PUBLICISED') return id;
  if (story === 'OBJECTION') {
    await at(3);
    await take(steps.objectHousehold(em, director, id, '居民反映丈夫在外做零工，请再核实'));
    return id;
  }
  await at(8);
  await take(steps.forwardHousehold(em, visitor, id));
  if (story === 'STREET_REVIEW') return id;
  await at(11);
  await take(steps.endorseHousehold(em, director, id, '复核属实'));
  await at(13);
  await take(steps.confirmHousehold(em, county, id, officer.name!));
  if (!after(story, 'ASSISTED')) return id;
  await at(15);
  await take(steps.assistHousehold(em, officer, id, '优先安排一人到公益性岗位，另一人推荐焊工或家政'));
  await offers(em, id, story, [head, spouse], officer);
  if (!after(story, 'CLEARED')) return id;
  await at(21);
  await placed(em, head, scene, plusDays(declaredOn, 21));
  em.clear();
  if (story === 'RELAPSED') {
    await at(50);
    await em.execute("update placement set ending_on = ?, ending_cause = 'DISMISSED' where seeker_id = ?", [plusDays(declaredOn, 50), head.id]);
  }
  if (story !== 'EXITED') return id;
  await at(120);
  await take(steps.stabiliseHousehold(em, visitor, id, '回访：在岗满三个月，工资按月发放'));
  await at(125);
  await take(steps.exitHousehold(em, exit, id));
  return id;
}

async function offers(em: EntityManager, id: string, story: Story, [head, spouse]: [Seeker, Seeker], officer: Viewer): Promise<void> {
  const offer = async (seeker: Seeker, values: Partial<MeasureOfferInput>): Promise<string> => {
    const measure = await offerMeasure(em, officer, id, Object.assign(new MeasureOfferInput(), { seeker: seeker.id, ...values }));
    await em.flush();
    return measure.id;
  };
  const [vacancy] = await em.find(Vacancy, { state: 'OPEN' }, { orderBy: { id: 'asc' }, limit: 1 });
  const post = await offer(head, { kind: 'DIRECTED_PLACEMENT', vacancy: vacancy!.id });
  if (story !== 'ASSISTED') {
    await acceptMeasure(em, officer, post);
    await em.flush();
    return;
  }
  const venue = Object.assign(new VenueOpenInput(), { name: '高笋塘再就业一条街', kind: 'RE_EMPLOYMENT_STREET', region: STREET, stalls: 40 });
  const street = await openVenue(em, officer, venue);
  await em.flush();
  const refused = await offer(spouse, { kind: 'VENUE_STALL', venue: street.id });
  await refuseMeasure(em, officer, refused, Object.assign(new MeasureRefuseInput(), { withCause: true, reason: '需在家照顾病人' }));
  await em.flush();
}

/** A hire that was confirmed on the day. */
async function placed(em: EntityManager, seeker: Seeker, { station }: Scene, on: string): Promise<void> {
  const [vacancy] = await em.find(Vacancy, { state: 'OPEN', headCount: { $gt: 10 }, hiredCount: { $lt: 5 } }, { orderBy: { id: 'desc' }, limit: 1 });
  vacancy!.hireOne();
  const placement = Object.assign(new Placement(), {
    seeker: ref(seeker),
    vacancy: ref(vacancy!),
    employerId: vacancy!.employer.id,
    institution: ref(station),
    institutionPath: station.regionPath,
    channel: 'REFERRAL',
    state: 'CONFIRMED',
    hiredOn: plusDays(on, -2),
    confirmedOn: on,
    evidence: 'CONTRACT',
    synthetic: true,
  });
  await em.persist(placement).flush();
}

/** How far each person hard to employ has come. */
const DIFFICULTIES: readonly DifficultyState[] = ['APPLIED', 'PUBLICISED', 'RECOGNISED', 'ASSISTED'];

/** Both registers: people who look for work, two whose registration was cancelled, people who work for themselves. */
async function seedRegisters(em: EntityManager, people: readonly Seeker[], station: Institution, clerks: Clerks, day: string): Promise<void> {
  const from = { institution: ref(station), institutionPath: station.regionPath, synthetic: true };
  for (const [at, seeker] of people.entries()) {
    const registeredOn = plusDays(day, -150 + at * 10);
    if (at < 9)
      em.persist(
        Object.assign(new Unemployment(), {
          ...from,
          id: idOf('unemployment', at),
          seeker: ref(seeker),
          cause: (['LAID_OFF', 'CONTRACT_ENDED', 'NEVER_WORKED'] as const)[at % 3],
          registeredOn,
          lastContactOn: plusDays(day, -at * 7),
          ...(at % 4 === 3 ? { state: 'CANCELLED', cancelledOn: plusDays(day, -3), cancelReason: 'SELF_EMPLOYED' } : {}),
        }),
      );
    if (at % 4 === 3 || at >= 9)
      em.persist(
        Object.assign(new Employment(), {
          ...from,
          id: idOf('employment', at),
          seeker: ref(seeker),
          kind: at % 2 === 0 ? 'FLEXIBLE' : 'SELF_EMPLOYED',
          startedOn: plusDays(day, -3 - at),
          registeredOn: plusDays(day, -3),
          dueOn: plusDays(day, 27 - at),
        }),
      );
    const state = at % 4 === 3 ? undefined : DIFFICULTIES[at];
    if (state === undefined) continue;
    const recognised = state === 'RECOGNISED' || state === 'ASSISTED';
    em.persist(
      Object.assign(new EmploymentDifficulty(), {
        ...from,
        id: idOf('difficulty', at),
        seeker: ref(seeker),
        category: at % 2 === 0 ? 'MLA_RECIPIENT' : 'SINGLE_PARENT',
        evidence: '低保证和社区证明，原件已核',
        state,
        appliedOn: registeredOn,
        noticeUntil: state === 'APPLIED' ? null : plusDays(registeredOn, 5),
        recognisedOn: recognised ? plusDays(registeredOn, 7) : null,
        recheckOn: recognised ? plusDays(registeredOn, 372) : null,
        byId: clerks('community', 0).userId,
      }),
    );
  }
  await em.flush();
}
