import { spawnSync } from 'node:child_process';
import { expect, test } from '../support/jest.js';

test('a Node that is too old is told in one sentence what to do', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'data:text/javascript,delete Map.groupBy', 'dist/src/main.js', 'start'],
    { encoding: 'utf8' },
  );
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^Node v\S+ 太旧，请用 npm start.* · Node v\S+ is too old: use npm start.*\n$/);
});
