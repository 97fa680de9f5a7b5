import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import { syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { writeXlsx } from '../../src/platform/sheets/write.js';
import { Random } from '../../seeds/random.js';
import { encodingsOf, Scanner } from './scan.js';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'jiangqiao-scan-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const ID = syntheticResidentId(49_999, '1971-02-03', 'MALE').slice(0, 17);
const PHONE = '15487654321';
const found = (): string[] => new Scanner([ID, PHONE]).folder(folder).hits.map(({ value, encoding }) => `${value} ${encoding}`);
const random = new Random(7);
const BLOCK = Buffer.from(Array.from({ length: 4_093 }, () => random.whole(0, 255)));
const noise = (length: number): Buffer => Buffer.alloc(length, BLOCK);

test.each([0, 13, 4 * 2 ** 20 - 5])('finds a value in every encoding after %i other bytes, also over the end of a piece', (before) => {
  for (const value of [ID, PHONE]) {
    encodingsOf(value).forEach(([encoding, bytes], at) => {
      writeFileSync(join(folder, `${value} ${encoding} ${at}`), Buffer.concat([noise(before), bytes, noise(100)]));
    });
  }
  const { hits, files } = new Scanner([ID, PHONE]).folder(folder);
  expect(files).toBe(2 * encodingsOf(ID).length);
  expect(hits.map(({ file }) => file.slice(folder.length + 1).replace(/ \d+$/, '')).sort()).toEqual(
    [ID, PHONE].flatMap((value) => encodingsOf(value).map(([encoding]) => `${value} ${encoding}`)).sort(),
  );
});

test.each([0, 1, 2, 3, 4, 5])('finds a value that stands %i bytes into a text in base64', (offset) => {
  writeFileSync(join(folder, 'data'), Buffer.from(`${'x'.repeat(offset)}${PHONE} and more`).toString('base64'));
  expect(found().map((one) => one.slice(0, -2))).toEqual([`${PHONE} base64`]);
});

test('finds a value in a workbook, and none in noise or in its neighbours', async () => {
  writeFileSync(join(folder, 'list.xlsx'), await writeXlsx([{ key: 'id', title: '身份证号' }], [{ id: `${ID}1` }]));
  expect(found()).toEqual([`${ID} utf-8`]);
  writeFileSync(join(folder, 'list.xlsx'), await writeXlsx([{ key: 'id', title: '身份证号' }], [{ id: `${PHONE.slice(0, 10)}2` }]));
  writeFileSync(join(folder, 'noise'), noise(2 ** 20));
  expect(found()).toEqual([]);
});
