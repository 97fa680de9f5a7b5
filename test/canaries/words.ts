import { mutationText } from '../support/mutation-text.js';
import { type Canary, Clerk, form, type Keys, REGISTER } from './flows.js';

/** A person whom an institution has registered. */
export interface Known extends Canary {
  readonly id: string;
  readonly registration: string;
}

const [COUNTY, COMMUNITY] = ['500101', '500101001001'];
const HOUR = 3_600_000;
const soon = (hours: number): string => new Date(Date.now() + hours * HOUR).toISOString();

/** What somebody types where words are asked for. */
const BETWEEN = '，电话 ';
const wordsOf = ({ name, idNumber, phone }: Canary): string => `${name} ${idNumber}${BETWEEN}${phone}`;

/** Those who type numbers of people into words, and how often each step took such words. */
export class Words {
  readonly taken = new Map<string, number>();
  readonly #clerks = new Map<string, Promise<Clerk>>();
  #day = '';
  #post: Promise<string> | undefined;

  constructor(
    private readonly city: Clerk,
    private readonly administrator: Clerk,
    private readonly ids: Record<string, string>,
    private readonly keys: Keys,
  ) {}

  /** Everybody’s numbers in one step with words or another, and a few people’s in those that need more than a clerk of the city. */
  async speak(people: readonly Known[], day: string, each: (people: readonly Known[], work: (one: Known) => Promise<void>) => Promise<void>) {
    this.#day = day;
    const steps = [
      (one: Known) => this.#order(one),
      (one: Known) => this.#places(one),
      (one: Known) => this.#agreement(one),
      (one: Known) => this.#training(one),
      (one: Known) => this.#fair(one),
      (one: Known) => this.#form(one),
      (one: Known) => this.#policy(one),
      (one: Known) => this.#referral(one),
      (one: Known) => this.#employer(one),
      (one: Known) => this.#consent(one),
      (one: Known) => this.#transfer(one),
    ];
    const at = new Map(people.map((one, number) => [one, number]));
    await each(people, (one) => steps[at.get(one)! % steps.length]!(one));
    await this.#plan(people[0]!);
    await this.#household(people[1]!);
    await this.#followUp(people[2]!);
    await this.#interview(people[3]!);
    await this.#loan(people[4]!);
  }

  async #order(one: Known): Promise<void> {
    const { vacancy, institution } = this.ids;
    const order = await this.#do('labourOrderOpen', { vacancy, institution, headCount: 1, departOn: this.#day });
    await this.#do('labourOrderClose', { reason: wordsOf(one) }, order);
  }

  async #places(one: Known): Promise<void> {
    const held = await this.#do('quotaReserve', { count: 1, purpose: wordsOf(one) }, this.ids['quota']);
    await this.#do('reservationRelease', { reason: wordsOf(one) }, held);
  }

  async #agreement(one: Known): Promise<void> {
    const words = wordsOf(one);
    const party = { role: 'SENDING', institution: this.ids['institution'], address: words, contactName: words };
    const terms = {
      sendingCounty: COUNTY,
      receivingRegion: '310000',
      validFrom: this.#day,
      validUntil: `${Number(this.#day.slice(0, 4)) + 1}-12-31`,
    };
    const agreement = await this.#do('agreementDraft', { title: words, parties: [party], ...terms });
    await this.#do('agreementTerminate', { reason: words }, agreement);
  }

  async #training(one: Known): Promise<void> {
    const course = { kind: 'RE_EMPLOYMENT', occupation: '焊工', seats: 10, classHours: 20, startsOn: this.#day, endsOn: '2099-12-20' };
    const number = this.keys.next().slice(0, 8);
    const planned = await this.#do('trainingClassPlan', { institution: this.ids['institution'], number, title: wordsOf(one), ...course });
    await this.#do('trainingClassCancel', { reason: wordsOf(one) }, planned);
  }

  async #fair(one: Known): Promise<void> {
    const words = wordsOf(one);
    const fair = await this.#aFair(words);
    await this.#do('jobFairAnnounce', {}, fair);
    const stand = await this.#do('fairParticipationApply', { fair, employer: this.ids['employer'] });
    await this.#do('fairParticipationReject', { reason: words }, stand);
    await this.#do('jobFairCancel', { reason: words }, fair);
  }

  async #form(one: Known): Promise<void> {
    const words = wordsOf(one);
    const circumstances = { householdNumber: words };
    await this.#do('seekerFormRevise', { major: words, workHistory: words, circumstances, newTravelGroup: { name: words, kind: 'VILLAGE' } }, one.id);
  }

  async #policy(one: Known): Promise<void> {
    const words = wordsOf(one);
    await this.#do('policyDocumentRegister', { number: words, title: words, issuer: words, note: words, textState: 'READ' });
  }

  async #referral(one: Known): Promise<void> {
    const referral = await this.#do('referralIssue', { registration: one.registration, vacancy: await this.#opened() });
    await this.#do('referralRefuse', { reason: wordsOf(one) }, referral);
  }

  async #employer(one: Known): Promise<void> {
    const employer = await this.#do('employerRegister', { name: `单位${this.keys.next().slice(0, 8)}`, region: COUNTY });
    await this.#do('employerReject', { reason: wordsOf(one) }, employer);
  }

  async #consent(one: Known): Promise<void> {
    const recipient = { purpose: 'CONTACT', version: 1, employer: this.ids['employer'] };
    await this.#do('consentGive', { seeker: one.id, evidence: wordsOf(one), ...recipient });
  }

  async #transfer(one: Known): Promise<void> {
    const words = wordsOf(one);
    const transfer = await this.#do('transferRecord', {
      seeker: one.id,
      institution: this.ids['institution'],
      destination: '310000',
      departedOn: this.#day,
      arrivedOn: this.#day,
    });
    const opened = await this.#do('rightsCaseOpen', { problem: words }, transfer);
    await this.#do('rightsCaseClose', { outcome: words }, opened);
    await this.#do('transferReturn', { on: this.#day, reason: words }, transfer);
  }

  async #plan(one: Known): Promise<void> {
    await this.#do('planReopen', { reason: wordsOf(one) }, this.ids['plan']);
  }

  async #household(one: Known): Promise<void> {
    const words = wordsOf(one);
    const at = async (region: string, name: string): Promise<Clerk> => this.#clerk(region, `${name}${region}`);
    const [first, second] = [await at(COMMUNITY, '甲'), await at(COMMUNITY, '乙')];
    const station = await this.#do('institutionOpen', { name: '社区服务站', kind: 'GRASSROOTS_STATION', region: COMMUNITY, address: words });
    await this.city.data(REGISTER, { input: { ...form(one, station, this.keys.next()), region: COMMUNITY } });
    const members = [{ seeker: one.id, relation: 'HEAD', standing: 'WORKING_AGE' }];
    const household = await this.#do('householdDeclare', { community: COMMUNITY, familySize: 1, members }, undefined, first);
    await this.#do('householdReview', { note: words }, household, second);
    const applied = { seeker: one.id, category: 'DISABLED', evidence: words, institution: station };
    await this.#do('difficultyApply', applied, undefined, first);
    const findings = [{ household, dueOn: '2099-01-01', problem: words }];
    await this.#do('inspectionRecord', { region: COUNTY, inspectedOn: this.#day, summary: words, findings }, undefined, await at(COUNTY, '丁'));
    await this.#do('householdReject', { reason: words }, household, first);
  }

  async #followUp(one: Known): Promise<void> {
    const { edges } = await this.city.data('{ followUps(state: DUE, kind: REMATCH, first: 1) { edges { node { id } } } }');
    await this.#do('followUpRecord', { reached: true, onPost: true, note: wordsOf(one), problem: wordsOf(one) }, edges[0].node.id);
  }

  async #interview(one: Known): Promise<void> {
    const words = wordsOf(one);
    const { employer } = this.ids;
    const vacancy = await this.#opened();
    const fair = await this.#aFair(words);
    await this.#do('jobFairAnnounce', {}, fair);
    const [booth] = (await this.city.data('query ($fair: ID!) { fairBooths(fair: $fair) { edges { node { id } } } }', { fair })).edges;
    const participation = await this.#do('fairParticipationApply', { fair, employer });
    await this.#do('fairParticipationApprove', { booth: booth.node.id }, participation, await this.#clerk('500000', '展会'));
    await this.#do('jobFairOpen', {}, fair);
    const post = await this.#do('fairPostBring', { participation, vacancy });
    await this.#do('jobFairSay', { zh: words, en: words }, fair);
    const admit = 'mutation ($input: FairVisitAdmitInput!) { fairVisitAdmit(input: $input) { visit { pass } } }';
    const { visit } = await this.city.data(admit, { input: { fair, idempotencyKey: this.keys.next() } });
    await this.#do('fairInterestNote', { post, pass: visit.pass });
    const interview = await this.#do('fairInterviewHold', { post, pass: visit.pass });
    await this.#do('fairInterviewDecline', { reason: words }, interview);
  }

  async #loan(one: Known): Promise<void> {
    const { edges } = await this.city.data('{ loans(filter: { state: APPLIED }, first: 1) { edges { node { id } } } }');
    await this.#do('loanWithdraw', { reason: wordsOf(one) }, edges[0].node.id);
  }

  /** A post that asks nothing of anybody. */
  #opened(): Promise<string> {
    return (this.#post ??= (async () => {
      const pay = { from: '600000', to: '880000' };
      const draft = { employer: this.ids['employer'], institution: this.ids['institution'], title: '电焊工', region: COUNTY, headCount: 1_000, pay };
      const id = await this.#do('vacancyDraft', draft);
      for (const step of ['vacancySubmit', 'vacancyApprove']) await this.#do(step, {}, id);
      return id;
    })());
  }

  #aFair(words: string): Promise<string> {
    const halls = [{ name: '一号厅', booths: [{ number: 'A1', x: 0, y: 0 }] }];
    const at = { institution: this.ids['institution'], region: COUNTY, sessions: [{ opensAt: soon(-1), closesAt: soon(5) }] };
    return this.#do('jobFairPlan', { name: `招聘会${this.keys.next().slice(0, 8)}`, venue: words, halls, ...at });
  }

  /** Somebody of an office, known by name. */
  #clerk(region: string, name: string): Promise<Clerk> {
    const known = this.#clerks.get(name);
    if (known) return known;
    const made = (async () => {
      const account = await this.#do('accountOpen', { role: 'OFFICE', name, region }, undefined, this.administrator);
      const issue = 'mutation ($input: ApiKeyIssueInput!) { apiKeyIssue(input: $input) { secret userErrors { code } } }';
      const input = { account, name: '窗口', scopes: ['READ', 'WRITE'], expiresOn: this.#day, idempotencyKey: this.keys.next() };
      return new Clerk(this.city.url, (await this.administrator.data(issue, { input })).secret as string);
    })();
    this.#clerks.set(name, made);
    return made;
  }

  /** A step that must be done: the id of what it made or changed. */
  async #do(name: string, input: object, id?: string, as = this.city): Promise<string> {
    const { query, part } = mutationText(name);
    const payload = await as.data(query, { ...(id === undefined ? {} : { id }), input: { ...input, idempotencyKey: this.keys.next() } });
    if (payload.userErrors.length > 0) throw new Error(`${name}: ${JSON.stringify(payload.userErrors)}`);
    if (JSON.stringify(input).includes(BETWEEN)) this.taken.set(name, (this.taken.get(name) ?? 0) + 1);
    return payload[part].id as string;
  }
}
