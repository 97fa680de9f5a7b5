import type { Asking } from '../../platform/database/within.js';
import { join, raw, sql } from '../../platform/database/sql.js';
import { badInput } from '../../platform/graphql/mutation.js';
import type { PersonFact } from '../module.js';
import type { FactValue, Facts } from './eligibility.js';
import type { Rates } from './rate.js';
import { PolicyFact } from './rule.js';

const ofSeeker =
  (expression: string): PersonFact =>
  (person) =>
    sql`(select ${raw(expression)} from seeker s where s.id = ${person})`;

/** What the forms of seekers tell; what is recognised or registered comes from the modules that do it. */
export const seekerFacts: Readonly<Partial<Record<PolicyFact, PersonFact>>> = {
  AGE: (person, day) => sql`(select to_jsonb(full_years(s.birth_on, ${day})) from seeker s where s.id = ${person})`,
  SEX: ofSeeker('to_jsonb(array[s.sex])'),
  SITUATION: ofSeeker('to_jsonb(array[s.situation])'),
  URBAN: ofSeeker('to_jsonb(not s.agricultural)'),
};

const known = new Map<PolicyFact, PersonFact>();

/** Takes in what a module knows of people; called once for each module, in their order. */
export function registerPersonFacts(facts: Readonly<Record<string, PersonFact>>): void {
  for (const [name, fact] of Object.entries(facts)) {
    if (!(name in PolicyFact)) throw new Error(`no policy fact ${name}`);
    known.set(name as PolicyFact, fact);
  }
}

/** What is known of people on a day, in the order asked: one statement however many they are. */
export async function factsOf(asking: Asking, persons: readonly string[], day: string): Promise<Map<string, Facts>> {
  const names = [...known.keys()];
  const values = names.map((name) => sql`${known.get(name)!(raw('p.id'), raw('p.day'))} as ${raw(name.toLowerCase())}`);
  const rows = await asking.rows(
    sql`select p.id as person, ${join(values, ', ')} from (select distinct one as id, ${day}::date as day from unnest(${[...persons]}::uuid[]) one) p`,
  );
  return new Map(
    rows.map(([id, ...found]) => [
      id as string,
      Object.fromEntries(names.flatMap((name, at) => (found[at] === null ? [] : [[name, found[at] as FactValue]]))),
    ]),
  );
}

/** Facts and what follows from them by rates: whoever is old enough is among the 4050. */
export function derived(facts: Facts, rates: Rates, path: string, day: string): Facts {
  const sex = Array.isArray(facts.SEX) ? facts.SEX[0] : undefined;
  const from = sex === undefined ? undefined : rates.at(sex === 'FEMALE' ? 'AGED_WOMEN' : 'AGED_MEN', path, day)?.value;
  const aged = from !== undefined && facts.AGE !== undefined && Number(facts.AGE) >= Number(from);
  const stated = Array.isArray(facts.DIFFICULTIES) ? facts.DIFFICULTIES : undefined;
  return aged ? { ...facts, DIFFICULTIES: [...new Set([...(stated ?? []), 'AGED_4050'])] } : facts;
}

const NUMBERS: ReadonlySet<PolicyFact> = new Set(['AGE', 'EARLIER_LOANS', 'CONTRACT_MONTHS']);
const WORDS: ReadonlySet<PolicyFact> = new Set(['SEX', 'SITUATION', 'DIFFICULTIES']);

/** What somebody states, in the form that the fact has. */
export function statedFact(fact: PolicyFact, value: string): FactValue {
  if (WORDS.has(fact)) return value.split(',').map((word) => word.trim());
  if (NUMBERS.has(fact) && /^\d{1,6}$/.test(value)) return Number(value);
  if (!NUMBERS.has(fact) && (value === 'true' || value === 'false')) return value === 'true';
  throw badInput(
    `${fact} 须为${NUMBERS.has(fact) ? '整数' : ' true 或 false'}`,
    `${fact} is ${NUMBERS.has(fact) ? 'a whole number' : 'true or false'}`,
  );
}
