import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Account, type AccountRole } from '../src/modules/accounts/account.js';
import { ApiKey, newApiKey } from '../src/modules/accounts/api-key.js';
import { hashPassword } from '../src/modules/accounts/password.js';
import { readableSecret } from '../src/modules/accounts/secret.js';
import { Institution, type InstitutionKind } from '../src/modules/institutions/institution.js';
import { Region } from '../src/modules/regions/region.js';
import { syntheticCreditCode } from '../src/modules/vacancies/credit-code.js';
import { Consent, ConsentText } from '../src/modules/seekers/consent.js';
import { Employer } from '../src/modules/vacancies/employer.js';
import { payFromTerms } from '../src/modules/vacancies/vacancy.service.js';
import { Conditions, EDUCATION_RANK, Requirements } from '../src/modules/vacancies/terms.js';
import { groupOf } from '../src/modules/vacancies/trades.js';
import { checkMinimumWage } from '../src/modules/vacancies/labour-law.js';
import { MinimumWage, MinimumWages } from '../src/modules/vacancies/minimum-wage.js';
import { Vacancy, type VacancyState } from '../src/modules/vacancies/vacancy.js';
import { now, plusDays, today } from '../src/platform/clock/clock.js';
import type { Vault } from '../src/platform/privacy/vault.js';
import { seedBenefits } from './benefits.js';
import { seedBrands, seedLicences } from './brands.js';
import { seedFair } from './fairs.js';
import { RESIDENTS, seedHouseholds } from './households.js';
import { type KnownPlace, seedPeople, VALID_DAYS } from './people.js';
import { Registration } from '../src/modules/seekers/seeker.js';
import { seedAgencyOrder, seedDispatched, seedOrder } from './orders.js';
import { seedPlaces } from './places.js';
import { employerName, POST_KINDS } from './posts.js';
import { seedProgrammes } from './programmes.js';
import { Random } from './random.js';
import { seedAgencyReferrals, seedReferrals } from './referrals.js';
import { idOf } from './regions.js';
import { seedTransfers } from './transfers.js';

export const DEMO_SEED = 20_071_130;

export interface DemoFacts {
  tokens: Record<Lowercase<AccountRole>, string>;
  /** With what people sign in at their desks. */
  users: Record<Lowercase<Exclude<AccountRole, 'KIOSK'>>, { name: string; password: string }>;
  ids: Record<
    | 'employer'
    | 'vacancy'
    | 'draft'
    | 'review'
    | 'institution'
    | 'seeker'
    | 'registration'
    | 'agency'
    | 'rosterSeeker'
    | 'referral'
    | 'agreement'
    | 'plan'
    | 'quota'
    | 'reservation'
    | 'order'
    | 'fair'
    | 'booth'
    | 'household'
    | 'loan'
    | 'subsidyClaim',
    string
  >;
}

export type Progress = (zh: string, en: string, done: number, of: number) => void;

interface Place {
  id: string;
  code: string;
  name: string;
  path: string;
  level: string;
}

const EMPLOYERS_PER_KIND = 4;
const VACANCIES = 1_200;
const SEEKERS = 600;
const TRANSFERRED = 120;
/** The first people are those of referrals and examples. */
const SPARED = 200;
const OLDEST_DAYS = 48 * 365;
const AGENCY_SHARE = 0.15;
/** Counties of the reservoir area in Chongqing, codes of 2023. */
const RESERVOIR = new Set([
  '500101',
  '500102',
  '500112',
  '500113',
  '500115',
  '500116',
  '500154',
  '500156',
  '500230',
  '500233',
  '500235',
  '500236',
  '500237',
  '500238',
  '500240',
]);
/** A county's street and town stations are network members but for one in seventeen, which has no institution yet. */
const WITHOUT_STATION = 17;

/** The demonstration world: deterministic but for the day it starts on; every row is marked synthetic. */
export async function seedDemo(em: EntityManager, vault: Vault, progress: Progress): Promise<DemoFacts> {
  const random = new Random(DEMO_SEED);
  const places = (await em.execute("select id, code, name, path, level from region where revision <> 'Y2007'")) as Place[];
  const placeOf = new Map(places.map((one) => [one.code, one]));
  const institutions = seedInstitutions(em, places);
  await em.flush();
  progress('机构', 'institutions', institutions.length, institutions.length);
  const publicOnes = new Map(institutions.filter((one) => one.kind === 'PUBLIC_EMPLOYMENT_SERVICE').map((one) => [one.regionPath, one]));
  const agency = institutions.find((one) => one.kind === 'LICENSED_AGENCY')!;

  const employers = POST_KINDS.map((kind, kindAt) =>
    Array.from({ length: EMPLOYERS_PER_KIND }, (_, at) => {
      const place = placeOf.get(kind.places[at % kind.places.length]!)!;
      const number = kindAt * EMPLOYERS_PER_KIND + at + 1;
      return synthetic(new Employer(), {
        id: idOf('employer', number),
        name: employerName(random, place.name, kind),
        creditCode: syntheticCreditCode(number),
        region: ref(Region, place.id),
        regionPath: place.path,
        ownership: random.pick(['民营', '国有', '外资', '个体']),
        state: 'VERIFIED',
      });
    }),
  );
  em.persist(employers.flat());
  await em.flush();
  progress('用人单位', 'employers', employers.flat().length, employers.flat().length);

  const day = await today(em);
  seedLicences(
    em,
    institutions.filter((one) => one.kind === 'LICENSED_AGENCY'),
    day,
  );
  const start = await now(em);
  const wages = minimumWages(placeOf, day);
  em.persist(wages);
  const onFile = new MinimumWages(wages);
  const cityBureau = publicOnes.get(placeOf.get('500000')!.path)!;
  let [draft, review] = ['', ''];
  const open: Vacancy[] = [];
  for (let at = 0; at < VACANCIES; at++) {
    const kindAt = at % POST_KINDS.length;
    const kind = POST_KINDS[kindAt]!;
    const place = placeOf.get(random.pick(kind.places))!;
    const receiver = publicOnes.get(place.path) ?? (random.chance(0.3) ? agency : cityBureau);
    const state = stateOf(at);
    const lift = random.whole(0, 10);
    const from = kind.perDay ? kind.from + lift * 5 : kind.from + lift * 100;
    const to = kind.perDay ? kind.to + lift * 5 : kind.to + lift * 100;
    const agesFrom = kind.ages[0];
    const vacancy = synthetic(new Vacancy(), {
      id: idOf('vacancy', at),
      title: kind.title,
      employer: ref(random.pick(employers[kindAt]!)),
      institution: ref(receiver),
      institutionPath: receiver.regionPath,
      region: ref(Region, place.id),
      placePath: place.path,
      occupationCode: kind.occupation,
      tradeGroup: groupOf(kind.occupation),
      headCount: random.chance(0.1) ? random.whole(80, 200) : random.whole(1, 20),
      pay: payFromTerms(
        {
          from,
          to,
          period: kind.perDay ? 'DAY' : 'MONTH',
          basis: kind.basis ?? 'TIME',
          negotiable: false,
          monthsPerYear: null,
          board: null,
          lodging: null,
        },
        null,
      ),
      requirements: Object.assign(new Requirements(), {
        ageMin: agesFrom,
        ageMax: kind.ages[1],
        education: kind.education,
        educationRank: EDUCATION_RANK[kind.education],
        certificates: kind.certificates ?? [],
      }),
      conditions: Object.assign(new Conditions(), { shift: kind.shift, lodging: kind.lodging, board: kind.lodging, insurances: ['WORK_INJURY'] }),
      validFrom: plusDays(day, -random.whole(0, 20)),
      validUntil: plusDays(day, random.whole(10, 90)),
      state,
      reason: state === 'REJECTED' ? '未写明工作地址，请补充后重新提交' : null,
      openedAt: state === 'OPEN' ? new Date(start.getTime() - random.whole(0, 20 * 24 * 60) * 60_000) : null,
      source: 'GENERATED',
    });
    checkMinimumWage(vacancy, onFile, day);
    if (state === 'DRAFT' && draft === '' && receiver === agency) draft = vacancy.id;
    if (state === 'UNDER_REVIEW' && review === '') review = vacancy.id;
    open.push(vacancy);
    em.persist(vacancy);
    if (at % 300 === 299) {
      await em.flush();
      progress('岗位', 'vacancies', at + 1, VACANCIES);
    }
  }
  await em.flush();
  const county = publicOnes.get(placeOf.get('500154')!.path)!;
  const homes = places.filter((one) => one.level === 'COUNTY' && RESERVOIR.has(one.code));
  const receiver = (home: KnownPlace): Institution => (random.chance(AGENCY_SHARE) ? agency : publicOnes.get(home.path)!);
  const people = seedPeople(em, vault, random, { receiver, places: placeOf, homes }, SEEKERS, day);
  await em.flush();
  em.clear(); // what is stored is no longer compared at each flush
  progress('求职人员', 'seekers', people.length, people.length);
  const referrals = await seedReferrals(em, people, employers[0]![0]!.id, day);
  await seedAgencyReferrals(em, people.slice(0, -TRANSFERRED), agency.id, day);
  await endingSoon(em, agency.id, day);
  progress('推荐', 'referrals', referrals.length, referrals.length);
  const broker = institutions.find((one) => one.kind === 'LABOUR_BROKER')!;
  seedBrands(em, random, { seekers: people.map((one) => one.seeker), places: placeOf, broker }, day);
  await em.flush();
  const held = await seedPlaces(em, { places: placeOf, offices: publicOnes, agency, random, day });
  progress('劳务合作协议与名额', 'agreements and places', 1, 1);
  const transfers = await seedTransfers(em, people.slice(-TRANSFERRED), day);
  progress('转移就业', 'transfers', transfers.length, transfers.length);
  const order = await seedOrder(em, day);
  progress('用工订单', 'an order', 1, 1);
  const grown = people.slice(SPARED, -TRANSFERRED).filter(({ seeker }) => seeker.birthOn > plusDays(day, -OLDEST_DAYS));
  const residents = grown.slice(-RESIDENTS).map(({ seeker }) => seeker.id);
  await seedProgrammes(em, { places, offices: publicOnes, seekers: people.map((one) => one.seeker), random, day });
  progress('培训、目标考核、充分就业社区', 'training, targets and communities', 1, 1);
  const household = await seedHouseholds(em, { places: placeOf, residents, day });
  progress('零就业家庭与就业失业登记', 'households and registers', RESIDENTS, RESIDENTS);
  const stage = { people: people.map((one) => one.seeker), employers: employers.flat(), offices: publicOnes, places: placeOf, day };
  const benefits = await seedBenefits(em, stage);
  progress('补贴、减免与小额贷款', 'subsidies, reliefs and loans', 1, 1);
  const inRoster = people.find((one) => one.registration.institution.id === agency.id)!;
  await seedDispatched(em, employers[0]![0]!.id, day);
  await seedAgencyOrder(em, agency.id, inRoster.seeker.id, day);
  progress('中介和用人单位的订单', 'orders of an agency and an employer', 2, 2);
  const [first] = people;
  const scope = { office: placeOf.get('500000')!, institution: cityBureau, agency, employer: employers[0]![0]!, seekerId: first!.seeker.id };
  const tokens = seedAccounts(em, scope);
  const text = await em.findOneOrFail(ConsentText, { purpose: 'CONTACT', version: 1 });
  const consent = { seeker: ref(first!.seeker), text: ref(text), purpose: 'CONTACT', employer: ref(scope.employer), source: 'SEEKER' };
  em.persist(synthetic(new Consent(), { id: idOf('consent', 0), ...consent }));
  await em.flush();
  const display = idOf('account', 'KIOSK');
  const fair = await seedFair(em, random, { institution: cityBureau, place: placeOf.get('500108')!, vacancies: open, display }, day);
  progress('招聘会', 'a job fair', 1, 1);
  const ids = {
    employer: scope.employer.id,
    vacancy: idOf('vacancy', 0),
    draft,
    review,
    institution: county.id,
    seeker: first!.seeker.id,
    registration: first!.registration.id,
    agency: agency.id,
    rosterSeeker: inRoster.seeker.id,
    referral: referrals[0]!.id,
    household,
    ...benefits,
    ...held,
    order,
    ...fair,
  };
  return { tokens, users: await givePasswords(em), ids };
}

const ENDING_SOON = 4;

/** Some registrations of an agency end within weeks: what its desk reminds of. */
async function endingSoon(em: EntityManager, institution: string, day: string): Promise<void> {
  const some = await em.find(Registration, { institution, state: 'ACTIVE' }, { orderBy: { registeredOn: 'asc', id: 'asc' }, limit: ENDING_SOON });
  for (const [at, one] of some.entries()) {
    one.validUntil = plusDays(day, 4 + at * 6);
    one.registeredOn = plusDays(one.validUntil, -VALID_DAYS);
  }
  await em.flush();
}

/** Of fifty notices one is a draft, one waits for review; of a hundred one was refused. */
function stateOf(at: number): VacancyState {
  if (at % 50 === 49) return 'DRAFT';
  if (at % 50 === 48) return 'UNDER_REVIEW';
  return at % 100 === 47 ? 'REJECTED' : 'OPEN';
}

/** Assumed, so that the check can be seen: no published values. */
function minimumWages(places: ReadonlyMap<string, Place>, day: string): MinimumWage[] {
  const year = `${day.slice(0, 4)}-01-01`;
  const values = [
    ['500000', 200_000n, 2_000n],
    ['500103', 210_000n, 2_100n],
  ] as const;
  return values.map(([code, monthly, hourly]) => {
    const place = places.get(code)!;
    return synthetic(new MinimumWage(), {
      id: idOf('minimum-wage', code),
      region: ref(Region, place.id),
      regionPath: place.path,
      effectiveOn: year,
      monthly,
      hourly,
      source: '演示用假定值',
      assumed: true,
    });
  });
}

/** Passwords of their own for the demonstration accounts of people, as different in each world as the keys. */
async function givePasswords(em: EntityManager): Promise<DemoFacts['users']> {
  const users: [string, { name: string; password: string }][] = [];
  for (const { id, name, role } of await em.find(Account, { synthetic: true })) {
    if (role === 'KIOSK' || id !== idOf('account', role)) continue;
    const password = readableSecret(3);
    await em.execute('insert into password (account_id, hash) values (?, ?)', [id, await hashPassword(password)]);
    users.push([role.toLowerCase(), { name, password }]);
  }
  return Object.fromEntries(users) as DemoFacts['users'];
}

const synthetic = <T extends object>(row: T, values: Partial<Record<keyof T, unknown>>): T => Object.assign(row, values, { synthetic: true });

function seedInstitutions(em: EntityManager, places: readonly Place[]): Institution[] {
  const made: Institution[] = [];
  const add = (name: string, kind: InstitutionKind, place: Place, networkMember: boolean): void => {
    const row = synthetic(new Institution(), {
      id: idOf('institution', kind, name, place.code),
      name,
      kind,
      region: ref(Region, place.id),
      regionPath: place.path,
      address: `${place.name}政务服务大厅就业窗口`,
      networkMember,
    });
    made.push(row);
    em.persist(row);
  };
  const inCity = places.filter((one) => one.code.startsWith('50'));
  for (const one of inCity)
    if (one.level === 'COUNTY' || one.level === 'PROVINCE') add(`${one.name}公共就业服务中心`, 'PUBLIC_EMPLOYMENT_SERVICE', one, true);
  const townships = inCity.filter((one) => one.level === 'TOWNSHIP').sort((a, b) => (a.code < b.code ? -1 : 1));
  townships.forEach((one, at) => {
    if (at % WITHOUT_STATION !== WITHOUT_STATION - 1) add(`${one.name}社会保障服务站`, 'GRASSROOTS_STATION', one, true);
  });
  for (const [name, code] of [
    ['渝峡人力资源有限公司', '500103'],
    ['万川劳务有限公司', '500101'],
    ['开州劳务经纪', '500154'],
  ] as const) {
    const place = inCity.find((one) => one.code === code)!;
    add(name, name.endsWith('经纪') ? 'LABOUR_BROKER' : 'LICENSED_AGENCY', place, false);
  }
  return made;
}

function seedAccounts(
  em: EntityManager,
  about: { office: Place; institution: Institution; agency: Institution; employer: Employer; seekerId: string },
): DemoFacts['tokens'] {
  const account = (role: AccountRole, name: string, scope: Partial<Account> = {}): string => {
    const { secret, prefix, hash } = newApiKey();
    const row = synthetic(new Account(), { id: idOf('account', role), role, name, ...scope });
    em.persist(row);
    em.persist(synthetic(new ApiKey(), { id: idOf('key', role), account: ref(row), prefix, hash, demonstration: true }));
    return secret;
  };
  return {
    kiosk: account('KIOSK', '演示触摸屏'),
    seeker: account('SEEKER', '演示求职者', { seekerId: about.seekerId }),
    intermediary: account('INTERMEDIARY', '演示中介', { institution: ref(about.agency) }),
    office: account('OFFICE', '演示市就业局', { region: ref(Region, about.office.id), institution: ref(about.institution) }),
    recruiter: account('RECRUITER', '演示招聘人', { employerIds: [about.employer.id] }),
    administrator: account('ADMINISTRATOR', '演示管理员'),
    auditor: account('AUDITOR', '演示审计'),
  };
}
