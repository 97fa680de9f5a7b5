import { Random } from '../../seeds/random.js';
import { plusDays } from '../../src/platform/clock/clock.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { PatientClient } from '../support/patient-client.js';
import type { ServerProcess } from '../support/server-process.js';
import { Desk, Ledger } from './ledger.js';

/** As the database counts days. */
const TODAY = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);

interface Clerk {
  readonly desk: Desk;
  readonly employer: string;
  readonly institution: string;
  /** A number for each person that anybody registers. */
  readonly nextPerson: () => number;
}

/** Clerks of the city who draft, review, fill by referrals and withdraw notices, each one piece of work after the other. */
export class Office {
  readonly ledger = new Ledger();
  readonly #clients: PatientClient[] = [];
  readonly #work: Promise<void>[] = [];
  #open = true;
  #people = 0;

  constructor(server: ServerProcess, clerks: number, seed: number) {
    const { tokens, ids } = server.demo;
    for (let at = 1; at <= clerks; at++) {
      const client = new PatientClient(server.url, tokens.office, new Random(seed + at));
      const desk = new Desk(client, this.ledger, new Random(seed - at));
      this.#clients.push(client);
      this.#work.push(this.#serve({ desk, employer: ids.employer, institution: ids.institution, nextPerson: () => this.#people++ }));
    }
  }

  /** Requests that had to be sent again. */
  get repeated(): number {
    return this.#clients.reduce((sum, one) => sum + one.repeated, 0);
  }

  /** Every clerk finishes what they are at. */
  async close(): Promise<void> {
    this.#open = false;
    await Promise.all(this.#work);
  }

  /** Every clerk lets go of what they are at. */
  abandon(): Promise<void> {
    for (const client of this.#clients) client.abandoned = true;
    return this.close();
  }

  async #serve(clerk: Clerk): Promise<void> {
    try {
      while (this.#open) await advertise(clerk);
    } catch (error) {
      this.ledger.violations.push((error as Error).message);
    }
  }
}

async function advertise(clerk: Clerk): Promise<void> {
  const { desk } = clerk;
  const { random } = desk;
  const heads = random.whole(1, 2);
  const vacancy = await draft(clerk, heads);
  if (random.chance(0.1)) return;
  await desk.move('vacancySubmit', vacancy, { state: 'UNDER_REVIEW' });
  if (random.chance(0.1)) return desk.move('vacancyReject', vacancy, { state: 'REJECTED' }, { reason: '材料不全' });
  await desk.move('vacancyApprove', vacancy, { state: 'OPEN' });
  let hired = 0;
  for (let left = random.whole(0, heads); left > 0; left--) {
    if (!(await refer(clerk, vacancy))) continue;
    hired += 1;
    desk.changed(vacancy, { hired_count: hired, state: hired === heads ? 'FILLED' : 'OPEN' });
  }
  if (hired < heads && random.chance(0.4)) await desk.move('vacancyClose', vacancy, { state: 'CLOSED' }, { reason: '单位撤回' });
}

const draft = ({ desk, employer, institution }: Clerk, headCount: number): Promise<string> =>
  desk.make('vacancyDraft', (key) => ({
    input: {
      employer,
      institution,
      title: '船舶电焊工',
      region: '500101',
      headCount,
      pay: { from: '600000', to: '880000' },
      remarks: key,
    },
    row: { state: 'DRAFT', head_count: headCount, hired_count: 0, remarks: key },
  }));

/** A person registers and is put forward; returns whether the referral ended in a hire. */
async function refer({ desk, institution, nextPerson }: Clerk, vacancy: string): Promise<boolean> {
  const { random } = desk;
  const idNumber = residentId(nextPerson());
  const validUntil = plusDays(TODAY, random.whole(1, 1_800));
  const registration = await desk.make('seekerRegister', () => ({
    input: {
      name: '张三丰',
      idNumber,
      region: '500101',
      education: 'JUNIOR_HIGH',
      wish: { occupations: ['焊工'], places: ['重庆'], wageFloor: '500000' },
      institution,
      validUntil,
    },
    row: { state: 'ACTIVE', valid_until: validUntil },
  }));
  const referral = await desk.make('referralIssue', () => ({ input: { registration, vacancy }, row: { state: 'ISSUED', vacancy_id: vacancy } }));
  if (random.chance(0.5)) await desk.move('referralAccept', referral, { state: 'ACCEPTED' });
  if (random.chance(0.5)) await desk.move('referralInterview', referral, { state: 'INTERVIEWED' }, { on: TODAY });
  const hire = random.chance(0.6);
  if (hire) await desk.move('referralHire', referral, { state: 'HIRED' });
  else await desk.move('referralRefuse', referral, { state: 'REFUSED' }, { reason: '路途太远' });
  if (random.chance(0.3)) await desk.move('registrationWithdraw', registration, { state: 'WITHDRAWN' });
  return hire;
}

const PER_BIRTHDAY = 20_000;
const residentId = (number: number): string =>
  syntheticResidentId(number % PER_BIRTHDAY, plusDays('1975-01-01', Math.floor(number / PER_BIRTHDAY)), 'MALE');
