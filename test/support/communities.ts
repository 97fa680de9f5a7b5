import type { TestApp, Who } from './app.js';
import { act } from './places.js';
import { change } from './transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */

const made = new Map<string, Who>();
/** An account of a division, by name. */
export const officer = (region: string, name: string): Who => {
  const key = `${region} ${name}`;
  if (!made.has(key)) made.set(key, { role: 'OFFICE', region, name: key });
  return made.get(key)!;
};

export const COMMUNITY = 'community { id state certifiedOn validUntil }';
const INPUTS: Record<string, string> = {
  SelfAssess: 'FullEmploymentSelfAssessInput',
  Review: 'FullEmploymentReviewInput',
  Recognise: 'FullEmploymentReviewInput',
  SpotCheck: 'FullEmploymentReviewInput',
  Certify: 'StepInput',
  Reject: 'ReasonInput',
  Revoke: 'ReasonInput',
};
export const communityStep = (app: TestApp, step: string, id: string, as: Who, input: object = {}): Promise<any> => {
  const finding = ['Review', 'Recognise', 'SpotCheck'].includes(step) ? { finding: '入户核查 20 户，相符' } : {};
  const figures = step === 'SelfAssess' ? { workforce: 1_000, employed: 960, evidence: '入户登记册' } : {};
  return change(app, `fullEmployment${step}`, INPUTS[step]!, id, COMMUNITY, { ...finding, ...figures, ...input }, as);
};

export interface Place {
  community: string;
  street: string;
  county: string;
  at: { resident: Who; street: Who; county: Who; city: Who };
}

/** The nth community of a county, and who sits above it. */
export async function aPlace(app: TestApp, county = '500101', n = 0): Promise<Place> {
  const [row] = (await app.sql(
    `select r.code, p.code as street from region r join region p on p.id = r.parent_id where r.level = 'COMMUNITY' and r.path like ? order by r.code offset ? limit 1`,
    [`/100000/500000/${county}/%`, n],
  )) as [{ code: string; street: string }];
  const at = {
    resident: officer(row.code, '社区专干'),
    street: officer(row.street, '街道所长'),
    county: officer(county, '区县就业局'),
    city: officer('500000', '市就业局'),
  };
  return { community: row.code, street: row.street, county, at };
}

export async function aStart(app: TestApp, { community, at }: Place): Promise<string> {
  const { community: started, userErrors } = await act(app, 'fullEmploymentStart', { input: { community } }, COMMUNITY, at.street);
  if (userErrors.length > 0) throw new Error(JSON.stringify(userErrors));
  return started.id;
}

/** Somebody who lives in a community, as stated on the form. */
export const household = async (app: TestApp, community: string, number: string | null, hardships: string[], more: object = {}): Promise<string> => {
  const values = { situation: 'LAID_OFF', wish_any_trade: true, education: 'NONE', phone_masked: null, ...more };
  const [{ id }] = (await app.sql(
    `insert into seeker (id, name, sex, birth_on, id_number_masked, region_id, region_path, wish_place_paths, circumstances_hardships, circumstances_household_number,
                         situation, wish_any_trade, education, phone_masked)
     select uuidv7(), '张三', 'FEMALE', '1970-01-01', '5', r.id, r.path, '{/100000}', ?::text[], ?, ?, ?, ?, ? from region r where r.code = ? returning id`,
    [`{${hardships.join(',')}}`, number, values.situation, values.wish_any_trade, values.education, values.phone_masked, community],
  )) as [{ id: string }];
  return id;
};

/** A couple on the list of zero-employment households since today, by SQL; the younger of them is its member to place. */
export async function onTheList(app: TestApp, community: string): Promise<{ id: string; head: string; member: string }> {
  const [head, member] = [await household(app, community, null, []), await household(app, community, null, [])];
  const [{ id }] = (await app.sql(
    `with h as (
       insert into household (id, region_id, region_path, family_size, state, since, due_on, card_number, officer_id, step_count)
       select uuidv7(), r.id, r.path, 2, 'RECOGNISED', app_today(), app_today() + 14, 'ZL' || ?, uuidv7(), 1 from region r where r.code = ?
       returning id, region_path),
     m as (insert into household_member (id, household_id, region_path, seeker_id, relation, standing, joined_on)
       select uuidv7(), h.id, h.region_path, one.id, one.relation, 'WORKING_AGE', app_today() from h, (values (?::uuid, 'HEAD'), (?::uuid, 'SPOUSE')) one(id, relation)),
     s as (insert into household_step (id, household_id, region_path, number, state, taken_on, due_on)
       select uuidv7(), h.id, h.region_path, 1, 'RECOGNISED', app_today(), app_today() + 14 from h)
     select id from h`,
    [head, community, head, member],
  )) as [{ id: string }];
  return { id, head, member };
}
