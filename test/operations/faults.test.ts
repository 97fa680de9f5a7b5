import { expect, test } from '../support/jest.js';
import { key, testApp } from '../support/app.js';
import { anEmployer, anInstitution, CITY, draftInput } from '../support/factories.js';

const app = testApp();
const DRAFT = 'mutation ($input: VacancyDraftInput!) { vacancyDraft(input: $input) { vacancy { id title } userErrors { code } } }';

/** What a database says when it cannot for a while; `test/corpus` and `test/platform/cut-connections` bring about each of the first five for real. */
const FAULTS: readonly (readonly [string, string])[] = [
  ['57P01', 'the connection is ended'],
  ['25006', 'it takes no changes'],
  ['53300', 'it has no connection left'],
  ['40P01', 'two wait for each other'],
  ['40001', 'somebody else was first'],
  ['55P03', 'a lock was waited for too long'],
  ['08006', 'the line broke'],
  ['53100', 'its disk is full'],
  ['57P03', 'it is starting'],
];

test.each(FAULTS)('%s, %s: clear and retryable, nothing of the effect is there, and the same key takes effect once it is over', async (code) => {
  const [employer, institution] = [await anEmployer(app), await anInstitution(app)];
  const title = `焊工${key().slice(0, 8)}`;
  const idempotencyKey = key();
  const input = draftInput(employer, institution, { title, idempotencyKey });
  await app.sql(`create function faulty() returns trigger language plpgsql as $$ begin raise exception using errcode = '${code}'; end $$`);
  await app.sql(`create trigger faulty after insert on vacancy for each row when (new.title = '${title}') execute function faulty()`);
  const token = await app.token(CITY);
  const send = async () => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const answer = await fetch(`${app.server.url}/graphql`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: DRAFT, variables: { input } }),
    });
    return { status: answer.status, wait: answer.headers.get('retry-after'), body: await answer.json() };
  };
  const stored = async () => (await app.sql('select id from vacancy where title = ?', [title])).length;
  const told = [await send(), await send()];
  const kept = [await stored(), (await app.sql('select key from idempotency_key where key = ?', [idempotencyKey])).length];
  await app.sql('drop trigger faulty on vacancy');
  await app.sql('drop function faulty()');
  for (const { status, wait, body } of told) {
    expect([status, wait]).toEqual([503, '2']);
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAVAILABLE', retryable: true } }] });
    expect(JSON.stringify(body)).not.toMatch(/faulty|焊工|insert/);
  }
  expect(kept).toEqual([0, 0]);
  expect((await send()).body).toMatchObject({ data: { vacancyDraft: { vacancy: { title }, userErrors: [] } } });
  await send();
  expect(await stored()).toBe(1);
});
