import { isDeepStrictEqual } from 'node:util';
import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { fullYears, latestDay, now, plusDays, today } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { type Message, Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { seal } from '../../platform/privacy/envelope.js';
import { maskPhone, parsePhone, type ParsedPhone } from '../../platform/privacy/phone.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import { maskResidentId } from '../../platform/privacy/resident-id.js';
import type { Vault } from '../../platform/privacy/vault.js';
import { inside, openInstitution } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { certificateNames } from '../vacancies/certificates.js';
import { EDUCATION_RANK } from '../vacancies/terms.js';
import { Circumstances } from './circumstances.js';
import { readIdNumber } from './id-number.js';
import { keeps, NOT_THEIR_KEEPER } from './keeping.js';
import { indexInUse, inHand, numberInHand, PersonKey, PersonSecret, placeOf, sealPerson, secretOf } from './person.js';
import { Registration, type RegistrationState, Seeker, TravelGroup } from './seeker.js';
import type { SeekerFormReviseInput, SeekerRegisterInput } from './seeker.inputs.js';
import type { SeekerWishChangeInput } from './wish.inputs.js';
import { checkReach, wishOf } from './wish.service.js';

const VALID_DAYS = 180;
const WORKING_AGE = 16;
const GONE = { zh: '此人的资料正在变更，请重试', en: 'This person is being changed; try again' };

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', ...field.split('.')], { zh, en });
};

/** What of a form stays as it stood when somebody registers a person whom others serve. */
export const FORM_FIELDS = [
  'region',
  'phone',
  'householdRegion',
  'agricultural',
  'resettler',
  'situation',
  'education',
  'major',
  'skillLevel',
  'certificates',
  'heightCm',
  'workHistory',
  'circumstances',
  'travelGroup',
  'newTravelGroup',
  'wish',
] as const;
export type FormField = (typeof FORM_FIELDS)[number];
/** Where somebody lives decides who sees them, and by the phone they are reached: theirs alone to change who keep the person. */
export const KEPT: ReadonlySet<FormField> = new Set(['region', 'phone']);

/** Whom registrations came upon: what the audit must know of, also when one is refused, and what was left as it stood. */
export interface Meetings {
  /** People whose ID number came with another name: a guess. */
  readonly strangers: string[];
  /** People whom others serve, and whoever registers them did not. */
  readonly met: string[];
  /** What of the form said otherwise and was left. */
  readonly left: FormField[];
}
export const noMeetings = (): Meetings => ({ strangers: [], met: [], left: [] });

/**
 * One person for each ID number; each call adds a registration event. A second open one at the same institution is refused.
 * The form of a person whom the caller did not serve is left as it stands.
 */
export async function registerSeeker(
  em: EntityManager,
  viewer: Viewer,
  vault: Vault,
  input: SeekerRegisterInput,
  meetings: Meetings,
): Promise<Registration> {
  const institution = await openInstitution(em, viewer, input.institution);
  const own =
    viewer.role === 'intermediary'
      ? institution.id === viewer.institutionId
      : viewer.regionPath !== null && inside(institution.regionPath, viewer.regionPath);
  if (!own) await found(Promise.resolve(null), ['input', 'institution']);
  const day = await today(em);
  const validUntil = input.validUntil ?? plusDays(day, VALID_DAYS);
  if (validUntil < day) refuse('validUntil', '有效期不能早于今天', 'The last valid day cannot be before today');
  const latest = latestDay(day);
  if (validUntil > latest)
    refuse('validUntil', `有效期不能晚于 ${latest}（五年之内）`, `The last valid day is within five years, ${latest} at the latest`);
  const seeker = await personOf(em, viewer, vault, input, day, meetings);
  const registration = Object.assign(new Registration(), {
    seeker: ref(seeker),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    registeredOn: day,
    validUntil,
    officer: viewer.name,
  });
  em.persist(registration);
  return registration;
}

async function personOf(
  em: EntityManager,
  viewer: Viewer,
  vault: Vault,
  input: SeekerRegisterInput,
  day: string,
  meetings: Meetings,
): Promise<Seeker> {
  const id = readIdNumber(input.idNumber, vault, day);
  if (fullYears(id.birthOn, day) < WORKING_AGE) {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'idNumber'], { zh: '未满 16 周岁，不能办理求职登记', en: 'Nobody under 16 may be registered' });
  }
  const phone = phoneOf(input.phone);
  const indexVersion = await indexInUse(em, vault.keys);
  await numberInHand(em, vault.keys, id.value);
  const known = await secretOf(em, vault.keys, id.value);
  const fresh = new Seeker();
  await inHand(em, 'person', known?.seeker.id ?? fresh.id);
  const seeker = known ? await em.findOneOrFail(Seeker, { id: known.seeker.id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true }) : fresh;
  if (seeker.state !== 'ACTIVE') throw new Refusal('CONFLICT', ['input', 'idNumber'], GONE);
  const name = cleanText(input.name);
  if (name === '') return refuse('name', '请填写姓名', 'Give the name');
  if (freeText(name) !== name) return refuse('name', '姓名中不能有证件号码或电话', 'A name holds no ID number and no phone');
  if (!known || seeker.name !== name) {
    Object.assign(fresh, { name, sex: id.sex, birthOn: id.birthOn, idNumberMasked: maskResidentId(id.value) });
    if (phone) fresh.phoneMasked = maskPhone(phone.value);
    await fill(em, viewer, fresh, input);
    fresh.wish = wishOf(input.wish, fresh.regionPath);
    if (known) {
      // Last of all: a form that is wrong anywhere is refused alike whether somebody has the number or not. Whoever tries
      // one leaves a registration behind, or a look-up.
      meetings.strangers.push(seeker.id);
      return refuse('name', '姓名与证件号码不符，请核对证件', 'Name and ID number do not belong together; compare with the document');
    }
    em.persist([fresh, ...sealPerson(vault.keys, fresh, { idNumber: id.value, phone: phone?.value ?? null }, indexVersion)]);
    return fresh;
  }
  const kept = await keeps(em, viewer, seeker.id);
  if (!kept && !(await serves(em, viewer, seeker))) {
    meetings.met.push(seeker.id);
    meetings.left.push(...otherwise(seeker, input, phone));
    return seeker;
  }
  if (kept && phone) await putPhone(em, vault, seeker, phone);
  if (!kept) meetings.left.push(...otherwise(seeker, { region: input.region, idempotencyKey: input.idempotencyKey }, phone));
  await fill(em, viewer, seeker, kept ? input : { ...input, region: undefined });
  seeker.wish = wishOf(input.wish, seeker.regionPath);
  return seeker;
}

/** Fields of a form that say otherwise than what stands; a phone by what is shown of it. A form that is wrong is refused as ever. */
function otherwise(seeker: Seeker, input: SeekerFormReviseInput & Partial<SeekerRegisterInput>, phone: Phone | null): FormField[] {
  const form = formOf(seeker, input);
  const wish = input.wish && wishOf(input.wish, form.regionPath ?? seeker.regionPath);
  const stated: Partial<Record<FormField, unknown>> = {
    ...form,
    ...(wish ? { wish } : {}),
    ...(phone ? { phone: maskPhone(phone.value) } : {}),
    ...(input.travelGroup === undefined ? {} : { travelGroup: { id: input.travelGroup } }),
    ...(input.newTravelGroup === undefined ? {} : { newTravelGroup: input.newTravelGroup }),
  };
  const standing = (field: FormField): unknown =>
    field === 'phone' ? seeker.phoneMasked : field === 'newTravelGroup' ? seeker.travelGroup : seeker[field];
  return FORM_FIELDS.filter((field) => field in stated && !isDeepStrictEqual(plain(stated[field]), plain(standing(field))));
}

/** A reference as its id, an embedded value as its members. */
const plain = (value: unknown): unknown => {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value ?? null;
  return 'id' in value ? value.id : { ...value };
};

/** What is said of a field that was left. */
export const leftAs = (field: FormField): Message =>
  KEPT.has(field)
    ? {
        zh: '登记已办理，这一项维持原样；需要更改的，请由本人居住地的就业服务机构办理',
        en: 'Registered; this stays as it was. To change it, ask the public office where the person lives',
      }
    : {
        zh: '登记已办理，这一项维持原样；请与本人核对，需要更改的再修改其资料或意向',
        en: 'Registered; this stays as it was. Compare with the person, then put their form or wish right where it is wrong',
      };

async function putPhone(em: EntityManager, vault: Vault, seeker: Seeker, { value }: Phone): Promise<void> {
  seeker.phoneMasked = maskPhone(value);
  (await em.findOneOrFail(PersonSecret, { seeker: seeker.id })).phone = await sealedPhone(em, vault, seeker, value);
}

async function sealedPhone(em: EntityManager, { keys }: Vault, seeker: Seeker, phone: string): Promise<Buffer> {
  const { wrappedKey } = await em.findOneOrFail(PersonKey, { seeker: seeker.id });
  return seal(keys, wrappedKey, placeOf('phone', seeker.id), phone);
}

type Phone = Extract<ParsedPhone, { ok: true }>;
function phoneOf(text: string | undefined): Phone | null {
  const phone = text === undefined ? null : parsePhone(text);
  if (phone === null || phone.ok) return phone;
  return refuse('phone', '电话号码有误：请填手机号，或带区号的固定电话', 'The phone is not valid: a mobile number, or a landline with its area code');
}

/** What the form says beside who the person is and what they look for; what it does not say stays as it was. */
async function fill(em: EntityManager, viewer: Viewer, seeker: Seeker, input: SeekerFormReviseInput): Promise<void> {
  Object.assign(seeker, formOf(seeker, input), await groupOfTravel(em, viewer, seeker, input));
}

function formOf(seeker: Seeker, input: SeekerFormReviseInput): Partial<Seeker> {
  const { skillLevel, heightCm } = input;
  if (skillLevel !== undefined && (skillLevel < 1 || skillLevel > 5))
    refuse('skillLevel', '技能等级须为 5（初级工）到 1（高级技师）', 'A skill level is 5 (beginner) to 1 (senior technician)');
  if (heightCm !== undefined && (heightCm < 50 || heightCm > 250)) refuse('heightCm', '身高须以厘米填写', 'Give the height in centimetres');
  const home = input.region === undefined ? undefined : regionByCode(input.region);
  const household = input.householdRegion === undefined ? undefined : regionByCode(input.householdRegion);
  const education = input.education ?? seeker.education;
  const number = input.circumstances?.householdNumber;
  const stated = { ...input.circumstances, householdNumber: number === undefined ? undefined : freeText(number) };
  return {
    ...(home ? { region: ref(Region, home.id), regionPath: home.path } : {}),
    ...(household ? { householdRegion: ref(Region, household.id) } : {}),
    agricultural: input.agricultural ?? seeker.agricultural,
    resettler: input.resettler ?? seeker.resettler,
    situation: input.situation ?? seeker.situation,
    education,
    educationRank: EDUCATION_RANK[education],
    major: input.major === undefined ? seeker.major : freeText(input.major),
    skillLevel: skillLevel ?? seeker.skillLevel,
    certificates: certificateNames(input.certificates ?? seeker.certificates),
    heightCm: heightCm ?? seeker.heightCm,
    workHistory: input.workHistory === undefined ? seeker.workHistory : freeText(input.workHistory),
    circumstances: Object.assign(new Circumstances(), seeker.circumstances, given(stated)),
  };
}

const given = (input: object): object => Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));

/** A group that somebody joins has a member whom the caller serves, and a couple room; a new one has nobody yet. */
async function groupOfTravel(em: EntityManager, viewer: Viewer, seeker: Seeker, input: SeekerFormReviseInput): Promise<Partial<Seeker>> {
  const path = ['input', 'travelGroup'];
  if (input.travelGroup !== undefined) {
    const members = await em.find(Seeker, { travelGroup: input.travelGroup });
    const served = await Promise.all(members.map((one) => serves(em, viewer, one)));
    if (!served.includes(true)) await found(Promise.resolve(null), path);
    if (seeker.travelGroup?.id !== input.travelGroup) await assertRoom(em, input.travelGroup, path);
    return { travelGroup: ref(TravelGroup, input.travelGroup) };
  }
  if (input.newTravelGroup === undefined) return {};
  const { name, kind } = input.newTravelGroup;
  // Written with its instant, so that nothing is read back: before it has a member nobody sees it.
  const group = Object.assign(new TravelGroup(), { name: freeText(name), kind, createdAt: await now(em) });
  em.persist(group);
  return { travelGroup: ref(group) };
}

/** A couple is two. One at a time joins a group; members out of sight count. */
async function assertRoom(em: EntityManager, id: string, path: readonly string[]): Promise<void> {
  await within(em).rows(sql`select pg_advisory_xact_lock(hashtextextended(${`travel-group:${id}`}, 0))`);
  const [row] = await within(em).rows(sql`select t.kind, group_size(t.id)::int as size from travel_group t where t.id = ${id}::uuid`);
  const [kind, size] = row as [TravelGroup['kind'], number];
  if (kind !== 'COUPLE' || size < 2) return;
  throw new Refusal('NOT_ELIGIBLE', path, {
    zh: '该夫妻同行组已有两人；三人以上同行的，请另建家人或同乡同行组',
    en: 'This couple is two already; for more people make a group of family or of one village',
  });
}

/** Offices serve residents and those registered in their division, an intermediary its roster; a seeker answers for themself. */
export async function serves(em: EntityManager, viewer: Viewer, seeker: Seeker): Promise<boolean> {
  if (viewer.role === 'seeker') return viewer.seekerId === seeker.id;
  if (viewer.role === 'office' && viewer.regionPath !== null && inside(seeker.regionPath, viewer.regionPath)) return true;
  const registrations = await em.find(Registration, { seeker: seeker.id });
  return registrations.some((one) => received(viewer, one));
}

export const received = (viewer: Viewer, registration: Registration): boolean =>
  (viewer.role === 'office' && viewer.regionPath !== null && inside(registration.institutionPath, viewer.regionPath)) ||
  (viewer.role === 'intermediary' && registration.institution.id === viewer.institutionId);

async function servedSeeker(em: EntityManager, viewer: Viewer, id: string): Promise<Seeker> {
  const seeker = await found(em.findOne(Seeker, { id, state: 'ACTIVE' }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!(await serves(em, viewer, seeker))) await found(Promise.resolve(null));
  await inHand(em, 'person', id);
  return seeker;
}

/** What a person looks for from now on; matches follow at once. */
export async function changeWish(em: EntityManager, viewer: Viewer, id: string, input: SeekerWishChangeInput): Promise<Seeker> {
  const seeker = await servedSeeker(em, viewer, id);
  return Object.assign(seeker, { wish: wishOf(input.wish, seeker.regionPath) });
}

/** Puts the form of a person right, ID document aside; a wish that the new home forbids is refused. */
export async function reviseForm(em: EntityManager, viewer: Viewer, vault: Vault, id: string, input: SeekerFormReviseInput): Promise<Seeker> {
  const phone = phoneOf(input.phone);
  const seeker = await servedSeeker(em, viewer, id);
  const moved = input.region !== undefined && regionByCode(input.region).id !== seeker.region.id;
  if ((moved || phone) && !(await keeps(em, viewer, id))) throw new Refusal('NOT_ELIGIBLE', ['input', moved ? 'region' : 'phone'], NOT_THEIR_KEEPER);
  await fill(em, viewer, seeker, input);
  checkReach(seeker.wish, seeker.regionPath);
  if (phone) await putPhone(em, vault, seeker, phone);
  return seeker;
}

/** Offices and intermediaries handle what they received; a seeker their own. */
export async function moveRegistration(em: EntityManager, viewer: Viewer, id: string, to: RegistrationState): Promise<Registration> {
  const registration = await found(em.findOne(Registration, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  const own = received(viewer, registration) || (viewer.role === 'seeker' && registration.seeker.id === viewer.seekerId);
  if (!own) await found(Promise.resolve(null));
  registration.moveTo(to);
  return registration;
}

/** Ends registrations whose last day is over; returns how many. */
export async function expireRegistrations(em: EntityManager): Promise<number> {
  return (
    await em.execute("update registration set state = 'EXPIRED' where state in ('ACTIVE', 'SUSPENDED') and valid_until < app_today() returning id")
  ).length;
}

/** Somebody who works is served: every active registration ends as PLACED, wherever it was received. */
export async function placeRegistrations(em: EntityManager, seekerId: string): Promise<void> {
  await em.execute('select registrations_placed(?)', [seekerId]);
}

/** Days for which somebody whose work ended looks for other work under the registration there was; ours, no public rule. */
const REOPENED_DAYS = 90;

/** The latest registration that work had ended is active again, unless its institution has an open one meanwhile. */
export async function reopenRegistration(em: EntityManager, seekerId: string): Promise<void> {
  await em.execute('select registration_reopened(?, ?)', [seekerId, REOPENED_DAYS]);
}
