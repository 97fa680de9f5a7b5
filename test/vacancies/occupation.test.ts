import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { aVacancy, anInstitution, CITY, REGISTER, seekerInput } from '../support/factories.js';

const app = testApp();

test('occupations are chosen by any of their names, in the language asked for', async () => {
  const find = async (search: string): Promise<string[]> =>
    (await app.data('query ($search: String) { occupations(search: $search) { code } }', { search })).occupations.map(
      (one: { code: string }) => one.code,
    );
  expect(await find('焊')).toContain('6-18-02-04');
  expect(await find('阿姨')).toEqual(['4-10-01-06']);
  expect(await find('电寒工')).toContain('6-18-02-04');
  const all = (await app.data('{ occupations { code name group aliases } }')).occupations as { code: string; group: string }[];
  expect(all.length).toBeGreaterThan(70);
  for (const { code, group } of all) expect(code.startsWith(`${group}-`)).toBe(true);
  const { body } = await app.run('{ occupation(name: "保姆") { code name } }', {}, undefined, { 'accept-language': 'en' });
  expect(body.data.occupation).toEqual({ code: '4-10-01-06', name: 'Domestic worker' });
});

test('an unknown occupation is a mistake with the nearest', async () => {
  const { body } = await app.run('{ occupation(name: "电寒工") { code } }');
  expect(body.errors?.[0]?.extensions).toMatchObject({
    code: 'BAD_USER_INPUT',
    nearest: expect.arrayContaining([{ code: '6-18-02-04', name: '焊工' }]),
  });
});

test('a notice and a wish name their trades and places in words; a title that was not coded has none', async () => {
  const [coded, uncoded] = [await aVacancy(app), await aVacancy(app, { input: { title: '潜水员' } })];
  const ask = 'query ($id: ID!) { vacancy(id: $id) { occupation { code name } } }';
  expect((await app.data(ask, { id: coded })).vacancy).toEqual({ occupation: { code: '6-18-02-04', name: '焊工' } });
  expect((await app.data(ask, { id: uncoded })).vacancy).toEqual({ occupation: null });
  const { registration } = (await app.data(REGISTER, { input: seekerInput(await anInstitution(app)) }, CITY)).seekerRegister;
  const { seeker } = await app.data(
    'query ($id: ID!) { seeker(id: $id) { wish { trades { name } placeNames } } }',
    { id: registration.seeker.id },
    CITY,
  );
  expect(seeker.wish).toEqual({ trades: [{ name: '焊工' }], placeNames: ['上海市', '重庆市'] });
});
