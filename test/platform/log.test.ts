import { expect, test } from '../support/jest.js';
import pg from 'pg';
import { errorFacts } from '../../src/platform/privacy/log.js';
import { testApp } from '../support/app.js';

const app = testApp();
const NAME = '覃小燕';
const failed = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );

test.each([
  ['a row that breaks a rule', `insert into seeker (id, name) values (uuidv7(), '${NAME}')`],
  ['a value of the wrong type', `select '${NAME}'::uuid`],
  ['a name that is taken', `insert into account (id, role, name) values (uuidv7(), 'AUDITOR', '${NAME}'), (uuidv7(), 'AUDITOR', '${NAME}')`],
])('an error of the database says what it was and quotes nothing: %s', async (_, statement) => {
  for (const error of [await failed(app.sql(statement)), await failed(plain(statement))]) {
    const told = JSON.stringify(errorFacts(error));
    expect(told).not.toContain(NAME);
    expect(told).not.toContain('insert');
    expect(told).toMatch(/"code":"(23502|22P02|23505)"/);
    expect(told).toContain('"stack":"');
  }
});

/** As the driver says it, without the ORM between. */
async function plain(statement: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: app.servers.ownerUrl.replace('/jiangqiao?', `/${app.name}?`) });
  await client.connect();
  return client.query(statement).finally(() => client.end());
}

test('other errors keep their words, without numbers, and their causes', () => {
  const error = new Error('no answer for 13800138000', { cause: new TypeError('身份证 11010519491231002X') });
  expect(errorFacts(error)).toMatchObject({
    type: 'Error',
    message: 'no answer for ***',
    cause: { type: 'TypeError', message: '身份证 ***' },
  });
  expect(errorFacts('13800138000')).toEqual({ message: '***' });
});
