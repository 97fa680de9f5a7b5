import { syntheticCreditCode } from '../../src/modules/vacancies/credit-code.js';
import { EDUCATION_RANK } from '../../src/modules/vacancies/terms.js';
import { groupOf } from '../../src/modules/vacancies/trades.js';
import type { Cell } from '../../src/platform/database/copy.js';
import { employerName, POST_KINDS } from '../posts.js';
import type { Division } from './geography.js';
import { agricultural, type People, REGISTERED } from './people.js';
import { dayOf, dice, idAt, KIND, LAST_DAY, seasonal } from './shape.js';
import { type Step, step } from './step.js';
import type { Totals } from './totals.js';

/** Wages of today as those of 2007 were: 700 to 1,800 yuan a month. */
const WAGE_SHARE = 0.24;
const WORKDAYS = 26;
const LEAST_WAGE = 650;
const VALID_DAYS = 180;
/** The last day on which a post that is filled is announced, so that all that follows is still in November. */
const LAST_FILLED = 318;
const OUTSIDE_SHARE = 0.2;

export class Market {
  constructor(
    readonly people: People,
    readonly totals: Totals,
  ) {}

  /** The notice that somebody who is placed was hired for. */
  vacancyOf(placement: number): number {
    return Math.floor((placement * this.totals.vacancies) / this.totals.placements);
  }

  /** Who was hired for a notice, or −1. */
  hireOf(vacancy: number): number {
    const { vacancies, placements } = this.totals;
    const placement = Math.ceil((vacancy * placements) / vacancies);
    return placement < placements && this.vacancyOf(placement) === vacancy ? placement : -1;
  }

  employerOf(vacancy: number): number {
    return dice(KIND.vacancy, vacancy).whole(0, this.totals.employers - 1);
  }

  announced(vacancy: number): number {
    const day = seasonal(dice(KIND.vacancy + 100, vacancy));
    return this.hireOf(vacancy) >= 0 ? Math.min(day, LAST_FILLED) : day;
  }

  /** Day of the letter, of the hire and of its confirmation. */
  hired(placement: number): { issued: number; hired: number; confirmed: number } {
    const random = dice(KIND.placement, placement);
    const issued = this.announced(this.vacancyOf(placement)) + random.whole(0, 4);
    const hired = issued + random.whole(1, 5);
    return { issued, hired, confirmed: hired + random.whole(0, 2) };
  }

  /** Day of the first registration of a person who is placed. */
  registered(person: number): number {
    return Math.max(0, this.hired(person).issued - dice(KIND.registration, person).whole(0, 50));
  }

  placeOf(employer: number): Division {
    const random = dice(KIND.employer, employer);
    const { counties, outside } = this.people.geography;
    if (random.chance(OUTSIDE_SHARE)) return random.pick(outside);
    const urban = random.chance(0.6);
    return random.pick(counties.filter((one) => one.mainUrban === urban));
  }
}

const employers = (market: Market): Step =>
  step('employers', '用人单位', market.totals.employers, { employer: 'id synthetic name credit_code region_id region_path ownership state' }, (n) => {
    const [random, place] = [dice(KIND.employer + 100, n), market.placeOf(n)];
    const name = employerName(random, place.name, POST_KINDS[n % POST_KINDS.length]!);
    const ownership = random.pick(['民营', '民营', '民营', '国有', '外资', '个体']);
    return { employer: [[idAt(KIND.employer, n), true, name, syntheticCreditCode(n), place.id, place.path, ownership, 'VERIFIED']] };
  });

const VACANCY =
  'id synthetic created_at title employer_id institution_id region_id place_path institution_path occupation_code trade_group head_count hired_count pay_from pay_to pay_period pay_basis pay_negotiable pay_monthly_from pay_monthly_to requirements_age_min requirements_age_max requirements_education requirements_education_rank requirements_certificates conditions_shift conditions_board conditions_lodging conditions_insurances valid_from valid_until state opened_at source';

function vacancyRow(market: Market, n: number): Cell[] {
  const random = dice(KIND.vacancy + 200, n);
  const employer = market.employerOf(n);
  const kind = POST_KINDS[employer % POST_KINDS.length]!;
  const place = market.placeOf(employer);
  const { counties, city, bureau } = market.people.geography;
  const own = counties.find((one) => one.path === place.path);
  const county = own ?? random.pick(counties);
  const station = random.chance(0.2) ? random.pick(county.townships) : undefined;
  const [receiver, receiverPath] =
    !own && random.chance(0.3) ? [bureau, city.path] : station?.station ? [station.station, station.path] : [county.bureau, county.path];
  const wage = (yuan: number, lift: number): number => {
    const monthly = Math.max(LEAST_WAGE, Math.round((yuan * (kind.perDay ? WORKDAYS : 1) * WAGE_SHARE) / 10) * 10 + lift);
    return monthly * 100;
  };
  const lift = random.whole(0, 8) * 20;
  const [from, to] = [wage(kind.from, lift), wage(kind.to, lift + 50)];
  const hired = market.hireOf(n) >= 0 ? 1 : 0;
  const heads = random.chance(0.05) ? random.whole(20, 120) : random.chance(0.4) ? 1 : random.whole(1, 10);
  const day = market.announced(n);
  const until = day + random.whole(30, 90);
  const state = hired === heads ? 'FILLED' : until < LAST_DAY ? 'EXPIRED' : 'OPEN';
  const at = `${dayOf(day)} ${String(random.whole(1, 9)).padStart(2, '0')}:${String(random.whole(0, 59)).padStart(2, '0')}:00+00`;
  return [
    idAt(KIND.vacancy, n),
    true,
    at,
    kind.title,
    idAt(KIND.employer, employer),
    receiver,
    place.id,
    place.path,
    receiverPath,
    kind.occupation,
    groupOf(kind.occupation),
    heads,
    hired,
    from,
    to,
    'MONTH',
    kind.basis ?? 'TIME',
    false,
    from,
    to,
    kind.ages[0],
    kind.ages[1],
    kind.education,
    EDUCATION_RANK[kind.education],
    kind.certificates ?? [],
    kind.shift,
    kind.lodging && random.chance(0.7),
    kind.lodging,
    random.chance(0.6) ? ['WORK_INJURY', 'PENSION'] : ['WORK_INJURY'],
    dayOf(day),
    dayOf(until),
    state,
    at,
    'GENERATED',
  ];
}

const vacancies = (market: Market): Step =>
  step('vacancies', '空岗信息', market.totals.vacancies, { vacancy: VACANCY }, (n) => ({ vacancy: [vacancyRow(market, n)] }));

/** Those who are placed first, then those who are registered, then who of them came again. */
function registrationRow(market: Market, n: number): Cell[] {
  const { people, totals } = market;
  const first = totals.registrations - totals.reregistrations;
  const again = n >= first;
  const person = again ? people.offsets[REGISTERED]! + (n - first) : n;
  const random = dice(KIND.registration, n);
  const placed = n < totals.placements;
  const repeats = person - people.offsets[REGISTERED]! < totals.reregistrations && !placed;
  const half = 166;
  const season = seasonal(random);
  const day = placed ? market.registered(n) : again ? half + (season % (LAST_DAY - half)) : repeats ? season % half : season;
  const receiver = people.receiver(person);
  const state = placed ? 'PLACED' : repeats && !again ? 'WITHDRAWN' : day + VALID_DAYS < LAST_DAY ? 'EXPIRED' : 'ACTIVE';
  return [idAt(KIND.registration, n), true, idAt(KIND.person, person), receiver.id, receiver.path, dayOf(day), dayOf(day + VALID_DAYS), state];
}

const registrations = (market: Market): Step =>
  step(
    'registrations',
    '求职登记',
    market.totals.registrations,
    { registration: 'id synthetic seeker_id institution_id institution_path registered_on valid_until state' },
    (n) => ({ registration: [registrationRow(market, n)] }),
  );

/** Each placement with the letter that led to it. */
const placements = (market: Market): Step =>
  step(
    'placements',
    '推荐与介绍成功',
    market.totals.placements,
    {
      referral:
        'id synthetic number seeker_id vacancy_id registration_id institution_id institution_path employer_id issued_on expires_on state interview_on ended_on',
      placement:
        'id synthetic seeker_id vacancy_id employer_id referral_id institution_id institution_path channel state hired_on confirmed_on evidence',
    },
    (n) => {
      const receiver = market.people.receiver(n);
      const [vacancy, { issued, hired, confirmed }] = [market.vacancyOf(n), market.hired(n)];
      const [person, post, employer] = [idAt(KIND.person, n), idAt(KIND.vacancy, vacancy), idAt(KIND.employer, market.employerOf(vacancy))];
      const letter = idAt(KIND.referral, n);
      const number = `T2007${String(n).padStart(7, '0')}`;
      const evidence = ['EMPLOYER', 'COUNTERFOIL', 'CONTRACT'][n % 3]!;
      return {
        referral: [
          [
            letter,
            true,
            number,
            person,
            post,
            idAt(KIND.registration, n),
            receiver.id,
            receiver.path,
            employer,
            dayOf(issued),
            dayOf(issued + 7),
            'HIRED',
            dayOf(hired),
            dayOf(hired),
          ],
        ],
        placement: [
          [
            idAt(KIND.placement, n),
            true,
            person,
            post,
            employer,
            letter,
            receiver.id,
            receiver.path,
            'REFERRAL',
            'CONFIRMED',
            dayOf(hired),
            dayOf(confirmed),
            evidence,
          ],
        ],
      };
    },
  );

export const marketSteps = (market: Market): Step[] => [employers(market), vacancies(market), registrations(market), placements(market)];

/** Rural people learn with rural courses. */
export const courseOf = (person: number): 'RURAL' | 'RE_EMPLOYMENT' => (agricultural(person) ? 'RURAL' : 'RE_EMPLOYMENT');
