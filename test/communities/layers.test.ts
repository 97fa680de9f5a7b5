import { beforeAll, expect, test } from '../support/jest.js';
import type { Viewer } from '../../src/platform/access/viewer.js';
import { testApp } from '../support/app.js';
import { aPlace, aStart, household, type Place } from '../support/communities.js';
import { aVacancy } from '../support/factories.js';
import { changed, changesNothing, office, tablesSeen, viewer } from '../support/layers.js';
import { act } from '../support/places.js';

/** A community that started, with one entry of a ledger verified; who sees which rows, by each layer alone. */
const app = testApp();
const TABLES: Record<string, string> = {
  full_employment_community: 'FullEmploymentCommunity',
  community_step: 'CommunityStep',
  certification_criterion: 'CertificationCriterion',
  certification_goal: 'CertificationGoal',
  ledger: 'Ledger',
  ledger_check: 'LedgerCheck',
};
const KNOWN = ['certification_criterion', 'certification_goal', 'ledger'];
const EVERYTHING = Object.keys(TABLES);

let place: Place;
let person: string;
beforeAll(async () => {
  await aVacancy(app);
  place = await aPlace(app);
  await aStart(app, place);
  person = await household(app, place.community, null, []);
  await act(app, 'ledgerVerify', { id: person, input: { number: 1 } }, 'verification { id }', place.at.resident);
}, 60_000);

const PRINCIPALS: [string, () => Viewer, readonly string[]][] = [
  ['the community', () => office(place.community), EVERYTHING],
  ['its street', () => office(place.street), EVERYTHING],
  ['its county', () => office('500101'), EVERYTHING],
  ['the city', () => office('500000'), EVERYTHING],
  ['another street of the county', () => office('500101017'), KNOWN],
  ['another county', () => office('500102'), KNOWN],
  ['the auditor', () => viewer('auditor'), EVERYTHING],
  ['the person of the entry', () => viewer('seeker', { seekerId: person }), []],
  ['an intermediary', () => viewer('intermediary', { institutionId: '00000000-0000-7000-8000-000000000003' }), []],
  ['a recruiter', () => viewer('recruiter', { employerIds: ['00000000-0000-7000-8000-000000000002'] }), []],
  ['an administrator', () => viewer('administrator'), []],
  ['a kiosk', () => viewer('kiosk'), []],
];

test.each(PRINCIPALS)('%s sees by row-level security alone what the scopes alone show', async (_, of, expected) => {
  expect(await tablesSeen(app, TABLES, of())).toEqual(expected.toSorted());
});

test('who is not of the division changes nothing; steps and verifications are only added, the official ledgers stay', async () => {
  for (const who of [office('500102'), office('500101017'), viewer('auditor'), viewer('intermediary'), viewer('seeker', { seekerId: person })])
    await changesNothing(app, EVERYTHING, who);
  await changesNothing(app, ['community_step', 'ledger_check', 'certification_criterion', 'certification_goal'], office('500000'));
  await changesNothing(app, ['ledger'], office('500101'));
  expect(await changed(app, office('500000'), 'update ledger set official = not official')).toBe('42501');
  expect(await changed(app, office('500101'), "update full_employment_community set path = '/100000/500000/500102'")).toBe('42501');
  const checked = `insert into ledger_check (id, source, entry, path, verified_on)
    select uuidv7(), source, entry, '/100000/500000/500101/500101001/500101001001', verified_on from (select 'LAID_OFF_AND_UNEMPLOYED' as source, uuidv7() as entry, app_today() as verified_on) one`;
  expect(await changed(app, office('500102'), checked)).toBe('42501');
  expect(await changed(app, office('500101'), checked)).toBe(1);
});
