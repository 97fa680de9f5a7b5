import { expect, test } from '../support/jest.js';
import { testApp, type Who } from '../support/app.js';
import { aVacancy, CITY } from '../support/factories.js';
import { assisted, declared, K1, S1 } from '../support/households.js';
import { aPlacement, aResident, clerk } from '../support/programmes.js';
import { aGroup } from '../support/transfers.js';

/* oxlint-disable typescript/no-explicit-any -- answers are looked into freely */
const app = testApp();
const FIELDS = '{ atLeastOneEmployed atLeastOneCould members { employed vacancyCount score seeker { id } best { title } } }';
const ask = async (field: string, id: string, as: Who): Promise<any> =>
  (await app.data(`query ($id: ID!) { ${field}(id: $id) ${FIELDS} }`, { id }, as))[field];

test('household members: whether at least one of a household could work is asked of matching, and whether one does of the placements', async () => {
  const family = await assisted(app);
  expect(await ask('householdProspects', family.id, S1)).toMatchObject({
    atLeastOneEmployed: false,
    atLeastOneCould: false,
    members: [{ vacancyCount: 0, best: null }, {}],
  });
  await aVacancy(app, { input: { title: '船舶电焊工', occupation: '焊工', requirements: { ageMin: 40, ageMax: 50 } } });
  const open = await ask('householdProspects', family.id, S1);
  expect(open).toMatchObject({ atLeastOneEmployed: false, atLeastOneCould: true });
  expect(open.members[0]).toMatchObject({ employed: false, vacancyCount: 1, best: { title: '船舶电焊工' } });
  const own = `query ($id: ID!) { vacancyMatches(seekerId: $id) { totalCount edges { score } } }`;
  const matches = (await app.data(own, { id: open.members[0].seeker.id }, S1)).vacancyMatches;
  expect([matches.totalCount, matches.edges[0].score]).toEqual([open.members[0].vacancyCount, open.members[0].score]);
  await aPlacement(app, family.station, family.spouse);
  expect(await ask('householdProspects', family.id, S1)).toMatchObject({ atLeastOneEmployed: true, atLeastOneCould: true });
});

test('who does not count is not asked for', async () => {
  const family = await declared(app);
  await app.sql("update household_member set standing = 'UNABLE' where seeker_id = ?", [family.spouse.seeker]);
  expect((await ask('householdProspects', family.id, K1)).members.map((one: any) => one.seeker.id)).toEqual([family.head.seeker]);
});

test('travel group: the same is asked of it', async () => {
  const { station } = await declared(app);
  const members = await aGroup(app, station, 3);
  const [{ id }] = (await app.sql('select travel_group_id as id from seeker where id = ?', [members[0]!.seeker])) as [{ id: string }];
  const group = await ask('travelGroupProspects', id, CITY);
  expect(group).toMatchObject({ atLeastOneEmployed: false });
  expect(group.members).toHaveLength(3);
  const query = 'query ($id: ID!) { seeker(id: $id) { travelGroup { atLeastOneEmployed } } }';
  const employed = async (): Promise<boolean> => (await app.data(query, { id: members[0]!.seeker }, CITY)).seeker.travelGroup.atLeastOneEmployed;
  expect(await employed()).toBe(false);
  await aPlacement(app, station, { ...members[1]!, idNumber: '', name: '' });
  expect(await employed()).toBe(true);
  expect(await ask('travelGroupProspects', id, CITY)).toMatchObject({ atLeastOneEmployed: true, atLeastOneCould: true });
});

test('one statement for the members however many, one each for persons and posts; out of sight is null', async () => {
  const { station } = await declared(app);
  const groups = [await aGroup(app, station, 2), await aGroup(app, station, 6)];
  const ids = await Promise.all(
    groups.map(async ([one]) => (await app.sql<{ id: string }>('select travel_group_id as id from seeker where id = ?', [one!.seeker]))[0]!.id),
  );
  const [few, many] = [
    await app.statements(() => ask('travelGroupProspects', ids[0]!, CITY)),
    await app.statements(() => ask('travelGroupProspects', ids[1]!, CITY)),
  ];
  expect(few).toBe(many);
  const family = await declared(app);
  expect(await ask('householdProspects', family.id, clerk('500101001002', '别的社区'))).toBeNull();
  expect(await ask('travelGroupProspects', ids[0]!, { role: 'OFFICE', region: '500102' })).toBeNull();
  const stranger = await aResident(app, station);
  const query = `query ($id: ID!) { householdProspects(id: $id) ${FIELDS} }`;
  expect(await app.mistake(query, { id: family.id }, { role: 'SEEKER', seeker: stranger.seeker })).toBe('FORBIDDEN');
});
