import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { fullYears, plusDays, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { seal } from '../../platform/privacy/envelope.js';
import { maskPhone, parsePhone } from '../../platform/privacy/phone.js';
import { redact } from '../../platform/privacy/redact.js';
import { maskResidentId } from '../../platform/privacy/resident-id.js';
import { cleanText } from '../../platform/privacy/text.js';
import type { Vault } from '../../platform/privacy/vault.js';
import { Institution } from '../institutions/institution.js';
import { inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { EDUCATION_RANK } from '../vacancies/terms.js';
import { groupOf, occupationNamed } from '../vacancies/trades.js';
import { readIdNumber } from './id-number.js';
import { indexInUse, PersonKey, placeOf, sealPerson, secretOf } from './person.js';
import { Registration, type RegistrationState, Seeker, TravelGroup } from './seeker.js';
import type { SeekerRegisterInput, WishInput } from './seeker.inputs.js';
import { Wish } from './wish.js';

const VALID_DAYS = 180;
const WORKING_AGE = 16;
const GONE = { zh: '此人的资料正在变更，请重试', en: 'This person is being changed; try again' };

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', ...field.split('.')], { zh, en });
};

export function wishOf(input: WishInput): Wish {
  const occupations = (input.occupations ?? []).map(occupationNamed);
  if (occupations.length === 0 && !input.anyTrade)
    refuse('wish.occupations', '请至少选择一个工种，或选择“不限”', 'Give at least one trade, or say that any would do');
  if (input.places.length === 0) refuse('wish.places', '请至少选择一个地区', 'Give at least one place');
  if (input.wageFloor !== undefined && input.wageFloor < 0n) refuse('wish.wageFloor', '最低工资不能为负', 'The least pay is not negative');
  const places = input.places.map(regionByCode);
  return Object.assign(new Wish(), {
    occupations,
    tradeGroups: [...new Set(occupations.map((code) => groupOf(code) as string))],
    anyTrade: input.anyTrade ?? false,
    places: places.map((one) => one.code),
    placePaths: places.map((one) => one.path),
    wageFloor: input.wageFloor ?? null,
    board: input.board ?? false,
    lodging: input.lodging ?? false,
    shifts: input.shifts ?? [],
    availableFrom: input.availableFrom ?? null,
    training: input.training ?? false,
  });
}

/** What is written in words about a person; numbers that belong under seal are left out. */
const freeText = (text: string): string => redact(cleanText(text));

/** People whose ID number came with another name: a guess that the audit must know of, also when it is refused. */
export type Strangers = string[];

/** One person for each ID number; each call adds a registration event. A second open one at the same institution is refused. */
export async function registerSeeker(
  em: EntityManager,
  viewer: Viewer,
  vault: Vault,
  input: SeekerRegisterInput,
  strangers: Strangers,
): Promise<Registration> {
  const institution = await found(em.findOne(Institution, { id: input.institution ?? viewer.institutionId ?? '', state: 'OPEN' }), [
    'input',
    'institution',
  ]);
  const own =
    viewer.role === 'intermediary'
      ? institution.id === viewer.institutionId
      : viewer.regionPath !== null && inside(institution.regionPath, viewer.regionPath);
  if (!own) await found(Promise.resolve(null), ['input', 'institution']);
  const day = await today(em);
  const validUntil = input.validUntil ?? plusDays(day, VALID_DAYS);
  if (validUntil < day) refuse('validUntil', '有效期不能早于今天', 'The last valid day cannot be before today');
  const seeker = await personOf(em, vault, input, day, strangers);
  const registration = Object.assign(new Registration(), {
    seeker: ref(seeker),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    registeredOn: day,
    validUntil,
  });
  em.persist(registration);
  return registration;
}

async function personOf(em: EntityManager, vault: Vault, input: SeekerRegisterInput, day: string, strangers: Strangers): Promise<Seeker> {
  const id = readIdNumber(input.idNumber, vault, day);
  if (fullYears(id.birthOn, day) < WORKING_AGE) {
    throw new Refusal('NOT_ELIGIBLE', ['input', 'idNumber'], { zh: '未满 16 周岁，不能办理求职登记', en: 'Nobody under 16 may be registered' });
  }
  const phone = input.phone === undefined ? null : parsePhone(input.phone);
  if (phone && !phone.ok)
    return refuse(
      'phone',
      '电话号码有误：请填手机号，或带区号的固定电话',
      'The phone is not valid: a mobile number, or a landline with its area code',
    );
  const indexVersion = await indexInUse(em, vault.keys);
  const known = await secretOf(em, vault.keys, id.value);
  const seeker = known
    ? await em.findOneOrFail(Seeker, { id: known.seeker.id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true })
    : new Seeker();
  if (seeker.state !== 'ACTIVE') throw new Refusal('CONFLICT', ['input', 'idNumber'], GONE);
  const name = cleanText(input.name);
  if (freeText(name) !== name) return refuse('name', '姓名中不能有证件号码或电话', 'A name holds no ID number and no phone');
  if (known && seeker.name !== name) {
    strangers.push(seeker.id);
    return refuse('name', '姓名与证件号码不符，请核对证件', 'Name and ID number do not belong together; compare with the document');
  }
  const region = regionByCode(input.region);
  const education = input.education ?? 'NONE';
  Object.assign(seeker, {
    name,
    sex: id.sex,
    birthOn: id.birthOn,
    idNumberMasked: maskResidentId(id.value),
    region: ref(Region, region.id),
    regionPath: region.path,
    agricultural: input.agricultural ?? seeker.agricultural,
    resettler: input.resettler ?? seeker.resettler,
    situation: input.situation ?? seeker.situation,
    education,
    educationRank: EDUCATION_RANK[education],
    major: input.major === undefined ? seeker.major : freeText(input.major),
    skillLevel: input.skillLevel ?? seeker.skillLevel,
    certificates: (input.certificates ?? seeker.certificates).map(cleanText),
    heightCm: input.heightCm ?? seeker.heightCm,
    workHistory: input.workHistory === undefined ? seeker.workHistory : freeText(input.workHistory),
    wish: wishOf(input.wish),
    ...(phone ? { phoneMasked: maskPhone(phone.value) } : {}),
    ...(await groupOfTravel(em, input)),
  });
  em.persist(seeker);
  if (!known) em.persist(sealPerson(vault.keys, seeker, { idNumber: id.value, phone: phone?.value ?? null }, indexVersion));
  else if (phone) known.phone = await sealedPhone(em, vault, seeker, phone.value);
  return seeker;
}

async function sealedPhone(em: EntityManager, { keys }: Vault, seeker: Seeker, phone: string): Promise<Buffer> {
  const { wrappedKey } = await em.findOneOrFail(PersonKey, { seeker: seeker.id });
  return seal(keys, wrappedKey, placeOf('phone', seeker.id), phone);
}

async function groupOfTravel(em: EntityManager, input: SeekerRegisterInput): Promise<Partial<Seeker>> {
  if (input.travelGroup !== undefined)
    return { travelGroup: ref(await found(em.findOne(TravelGroup, { id: input.travelGroup }), ['input', 'travelGroup'])) };
  if (input.newTravelGroup === undefined) return {};
  const group = Object.assign(new TravelGroup(), { name: freeText(input.newTravelGroup) });
  em.persist(group);
  return { travelGroup: ref(group) };
}

/** Offices and intermediaries handle what they received; a seeker their own. */
export async function moveRegistration(em: EntityManager, viewer: Viewer, id: string, to: RegistrationState): Promise<Registration> {
  const registration = await found(em.findOne(Registration, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  const own =
    (viewer.role === 'office' && viewer.regionPath !== null && inside(registration.institutionPath, viewer.regionPath)) ||
    (viewer.role === 'intermediary' && registration.institution.id === viewer.institutionId) ||
    (viewer.role === 'seeker' && registration.seeker.id === viewer.seekerId);
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
