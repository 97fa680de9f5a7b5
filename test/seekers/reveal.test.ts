import { expect, test } from '../support/jest.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { aPerson, FIND, REVEAL, reveal, revealInput, self } from '../support/people.js';

const app = testApp();
const rows = (person: { id: string }): Promise<Record<string, unknown>[]> =>
  app.sql('select action, actor_role, actor_name, field, reason, request from audit_entry where seeker_id = ? order by day, number', [person.id]);
const clerk = (name: string): Who => ({ role: 'OFFICE', region: '500000', name });

test('an office reads ID number and phone in the clear, and the person sees who read what, why and when', async () => {
  const person = await aPerson(app);
  const as = clerk('社保窗口 张');
  expect(await reveal(app, person, 'ID_NUMBER', as)).toEqual({ value: person.idNumber, userErrors: [] });
  expect(await reveal(app, person, 'PHONE', as, { reason: '通知面试' })).toEqual({ value: `+86${person.phone}`, userErrors: [] });
  const { seekerReadings } = await app.data(
    '{ seekerReadings { totalCount edges { node { action actorRole actorName field reason createdAt seeker { id } } } } }',
    {},
    self(person),
  );
  expect(seekerReadings).toMatchObject({
    totalCount: 2,
    edges: [
      { node: { action: 'REVEALED', actorRole: 'office', actorName: '社保窗口 张', field: 'PHONE', reason: '通知面试', seeker: { id: person.id } } },
      { node: { field: 'ID_NUMBER', reason: '办理社会保险' } },
    ],
  });
});

test('a person sees the readings of nobody else; the auditor sees all, and no value anywhere', async () => {
  const [one, other] = [await aPerson(app), await aPerson(app)];
  await reveal(app, one, 'PHONE', CITY);
  await reveal(app, other, 'PHONE', self(other));
  const ask = 'query ($id: ID) { seekerReadings(seekerId: $id) { edges { node { actorRole } } } }';
  const of = async (id: string | null, as: Who): Promise<string[]> =>
    (await app.data(ask, { id }, as)).seekerReadings.edges.map((edge: { node: { actorRole: string } }) => edge.node.actorRole);
  expect(await of(null, self(other))).toEqual(['seeker']);
  expect(await of(one.id, self(other))).toEqual([]);
  expect(await of(one.id, { role: 'AUDITOR' })).toEqual(['office']);
  expect(await app.mistake(ask, { id: one.id }, CITY)).toBe('FORBIDDEN');
  const stored = JSON.stringify([await app.sql('select * from audit_entry'), await app.sql('select * from idempotency_key')]);
  for (const value of [one.phone, one.idNumber, other.phone, other.idNumber]) expect(stored).not.toContain(value);
});

test('an ID number that somebody types as the reason is not kept', async () => {
  const person = await aPerson(app);
  await reveal(app, person, 'PHONE', CITY, { reason: `核对 ${person.idNumber} 和 ${person.phone}` });
  expect(await rows(person)).toMatchObject([{ reason: '核对 *** 和 ***' }]);
});

test('64 at once with one key are one reading with one answer; the reply that is kept holds no value', async () => {
  const person = await aPerson(app);
  const input = revealInput('ID_NUMBER');
  const answers = await Promise.all(Array.from({ length: 64 }, () => app.data(REVEAL, { id: person.id, input }, CITY)));
  expect(new Set(answers.map((answer) => JSON.stringify(answer.seekerReveal)))).toEqual(
    new Set([JSON.stringify({ value: person.idNumber, userErrors: [] })]),
  );
  expect(await rows(person)).toHaveLength(1);
  const other = await app.data(REVEAL, { id: person.id, input: { ...input, field: 'PHONE' } }, CITY);
  expect(other.seekerReveal).toMatchObject({ value: null, userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED' }] });
});

test('a repeat reads again for five minutes under the same row; later it takes a new key', async () => {
  const person = await aPerson(app);
  const input = revealInput('PHONE');
  const again = async (): Promise<unknown> => (await app.data(REVEAL, { id: person.id, input }, CITY)).seekerReveal;
  expect(await again()).toEqual({ value: `+86${person.phone}`, userErrors: [] });
  expect(await again()).toEqual({ value: `+86${person.phone}`, userErrors: [] });
  try {
    await app.sql("update app_clock set shift = interval '6 minutes'");
    expect(await again()).toMatchObject({ value: null, userErrors: [{ code: 'EXPIRED', path: ['input', 'idempotencyKey'] }] });
  } finally {
    await app.sql("update app_clock set shift = interval '0'");
  }
  expect(await rows(person)).toHaveLength(1);
});

test('a repeat after the right is gone gives nothing', async () => {
  const institution = await anInstitution(app, '500102', 'LICENSED_AGENCY');
  const broker: Who = { role: 'INTERMEDIARY', institution };
  const person = await aPerson(app, { institution, as: broker });
  const input = revealInput('PHONE');
  const ask = async (): Promise<unknown> => (await app.data(REVEAL, { id: person.id, input }, broker)).seekerReveal;
  expect(await ask()).toMatchObject({ value: `+86${person.phone}` });
  await app.sql('update registration set institution_id = ? where id = ?', [await anInstitution(app), person.registration]);
  expect(await ask()).toMatchObject({ value: null, userErrors: [{ code: 'EXPIRED' }] });
});

test('who may not: visitors, kiosks, administrators, another county, another broker, another person; nothing is written down', async () => {
  const person = await aPerson(app, { institution: await anInstitution(app, '500102'), input: { region: '500102' } });
  const variables = { id: person.id, input: revealInput('PHONE') };
  expect(await app.mistake(REVEAL, variables)).toBe('UNAUTHENTICATED');
  for (const role of ['KIOSK', 'ADMINISTRATOR'] as const) expect(await app.mistake(REVEAL, variables, { role })).toBe('FORBIDDEN');
  const foreign: Who[] = [
    { role: 'OFFICE', region: '500103' },
    { role: 'INTERMEDIARY', institution: await anInstitution(app, '500102', 'LICENSED_AGENCY') },
    self(await aPerson(app)),
    { role: 'RECRUITER', employers: [await anEmployer(app)] },
  ];
  const missing = { id: key() };
  for (const as of foreign) {
    const refused = await reveal(app, person, 'PHONE', as);
    expect(refused).toMatchObject({ value: null, userErrors: [{ code: 'NOT_FOUND', path: ['id'] }] });
    expect(await reveal(app, missing, 'PHONE', as)).toEqual(refused);
  }
  expect(await reveal(app, person, 'ID_NUMBER', { role: 'AUDITOR' })).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  expect(await reveal(app, person, 'RECORD', CITY)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE', path: ['input', 'field'] }] });
  expect(await rows(person)).toEqual([]);
});

test('a phone that is not on file is said to be missing; a reason is needed', async () => {
  const person = await aPerson(app, { input: { phone: undefined } });
  expect(await reveal(app, person, 'PHONE', CITY)).toMatchObject({ value: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'field'] }] });
  expect(await app.mistake(REVEAL, { id: person.id, input: revealInput('PHONE', { reason: '' }) }, CITY)).toBe('BAD_USER_INPUT');
});

test('readings are counted for each account: the next one too many waits, also when many come at once', async () => {
  const person = await aPerson(app);
  const busy = clerk('忙碌窗口');
  await app.token(busy);
  await app.sql("insert into audit_limit (action, period, most, source) values ('REVEALED', '1 minute', 5, 'test')");
  try {
    const answers = await Promise.all(Array.from({ length: 12 }, async () => app.run(REVEAL, { id: person.id, input: revealInput('PHONE') }, busy)));
    expect(answers.filter(({ body }) => body.data?.seekerReveal?.value === `+86${person.phone}`)).toHaveLength(5);
    const refused = answers.filter(({ body }) => body.errors);
    expect(refused).toHaveLength(7);
    for (const { status, body } of refused) {
      expect(status).toBe(429);
      expect(body.errors![0]!.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
      expect(body.errors![0]!.extensions['retryAfter']).toBeGreaterThan(50);
      expect(body.errors![0]!.extensions['retryAfter']).toBeLessThanOrEqual(61);
    }
    expect(await rows(person)).toHaveLength(5);
    expect(await reveal(app, person, 'PHONE', clerk('另一窗口'))).toMatchObject({ userErrors: [] });
    await app.sql("update app_clock set shift = interval '61 seconds'");
    expect(await reveal(app, person, 'PHONE', busy)).toMatchObject({ userErrors: [] });
  } finally {
    await app.sql("update app_clock set shift = interval '0'");
    await app.sql("delete from audit_limit where source = 'test'");
  }
});

test('a look-up by ID number answers the same for nobody and for somebody out of sight, and is written down', async () => {
  const person = await aPerson(app, { institution: await anInstitution(app, '500102'), input: { region: '500102' } });
  const find = async (idNumber: string, as: Who): Promise<unknown> =>
    (await app.data(FIND, { input: { idNumber, idempotencyKey: key() } }, as)).seekerFind;
  expect(await find(` ${person.idNumber.toLowerCase()} `, CITY)).toEqual({ seeker: { id: person.id, name: person.name }, userErrors: [] });
  const abroad: Who = { role: 'OFFICE', region: '500103' };
  const nobody = await find('11010519491231002X', abroad);
  expect(nobody).toEqual({ seeker: null, userErrors: [] });
  expect(await find(person.idNumber, abroad)).toEqual(nobody);
  expect(
    await find(
      person.idNumber.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
      CITY,
    ),
  ).toMatchObject({
    seeker: null,
    userErrors: [{ code: 'INVALID', path: ['input', 'idNumber'] }],
  });
  expect(await rows(person)).toMatchObject([
    { action: 'LOOKED_UP', actor_role: 'office' },
    { action: 'LOOKED_UP', actor_role: 'office' },
  ]);
});

test('a hundred look-ups a minute are stopped', async () => {
  const as = clerk('枚举');
  const statuses: number[] = [];
  for (let at = 0; at < 70; at++)
    statuses.push((await app.run(FIND, { input: { idNumber: '11010519491231002X', idempotencyKey: key() } }, as)).status);
  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 200), ...Array.from({ length: 10 }, () => 429)]);
});

test('a form that is wrong elsewhere is refused alike, whether somebody of another name has the ID number or not', async () => {
  const person = await aPerson(app);
  const institution = await anInstitution(app);
  const told = async (idNumber: string, wrong: object): Promise<unknown> => {
    const input = {
      name: '李四',
      idNumber,
      region: '500101',
      wish: { anyTrade: true, places: ['重庆'] },
      institution,
      idempotencyKey: key(),
      ...wrong,
    };
    const query =
      'mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { registration { id } userErrors { code path message } } }';
    return (await app.data(query, { input }, clerk('试探'))).seekerRegister;
  };
  const nobodys = syntheticResidentId(39_999, '1979-04-05', 'FEMALE');
  for (const [wrong, field] of [
    [{ skillLevel: 9 }, 'skillLevel'],
    [{ wish: { places: ['重庆'] } }, 'wish'],
    [{ travelGroup: key() }, 'travelGroup'],
    [{ phone: '1' }, 'phone'],
    [{ name: '李四 13987654321' }, 'name'],
    [{ validUntil: '9999-12-31' }, 'validUntil'],
  ] as const) {
    const hit = (await told(person.idNumber, wrong)) as { userErrors: { path: string[] }[] };
    expect(hit.userErrors.map(({ path }) => path[1])).toEqual([field]);
    expect(await told(nobodys, wrong)).toEqual(hit);
  }
  expect(await rows(person)).toEqual([]);
});

test('an ID number under another name is a guess: refused, written down, counted', async () => {
  const person = await aPerson(app);
  const as = clerk('猜测');
  const guess = async (): Promise<{ status: number; code: unknown }> => {
    const input = { name: '李四', idNumber: person.idNumber, region: '500101', wish: { anyTrade: true, places: ['重庆'] } };
    const { status, body } = await app.run(
      'mutation ($input: SeekerRegisterInput!) { seekerRegister(input: $input) { userErrors { code } } }',
      { input: { ...input, institution: await anInstitution(app), idempotencyKey: key() } },
      as,
    );
    return { status, code: body.data?.seekerRegister?.userErrors[0]?.code };
  };
  expect(await guess()).toEqual({ status: 200, code: 'INVALID' });
  expect(await rows(person)).toMatchObject([{ action: 'LOOKED_UP', actor_name: '猜测' }]);
  await app.sql("insert into audit_limit (action, period, most, source) values ('LOOKED_UP', '2 minutes', 2, 'test')");
  try {
    expect(await guess()).toEqual({ status: 200, code: 'INVALID' });
    expect(await guess()).toEqual({ status: 429, code: undefined });
  } finally {
    await app.sql("delete from audit_limit where source = 'test'");
  }
});
