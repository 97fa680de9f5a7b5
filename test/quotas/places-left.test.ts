import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { aVacancy, anEmployer, anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';
import { aQuota, aReservation } from '../support/places.js';

const app = testApp();

test('a match says how many places are left for the two, and one that is full comes after one that is not', async () => {
  const [institution, employer] = [await anInstitution(app), await anEmployer(app)];
  const inShanghai = await aVacancy(app, { employer, institution, input: { region: '310115' } });
  const inZhejiang = await aVacancy(app, { employer, institution, input: { region: '330100' } });
  const { registration } = (
    await app.data(REGISTER, { input: seekerInput(institution, { region: '500154', wish: { occupations: ['焊工'], places: ['100000'] } }) }, CITY)
  ).seekerRegister;
  const seeker = registration.seeker.id as string;
  const list = async (): Promise<[string, number | null, number][]> => {
    const query = 'query ($id: ID!) { vacancyMatches(seekerId: $id) { edges { score placesLeft node { id } } } }';
    const { vacancyMatches } = await app.data(query, { id: seeker }, CITY);
    return vacancyMatches.edges
      .map((edge: { node: { id: string }; placesLeft: number | null; score: number }) => [edge.node.id, edge.placesLeft, edge.score])
      .filter(([id]: [string]) => id === inShanghai || id === inZhejiang);
  };
  await app.sql('update quota set year = year - 10');
  const open = await list();
  expect(open.map(([, left]) => left)).toEqual([null, null]);
  const quota = await aQuota(app, 5, { origin: '500154' });
  expect(Object.fromEntries((await list()).map(([id, left]) => [id, left]))).toEqual({ [inShanghai]: 5, [inZhejiang]: null });
  await aReservation(app, quota, 5);
  const full = await list();
  expect(full.map(([id, left]) => [id, left])).toEqual([
    [inZhejiang, null],
    [inShanghai, 0],
  ]);
  expect(full[1]![2]).toBeCloseTo(open.find(([id]) => id === inShanghai)![2] - 0.1);
  const query = 'query ($id: ID!) { seekerMatches(vacancyId: $id) { edges { score placesLeft node { id } } } }';
  const { seekerMatches } = await app.data(query, { id: inShanghai }, CITY);
  expect(seekerMatches.edges.find((edge: { node: { id: string } }) => edge.node.id === seeker)).toMatchObject({ placesLeft: 0, score: full[1]![2] });
  await aQuota(app, 3, { origin: '500000', destination: '310115' });
  expect(Object.fromEntries((await list()).map(([id, left]) => [id, left]))).toMatchObject({ [inShanghai]: 3 });
});
