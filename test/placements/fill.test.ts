import { expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { fill, type Party } from '../../src/modules/placements/fill.js';

const parties = (...sizes: number[]): Party[] => sizes.map((size, at) => ({ key: String(at), size }));

test.each([
  ['first come, first taken', [1, 1, 1], 2, ['0', '1']],
  ['a couple that does not fit is passed over', [1, 2, 1], 2, ['0', '2']],
  ['a later party is taken where only it fills the last place', [2, 2, 1], 3, ['0', '2']],
  ['a party too large for the room is never split', [3], 2, []],
  ['no room takes nobody', [1], 0, []],
])('%s', (_, sizes, room, taken) => {
  expect(fill(parties(...sizes), room)).toEqual(taken);
});

test('as many places as whole parties can fill, the earliest first: equal to trying every choice', () => {
  const seed = 20_071_130;
  const sizes = fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 10 });
  fc.assert(
    fc.property(sizes, fc.integer({ min: 0, max: 20 }), (all, room) => {
      const list = parties(...all);
      let best = { filled: 0, taken: [] as string[] };
      for (let choice = 0; choice < 2 ** all.length; choice++) {
        const taken = list.filter((_, at) => choice & (1 << at));
        const filled = taken.reduce((sum, one) => sum + one.size, 0);
        const keys = taken.map((one) => one.key);
        if (filled > room || filled < best.filled) continue;
        if (filled > best.filled || earlier(keys, best.taken)) best = { filled, taken: keys };
      }
      expect(fill(list, room)).toEqual(best.taken);
    }),
    { seed, numRuns: 300 },
  );
});

/** Whether the first party in which two choices differ is taken by the first one. */
function earlier(a: readonly string[], b: readonly string[]): boolean {
  const at = a.findIndex((key, index) => key !== b[index]);
  return at >= 0 && (b[at] === undefined || Number(a[at]) < Number(b[at]));
}
