import { expect, test } from '../support/jest.js';
import { SYSTEM } from '../../src/platform/access/viewer.js';
import { key, testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY, DRAFT, draftInput, step } from '../support/factories.js';

const app = testApp();

const send = async (query: string, variables: object, as: Who = CITY): Promise<string> => JSON.stringify((await app.run(query, variables, as)).body);
const codeOf = (text: string): string | undefined => {
  const [payload] = Object.values((JSON.parse(text) as { data: Record<string, { userErrors: { code: string }[] }> }).data);
  return payload!.userErrors[0]?.code;
};
const stored = async (employer: string): Promise<number> =>
  (await app.sql<{ count: number }>('select count(*)::int as count from vacancy where employer_id = ?', [employer]))[0]!.count;

async function aRequest(more: object = {}): Promise<{ employer: string; institution: string; input: { idempotencyKey: string } }> {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  return { employer, institution, input: draftInput(employer, institution, more) as { idempotencyKey: string } };
}

test('64 requests with one key at once: one effect, and the same bytes for each', async () => {
  const { employer, input } = await aRequest();
  const answers = await Promise.all(Array.from({ length: 64 }, () => send(DRAFT, { input })));
  expect(new Set(answers).size).toBe(1);
  expect(codeOf(answers[0]!)).toBeUndefined();
  expect(await stored(employer)).toBe(1);
  expect(await send(DRAFT, { input })).toBe(answers[0]);
});

test('one key for another payload or another operation is refused; for another actor it is another key', async () => {
  const { employer, institution, input } = await aRequest();
  const first = JSON.parse(await send(DRAFT, { input })) as { data: { vacancyDraft: { vacancy: { id: string } } } };
  expect(codeOf(await send(DRAFT, { input: { ...input, headCount: 9 } }))).toBe('IDEMPOTENCY_KEY_REUSED');
  const { id } = first.data.vacancyDraft.vacancy;
  expect(codeOf(await send(step('vacancySubmit'), { id, input: { idempotencyKey: input.idempotencyKey } }))).toBe('IDEMPOTENCY_KEY_REUSED');
  expect(await app.sql('select state from vacancy where id = ?', [id])).toEqual([{ state: 'DRAFT' }]);
  const other: Who = { role: 'INTERMEDIARY', institution };
  expect(codeOf(await send(DRAFT, { input }, other))).toBeUndefined();
  expect(await stored(employer)).toBe(2);
});

test('two operations with one key at once: one effect', async () => {
  const { institution } = await aRequest();
  const id = (await app.data(DRAFT, { input: draftInput(await anEmployer(app), institution) }, CITY)).vacancyDraft.vacancy.id as string;
  const employer = await anEmployer(app);
  const shared = key();
  const answers = await Promise.all([
    send(DRAFT, { input: draftInput(employer, institution, { idempotencyKey: shared }) }),
    send(step('vacancySubmit'), { id, input: { idempotencyKey: shared } }),
  ]);
  expect(answers.map(codeOf).sort()).toEqual(['IDEMPOTENCY_KEY_REUSED', undefined]);
});

test('a refusal is remembered: its cause is gone, its answer stays', async () => {
  const { employer, input } = await aRequest({ headCount: 0 });
  const first = await send(DRAFT, { input });
  expect(codeOf(first)).toBe('INVALID');
  const submit = { id: key(), input: { idempotencyKey: key() } };
  const missing = await send(step('vacancySubmit'), submit);
  expect(codeOf(missing)).toBe('NOT_FOUND');
  await app.sql('update vacancy set id = ? where employer_id = ?', [submit.id, employer]);
  const draft = (await app.data(DRAFT, { input: draftInput(employer, await anInstitution(app)) }, CITY)).vacancyDraft.vacancy.id as string;
  await app.sql('update vacancy set id = ? where id = ?', [submit.id, draft]);
  expect(await send(step('vacancySubmit'), submit)).toBe(missing);
  expect(await send(DRAFT, { input })).toBe(first);
});

test('while the first is running a repeat is told so, holds no connection, and later gets the reply', async () => {
  const { employer, institution, input } = await aRequest();
  const locked = app.owner.em.fork();
  await locked.begin();
  await locked.execute('lock table vacancy in exclusive mode');
  const first = send(DRAFT, { input });
  const repeats = await Promise.all(Array.from({ length: 40 }, () => send(DRAFT, { input })));
  expect(new Set(repeats.map(codeOf))).toEqual(new Set(['IDEMPOTENCY_IN_PROGRESS']));
  expect(await app.mistake('query ($id: ID!) { employer(id: $id) { name } }', { id: employer })).toBeUndefined();
  await locked.rollback();
  expect(codeOf(await first)).toBeUndefined();
  expect(await send(DRAFT, { input })).toBe(await first);
  expect(institution).toBeDefined();
});

test('a failure of ours keeps no key: the repeat does it', async () => {
  const { employer, input } = await aRequest();
  await app.sql('revoke insert on vacancy from jiangqiao_app');
  expect((await app.run(DRAFT, { input }, CITY)).body.errors?.[0]?.extensions).toMatchObject({ code: 'INTERNAL', trace: expect.any(String) });
  await app.sql('grant insert on vacancy to jiangqiao_app');
  expect(codeOf(await send(DRAFT, { input }))).toBeUndefined();
  expect(await stored(employer)).toBe(1);
});

test('a stored reply holds ids and codes, and is forgotten after two days', async () => {
  const { input } = await aRequest({ title: '秘密焊工' });
  await send(DRAFT, { input });
  const rows = await app.sql<{ reply: unknown }>('select reply from idempotency_key where key = ?', [input.idempotencyKey]);
  expect(JSON.stringify(rows)).not.toContain('秘密');
  const { forgetReplies } = await import('../../src/platform/idempotency/idempotency.js');
  const forget = (): Promise<number> =>
    app.application.platform.orm.em.fork({ session: { variables: SYSTEM } }).transactional((em) => forgetReplies(em as never));
  expect(await forget()).toBe(0);
  await app.sql("update idempotency_key set created_at = created_at - interval '49 hours' where key = ?", [input.idempotencyKey]);
  expect(await forget()).toBe(1);
  expect(await app.sql('select 1 from idempotency_key where key = ?', [input.idempotencyKey])).toEqual([]);
});
