import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, chmodSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, inspect } from 'node:util';
import { afterAll, describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { blindIndex, blindIndexes, masterVersionOf, newPersonKey, open, rewrap, seal, SealBroken } from '../../src/platform/privacy/envelope.js';
import { fileKeyRing, KeyFileProblem } from '../../src/platform/privacy/keys.js';
import { maskPhone, parsePhone, syntheticPhone } from '../../src/platform/privacy/phone.js';
import { maskResidentId, parseResidentId, syntheticResidentId } from '../../src/platform/privacy/resident-id.js';
import { Sealed } from '../../src/platform/privacy/sealed.js';
import { cleanText, maskName } from '../../src/platform/privacy/text.js';

const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const wide = (text: string): string => text.replace(/[!-~]/g, (one) => String.fromCharCode(one.charCodeAt(0) + 0xfee0));
const id = (text: string, testIds = false): string => {
  const parsed = parseResidentId(text, { testIds, today: '2026-11-23' });
  return parsed.ok ? parsed.value : parsed.reason;
};

describe('resident ID', () => {
  test('vectors of GB 11643', () => {
    expect(parseResidentId('11010519491231002X', { testIds: false })).toEqual({
      ok: true,
      value: '11010519491231002X',
      birthOn: '1949-12-31',
      sex: 'FEMALE',
    });
    expect(parseResidentId('440524188001010014', { testIds: false })).toEqual({
      ok: true,
      value: '440524188001010014',
      birthOn: '1880-01-01',
      sex: 'MALE',
    });
  });

  test('one canonical value for each way to write it', () => {
    const value = '11010519491231002X';
    const ways = [
      '11010519491231002x',
      ' 110105 19491231 002X ',
      wide('11010519491231002x'),
      '\u200b11010519491231002X\ufeff',
      '110105491231002',
      '110105\u3000491231002',
    ];
    for (const way of ways) expect(id(way)).toBe(value);
  });

  test.each([
    ['', 'LENGTH'],
    ['1'.repeat(1_000_000), 'LENGTH'],
    ['1101051949123100', 'LENGTH'],
    ['11010519491231OO2X', 'CHARACTERS'],
    ['11010549123100X', 'CHARACTERS'],
    ['110105194912310021', 'CHECK_DIGIT'],
    ['999999194912310021', 'PREFIX'],
    ['509900194912310021', 'PREFIX'],
    ['110105200302300021', 'DATE'],
    ['110105190002290021', 'DATE'],
    ['110105000001010021', 'DATE'],
    ['110105199913010021', 'DATE'],
    ['110105490230002', 'DATE'],
    ['110105202611240021', 'FUTURE'],
    ['110105275901010021', 'FUTURE'],
  ])('refusal %#', (text, reason) => {
    expect(parseResidentId(text, { testIds: false, today: '2026-11-23' })).toEqual({ ok: false, reason });
  });

  test('Sichuan codes of before 1997 are accepted', () => {
    for (const prefix of ['510213', '512201', '512301', '513521'])
      expect(id(`${prefix}650101001`)).toMatch(new RegExp(`^${prefix}19650101001[\\dX]$`));
  });

  const people = fc.record({
    number: fc.integer({ min: 0, max: 49_999 }),
    birth: fc.date({ min: new Date('1900-01-01'), max: new Date('1999-12-31'), noInvalidDate: true }),
    sex: fc.constantFrom('MALE' as const, 'FEMALE' as const),
  });

  test('synthetic numbers are valid only where test IDs are', () => {
    fc.assert(
      fc.property(people, ({ number, birth, sex }) => {
        const birthOn = birth.toISOString().slice(0, 10);
        const value = syntheticResidentId(number, birthOn, sex);
        expect(parseResidentId(value, { testIds: true })).toEqual({ ok: true, value, birthOn, sex });
        expect(id(value)).toBe('PREFIX');
        expect(id(value.slice(0, 6) + value.slice(8, 17), true)).toBe(value);
      }),
    );
    expect(() => syntheticResidentId(50_000, '1980-01-01', 'MALE')).toThrow(RangeError);
    expect(() => syntheticResidentId(1, '1980-02-30', 'MALE')).toThrow(RangeError);
  });

  test('each wrong digit and each swap of unequal neighbours is found', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), ({ number, birth, sex }, at, shift) => {
        const value = syntheticResidentId(number, birth.toISOString().slice(0, 10), sex);
        const digit = String((Number(value[at]) + shift) % 10);
        expect(parseResidentId(value.slice(0, at) + digit + value.slice(at + 1), { testIds: true }).ok).toBe(false);
        if (value[at] !== value[at + 1]) {
          const swapped = value.slice(0, at) + value[at + 1]! + value[at]! + value.slice(at + 2);
          expect(parseResidentId(swapped, { testIds: true }).ok).toBe(false);
        }
      }),
    );
  });

  test('the mask shows the first and the last two', () => {
    expect(maskResidentId('510213194912310034')).toBe('5***************34');
    expect(maskResidentId('1234')).toBe('***');
  });

  test('no answer repeats the input', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, maxLength: 40 }), (text) => {
        const parsed = parseResidentId(text, { testIds: true });
        if (!parsed.ok) expect(Object.keys(parsed)).toEqual(['ok', 'reason']);
      }),
    );
  });
});

describe('phone', () => {
  test.each([
    ['13800138000', '+8613800138000'],
    ['+86 138 0013 8000', '+8613800138000'],
    ['0086-138-0013-8000', '+8613800138000'],
    ['8613800138000', '+8613800138000'],
    ['013800138000', '+8613800138000'],
    [wide('+86-13800138000'), '+8613800138000'],
    ['\u202d138\u00a00013–8000\u202c', '+8613800138000'],
    ['19912345678', '+8619912345678'],
    ['16700001111', '+8616700001111'],
    ['02367889900', '+862367889900'],
    ['(023) 6788-9900', '+862367889900'],
    ['+86 23 67889900', '+862367889900'],
    ['+86 023 67889900', '+862367889900'],
    ['862367889900', '+862367889900'],
    ['010-65001234', '+861065001234'],
    ['0838-2501234', '+868382501234'],
  ])('%s is %s', (text, value) => {
    expect(parsePhone(text)).toMatchObject({ ok: true, value });
    expect(parsePhone(value)).toMatchObject({ ok: true, value });
  });

  test.each([
    ['', 'LENGTH'],
    ['67889900', 'LENGTH'],
    ['138001380001', 'PREFIX'],
    ['1'.repeat(1_000_000), 'LENGTH'],
    ['12345678901', 'PREFIX'],
    ['2367889900', 'PREFIX'],
    ['02317889900', 'PREFIX'],
    ['1380013800a', 'CHARACTERS'],
    ['02367889900转8', 'CHARACTERS'],
    ['+85298765432', 'COUNTRY'],
    ['0044 20 7946 0000', 'COUNTRY'],
  ])('refusal %#', (text, reason) => {
    expect(parsePhone(text)).toEqual({ ok: false, reason });
  });

  test('masks', () => {
    expect(maskPhone('+8613800138000')).toBe('138****8000');
    expect(maskPhone('13800138000')).toBe('138****8000');
    expect(maskPhone('+862367889900')).toBe('023****00');
    expect(maskPhone('not a phone')).toBe('***');
  });

  test('synthetic phones are valid and distinct', () => {
    const phones = Array.from({ length: 1_000 }, (_, number) => syntheticPhone(number));
    expect(new Set(phones).size).toBe(1_000);
    for (const value of phones) expect(parsePhone(value)).toEqual({ ok: true, value, kind: 'MOBILE' });
  });
});

describe('text', () => {
  test('one canonical form', () => {
    expect(cleanText('  张\u200b三\u202e丰\u0000 ')).toBe('张三丰');
    expect(cleanText('a\ud800b\r\n\tc\u3000d')).toBe('ab c d');
    expect(cleanText('e\u200b\u0301')).toBe('é');
    expect(cleanText('\u0000\u2066')).toBe('');
    expect(cleanText('买买提·艾力 𠮷')).toBe('买买提·艾力 𠮷');
  });

  test('cleaning twice changes nothing, and nothing unseen is left', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const clean = cleanText(text);
        expect(cleanText(clean)).toBe(clean);
        expect(clean).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(clean.isWellFormed()).toBe(true);
        expect(clean.normalize('NFC')).toBe(clean);
      }),
    );
  });

  test('masks of names', () => {
    expect(maskName('张三丰')).toBe('张**');
    expect(maskName('欧阳')).toBe('欧*');
    expect(maskName('𠮷田')).toBe('𠮷*');
    expect(maskName('张')).toBe('张*');
    expect(maskName('')).toBe('');
  });
});

test('a sealed text shows nowhere', () => {
  const clear = '11010519491231002X';
  const sealed = new Sealed(clear);
  const shown = [
    String(sealed),
    `${sealed as unknown as string}`,
    JSON.stringify({ sealed }),
    inspect({ deep: { sealed } }, { depth: 9, showHidden: true }),
    inspect(sealed, { customInspect: false, showHidden: true }),
    format('%s %o %O %j', sealed, sealed, sealed, sealed),
    JSON.stringify(Object.getOwnPropertyDescriptors(sealed)),
    inspect(structuredClone(sealed)),
    inspect({ ...sealed }),
    new Error('x', { cause: sealed }).stack ?? '',
    sealed.toLocaleString(),
  ];
  for (const text of shown) expect(text).not.toContain('1949');
  expect(shown.slice(0, 3)).toEqual(['***', '***', '{"sealed":"***"}']);
  expect(sealed.reveal()).toBe(clear);
});

describe('key ring', () => {
  test('created once, private, the same for whoever reads it', () => {
    const path = join(folder, 'deep', 'keys.json');
    const ring = fileKeyRing(path);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(blindIndex(fileKeyRing(path), 'phone', '1')).toEqual(blindIndex(ring, 'phone', '1'));
    expect(inspect(ring, { depth: 9, showHidden: true })).not.toContain(
      (JSON.parse(readFileSync(path, 'utf8')) as { master: { key: string }[] }).master[0]!.key,
    );
  });

  test('a version added elsewhere is found', () => {
    const path = join(folder, 'grown.json');
    const [here, there] = [fileKeyRing(path), fileKeyRing(path)];
    expect(there.addVersion('master')).toBe(2);
    expect([here.master.current, there.master.current]).toEqual([1, 2]);
    const wrapped = newPersonKey(there, 'p');
    const place = { table: 't', column: 'c', personId: 'p' };
    expect(open(here, wrapped, place, seal(there, wrapped, place, 'x')).reveal()).toBe('x');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('wrong files are named and not shown', () => {
    const path = join(folder, 'wrong.json');
    writeFileSync(path, '{"format":1,"master":[{"version":1,"key":"c2VjcmV0"}]}', { mode: 0o600 });
    expect(() => fileKeyRing(path)).toThrow(new KeyFileProblem(`${path}: is not a key file`));
    chmodSync(path, 0o644);
    expect(() => fileKeyRing(path)).toThrow(KeyFileProblem);
  });

  test('a file of before there was an audit gets a key for it, once, and keeps the others', () => {
    const path = join(folder, 'older.json');
    fileKeyRing(path);
    const { audit, ...older } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(audit).toHaveLength(1);
    writeFileSync(path, JSON.stringify(older));
    expect(fileKeyRing(path).audit.versions).toEqual([1]);
    const grown = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    expect(grown).toMatchObject(older);
    fileKeyRing(path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(grown);
  });

  test('two cannot add at once; whoever died while adding stands in nobody’s way', () => {
    const path = join(folder, 'locked.json');
    const ring = fileKeyRing(path);
    for (const holder of ['', String(process.ppid)]) {
      writeFileSync(`${path}.lock`, holder);
      expect(() => ring.addVersion('index')).toThrow(KeyFileProblem);
    }
    const died = spawnSync(process.execPath, ['-e', 'process.exit()']).pid;
    writeFileSync(`${path}.lock`, String(died));
    expect(ring.addVersion('index')).toBe(2);
  });
});

describe('envelope', () => {
  const ring = fileKeyRing(join(folder, 'envelope.json'));
  const wrapped = newPersonKey(ring, 'person-1');
  const place = { table: 'person_secret', column: 'phone', personId: 'person-1' };

  test('opens what was sealed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(open(ring, wrapped, place, seal(ring, wrapped, place, text)).reveal()).toBe(text);
        expect(open(ring, wrapped, place, seal(ring, wrapped, place, new Sealed(text))).reveal()).toBe(text);
      }),
    );
    expect(() => seal(ring, wrapped, place, '\ud800')).toThrow(TypeError);
    expect(seal(ring, wrapped, place, 'x')).not.toEqual(seal(ring, wrapped, place, 'x'));
  });

  const flip = (bytes: Buffer, bit: number): Buffer => {
    const changed = Buffer.from(bytes);
    changed[bit >> 3]! ^= 1 << (bit & 7);
    return changed;
  };

  test('every single bit counts, in the value and in the wrapped key', () => {
    const sealed = seal(ring, wrapped, place, '+8615400000000');
    for (let bit = 0; bit < sealed.length * 8; bit++) expect(() => open(ring, wrapped, place, flip(sealed, bit))).toThrow(SealBroken);
    for (let bit = 0; bit < wrapped.length * 8; bit++) expect(() => open(ring, flip(wrapped, bit), place, sealed)).toThrow(SealBroken);
  });

  test('cut, grown or foreign bytes do not open', () => {
    const sealed = seal(ring, wrapped, place, '+8615400000000');
    for (let length = 0; length < sealed.length; length++) expect(() => open(ring, wrapped, place, sealed.subarray(0, length))).toThrow(SealBroken);
    for (let length = 0; length < wrapped.length; length++) expect(() => open(ring, wrapped.subarray(0, length), place, sealed)).toThrow(SealBroken);
    expect(() => open(ring, wrapped, place, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(SealBroken);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => expect(() => open(ring, wrapped, place, Buffer.from(bytes))).toThrow(SealBroken)),
    );
  });

  test('a value moved to another place does not open', () => {
    const sealed = seal(ring, wrapped, place, 'x');
    expect(() => open(ring, wrapped, { ...place, column: 'address' }, sealed)).toThrow(SealBroken);
    expect(() => open(ring, wrapped, { ...place, table: 'other' }, sealed)).toThrow(SealBroken);
    expect(() => open(ring, wrapped, { ...place, table: 'person_secret|phone', column: '' }, sealed)).toThrow(SealBroken);
    expect(() => open(ring, wrapped, { ...place, personId: 'person-2' }, sealed)).toThrow(SealBroken);
    expect(() => open(ring, newPersonKey(ring, 'person-2'), { ...place, personId: 'person-2' }, sealed)).toThrow(SealBroken);
    expect(() => open(ring, newPersonKey(ring, 'person-1'), place, sealed)).toThrow(SealBroken);
    expect(() => open(fileKeyRing(join(folder, 'other.json')), wrapped, place, sealed)).toThrow(SealBroken);
  });

  test('a new master key: old values open before and after rewrapping', () => {
    const own = fileKeyRing(join(folder, 'rotated.json'));
    const before = newPersonKey(own, 'p');
    const at = { ...place, personId: 'p' };
    const sealed = seal(own, before, at, 'x');
    own.addVersion('master');
    const after = rewrap(own, 'p', before);
    expect([masterVersionOf(before), masterVersionOf(after)]).toEqual([1, 2]);
    expect([open(own, before, at, sealed).reveal(), open(own, after, at, sealed).reveal()]).toEqual(['x', 'x']);
    expect(() => rewrap(own, 'q', before)).toThrow(SealBroken);
  });

  test('blind indexes: equal for equal, apart by purpose and version', () => {
    const own = fileKeyRing(join(folder, 'blind.json'));
    const first = blindIndex(own, 'phone', '+8615400000000');
    expect(first).toEqual({ version: 1, index: expect.any(Buffer) });
    expect(first.index).toHaveLength(32);
    expect(blindIndex(own, 'phone', new Sealed('+8615400000000'))).toEqual(first);
    expect(blindIndex(own, 'resident-id', '+8615400000000').index).not.toEqual(first.index);
    own.addVersion('index');
    const all = blindIndexes(own, 'phone', '+8615400000000');
    expect(all.map((one) => one.version)).toEqual([2, 1]);
    expect(all[1]).toEqual(first);
    expect(all[0]).toEqual(blindIndex(own, 'phone', '+8615400000000'));
  });
});
