import { expect, test } from '../support/jest.js';
import { all, any, inSight, raw, type Sql, sql } from '../../src/platform/database/sql.js';

const OPEN = raw("t.state = 'OPEN'");
const OWN = sql`t.employer_id = any(${['e']}::uuid[])`;
const WAYS = any([OPEN, OWN]);
const VALID = raw('current_date < t.valid_until');
/** Whether the ways were left out. */
const elided = (ways: Sql | null, condition: Sql): boolean => inSight(ways, condition) === condition;

test('pieces nest, their values are bound in order, and each is in brackets', () => {
  expect(inSight(any([raw('a or b'), OWN]), sql`c = ${1} or d`).compile()).toEqual({
    text: '((a or b) or (t.employer_id = any($1::uuid[]))) and (c = $2 or d)',
    values: [['e'], 1],
  });
  expect(inSight(null, raw('a or b')).compile().text).toBe('(a or b)');
  expect([all([]).compile().text, any([]).compile().text]).toEqual(['true', 'false']);
});

test('a condition that demands one of the ways, alone or among others at any depth, need not ask the rest', () => {
  for (const condition of [OPEN, all([OPEN]), all([VALID, raw("t.state = 'OPEN'")]), all([all([OPEN, VALID]), sql`t.id = ${'x'}`])]) {
    expect(elided(WAYS, condition)).toBe(true);
  }
});

test('whatever does not demand it of each row, word for word and of the same alias, asks every way', () => {
  for (const condition of [
    raw('true'),
    raw(''),
    VALID,
    any([OPEN, VALID]),
    all([any([OPEN, VALID])]),
    sql`not ${all([OPEN])}`,
    sql`(${all([OPEN])} or ${VALID})`,
    sql`${all([OPEN])} or true`,
    raw("t.state = 'OPEN' or true"),
    raw("s.state = 'OPEN'"),
    raw("t.state = 'DRAFT'"),
    sql`t.state = ${'OPEN'}`,
    sql`exists (select from vacancy t where ${OPEN})`,
  ]) {
    expect(elided(WAYS, condition)).toBe(false);
    expect(inSight(WAYS, condition).compile().text).toMatch(/^\(\(t\.state = 'OPEN'\) or \(t\.employer_id = any\(\$1::uuid\[\]\)\)\) and \(/);
  }
});

test('what carries values is never taken for the same, nor is a scope that is not a list of ways', () => {
  expect(elided(any([OWN]), OWN)).toBe(false);
  expect(elided(any([sql`t.employer_id = ${'a'}`]), all([sql`t.employer_id = ${'b'}`]))).toBe(false);
  expect(elided(any([all([OPEN, OWN])]), all([OPEN]))).toBe(false);
  expect(elided(all([OPEN, OWN]), OPEN)).toBe(false);
  expect(elided(raw('false'), raw('true'))).toBe(false);
  expect(inSight(any([]), OPEN).compile().text).toBe("(false) and (t.state = 'OPEN')");
});
