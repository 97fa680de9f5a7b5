import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { writeXlsx as writeWorkbook } from 'hucre';
import { Sealed } from '../../src/platform/privacy/sealed.js';
import { mapHeaders } from '../../src/platform/sheets/header-map.js';
import { readHeaders, readSheet, type SheetRow } from '../../src/platform/sheets/read.js';
import { writeCsv, writeXlsx } from '../../src/platform/sheets/write.js';

const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
const file = (content: string | Uint8Array): string => {
  const path = join(folder, `${++files}.upload`);
  writeFileSync(path, content);
  return path;
};
const rows = async (content: string | Uint8Array, options?: { maxRows?: number }): Promise<SheetRow[]> => {
  const read: SheetRow[] = [];
  for await (const row of readSheet(file(content), options)) read.push(row);
  return read;
};
const fault = async (content: string | Uint8Array, options?: { maxRows?: number }): Promise<unknown> =>
  rows(content, options).then(
    () => 'READ',
    (error: unknown) => (error as { code?: string; name: string }).code ?? error,
  );
const text = async (pieces: AsyncIterable<string>): Promise<string> => {
  let all = '';
  for await (const piece of pieces) all += piece;
  return all;
};

/** 岗位,薪资 / 焊工,3000 / 㐀,1 in GB18030; the last character needs four bytes. */
const GB18030 = Buffer.from('b8dacebb2cd0bdd7ca0ab8b8b9a42c333030300a8139ee392c310a', 'hex');

describe('CSV', () => {
  const expected = [{ number: 2, cells: { 岗位: '焊工', 薪资: '3000' } }];

  test.each([',', ';', '\t'])('delimiter %j', async (delimiter) => {
    expect(await rows(`岗位${delimiter}薪资\n焊工${delimiter}3000\n`)).toEqual(expected);
  });

  test('encodings', async () => {
    const plain = '岗位,薪资\r\n焊工,3000';
    expect(await rows(plain)).toEqual(expected);
    expect(await rows(`\ufeff${plain}`)).toEqual(expected);
    expect(await rows(Buffer.from(`\ufeff${plain}`, 'utf16le'))).toEqual(expected);
    expect((await rows(GB18030)).map((row) => Object.values(row.cells))).toEqual([
      ['父工', '3000'],
      ['㐀', '1'],
    ]);
  });

  test('characters across the pieces of a long file', async () => {
    const gb = Buffer.concat([
      Buffer.from('b8dacebb2cd0bdd7ca0a', 'hex'),
      ...Array.from({ length: 40_000 }, () => Buffer.from('b8b8b9a42c330a', 'hex')),
    ]);
    const utf = `岗位,薪资\n${'焊工，三千,3\n'.repeat(40_000)}`;
    expect((await rows(gb)).every((row) => row.cells['岗位'] === '父工')).toBe(true);
    expect(await rows(gb)).toHaveLength(40_000);
    expect((await rows(utf)).every((row) => row.cells['岗位'] === '焊工，三千')).toBe(true);
  });

  test('row numbers are those of the file', async () => {
    const content = '\n岗位,说明\n\n焊工,"一行\n两行"\n,,\n电工,"说 ""好"""\n';
    expect(await rows(content)).toEqual([
      { number: 4, cells: { 岗位: '焊工', 说明: '一行\n两行' } },
      { number: 6, cells: { 岗位: '电工', 说明: '说 "好"' } },
    ]);
  });

  test('odd headers', async () => {
    expect(await rows('薪资,薪资,,__proto__\n1,2,,4,5\n')).toEqual([
      {
        number: 2,
        cells: Object.fromEntries([
          ['薪资', '1'],
          ['薪资 (2)', '2'],
          ['__proto__', '4'],
          ['列5', '5'],
        ]),
      },
    ]);
    expect(await readHeaders(file('岗位,,薪资\n'))).toEqual(['岗位', '薪资']);
    expect(await rows('岗位,薪资\n')).toEqual([]);
  });

  test.each([
    ['', 'NO_HEADER'],
    ['\n\n,,\n', 'NO_HEADER'],
    ['1,2\n3,4\n', 'NO_HEADER'],
    [Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xff, 0xff]), 'WRONG_ENCODING'],
    [Buffer.from('a,b\n\0,2\n'), 'BROKEN_FILE'],
    [Buffer.from('d0cf11e0a1b11ae1000000', 'hex'), 'BROKEN_FILE'],
    ['a,b\n"never closed,2\n3,4\n', 'BROKEN_FILE'],
    [`a,b\n"${'x'.repeat(2 ** 21)}\n`, 'TOO_LARGE'],
    [`a\n${','.repeat(300)}1\n`, 'TOO_LARGE'],
  ])('refusal %#', async (content, code) => {
    expect(await fault(content)).toBe(code);
  });

  test('one row too many, and a reader who stops early', async () => {
    const content = `岗位\n${'焊工\n'.repeat(11)}`;
    expect(await fault(content, { maxRows: 10 })).toBe('TOO_LARGE');
    expect(await rows(content, { maxRows: 11 })).toHaveLength(11);
    for await (const row of readSheet(file(content), { maxRows: 10 })) {
      expect(row.number).toBe(2);
      break;
    }
  });

  test('random bytes are read or refused, never more', async () => {
    for (let round = 0; round < 100; round++) {
      const bytes = randomBytes(round * 20);
      if (round % 2 === 0) bytes.write('PK\x03\x04', 0, 'latin1');
      expect(await fault(bytes)).toMatch(/^(READ|BROKEN_FILE|WRONG_ENCODING|NO_HEADER|TOO_LARGE)$/);
    }
  });
});

describe('writing', () => {
  const columns = [
    { key: 'id', title: '身份证号' },
    { key: 'note', title: '备注' },
    { key: 'count', title: '人数' },
  ];
  const values = [
    { id: '509900194912310021', note: '=HYPERLINK("http://x")', count: 20_880 },
    { id: '007', note: '+8615400000000', count: -1.5 },
    { id: new Sealed('x'), note: '甲,乙;"丙"\n丁', count: null },
    { id: '3', note: '-5', count: 9_007_199_254_740_993n },
  ];
  const back = [
    { number: 2, cells: { 身份证号: '509900194912310021', 备注: '=HYPERLINK("http://x")', 人数: '20880' } },
    { number: 3, cells: { 身份证号: '007', 备注: '+8615400000000', 人数: '-1.5' } },
    { number: 4, cells: { 身份证号: '***', 备注: '甲,乙;"丙"\n丁', 人数: '' } },
    { number: 5, cells: { 身份证号: '3', 备注: '-5', 人数: '9007199254740993' } },
  ];

  test('CSV comes back as it was', async () => {
    const csv = await text(writeCsv(columns, values));
    expect(csv.startsWith('\ufeff身份证号,备注,人数\r\n')).toBe(true);
    expect(await rows(csv)).toEqual(back);
  });

  test('XLSX comes back as it was', async () => {
    const bytes = await writeXlsx(columns, values);
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect(await rows(bytes)).toEqual(back);
  });

  test('rows may come one by one, and may be none', async () => {
    const slow = async function* (): AsyncGenerator<{ id: number }> {
      for (let id = 1; id <= 5_000; id++) yield { id };
    };
    const one = [{ key: 'id', title: '编号' }];
    expect(await rows(await text(writeCsv(one, slow())))).toHaveLength(5_000);
    expect(await rows(await writeXlsx(one, slow()))).toHaveLength(5_000);
    expect(await rows(await writeXlsx(one, []))).toEqual([]);
  });

  test('no cell of a CSV begins a formula', async () => {
    const starts = fc.tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '＝', ' =', 'a', '1', '"', ';='), fc.string({ maxLength: 8 }));
    await fc.assert(
      fc.asyncProperty(starts, async ([start, rest]) => {
        const csv = await text(writeCsv([{ key: 'a', title: 'a' }], [{ a: start + rest }]));
        const cell = csv.slice('\ufeffa\r\n'.length, -2).replace(/^"/, '');
        if (!/^-?\d+(\.\d+)?$/.test(cell)) expect(cell).not.toMatch(/^\s*[=+\-@＝＋－＠]|^[\t\r\n]/);
      }),
    );
  });

  test('hostile text makes no broken workbook', async () => {
    const long = 'x'.repeat(40_000);
    const [row] = await rows(
      await writeXlsx(
        [
          { key: 'a', title: 'a' },
          { key: 'b', title: 'b' },
        ],
        [{ a: '\0\u0008<&>\ud800]]>', b: long }],
      ),
    );
    expect(row!.cells['a']).toBe('<&>\ufffd]]>');
    expect(row!.cells['b']).toHaveLength(32_767);
  });
});

describe('XLSX', () => {
  const workbook = (sheet: (string | number | boolean | Date | null)[][], numFmt?: string): Promise<Uint8Array> =>
    writeWorkbook({
      sheets: [
        { name: '甲', rows: sheet, ...(numFmt === undefined ? {} : { columns: [{ numFmt }] }) },
        { name: '乙', rows: [['x']] },
      ],
    });

  test('numbers and dates are plain text', async () => {
    const sheet = [
      ['数', '日'],
      [13_800_138_000, new Date('2007-03-05T00:00:00Z')],
      [0.1 + 0.2, new Date('2007-03-05T08:30:00Z')],
      [510_213_194_912_310_000, null],
      [0.000_000_1, true],
      [null, null],
      ['文', ' 字 '],
    ];
    expect(await rows(await workbook(sheet))).toEqual([
      { number: 2, cells: { 数: '13800138000', 日: '2007-03-05' } },
      { number: 3, cells: { 数: '0.3', 日: '2007-03-05 08:30:00' } },
      { number: 4, cells: { 数: '510213194912310016', 日: '' } },
      { number: 5, cells: { 数: '0.0000001', 日: 'TRUE' } },
      { number: 7, cells: { 数: '文', 日: '字' } },
    ]);
  });

  interface Part {
    name: string;
    content: Buffer;
    declared?: number;
  }
  const zip = (parts: Part[]): Buffer => {
    const bodies: Buffer[] = [];
    const central: Buffer[] = [];
    let at = 0;
    for (const { name, content, declared } of parts) {
      const packed = deflateRawSync(content);
      const fields = Buffer.alloc(26);
      fields.writeUInt16LE(20, 0);
      fields.writeUInt16LE(8, 4);
      fields.writeUInt32LE(crc32(content), 10);
      fields.writeUInt32LE(packed.length, 14);
      fields.writeUInt32LE(declared ?? content.length, 18);
      fields.writeUInt16LE(name.length, 22);
      const body = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fields, Buffer.from(name), packed]);
      const where = Buffer.alloc(14);
      where.writeUInt32LE(at, 10);
      central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), fields, where, Buffer.from(name)]));
      bodies.push(body);
      at += body.length;
    }
    const directory = Buffer.concat(central);
    const end = Buffer.alloc(18);
    end.writeUInt16LE(parts.length, 4);
    end.writeUInt16LE(parts.length, 6);
    end.writeUInt32LE(directory.length, 8);
    end.writeUInt32LE(at, 12);
    return Buffer.concat([...bodies, directory, Buffer.from('PK\x05\x06', 'latin1'), end]);
  };
  const relations = (type: string, target: string): Buffer =>
    Buffer.from(
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/></Relationships>`,
    );
  const parts = (sheet: string, declared?: number): Part[] => [
    { name: '[Content_Types].xml', content: Buffer.from('<Types/>') },
    { name: '_rels/.rels', content: relations('officeDocument', 'xl/workbook.xml') },
    { name: 'xl/workbook.xml', content: Buffer.from('<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>') },
    { name: 'xl/_rels/workbook.xml.rels', content: relations('worksheet', 'worksheets/sheet1.xml') },
    { name: 'xl/worksheets/sheet1.xml', content: Buffer.from(sheet), ...(declared === undefined ? {} : { declared }) },
  ];
  const sheetOf = (body: string): string => `<worksheet><sheetData>${body}</sheetData></worksheet>`;
  const header = '<row r="1"><c r="A1" t="str"><v>岗位</v></c></row>';

  test('a hand-made workbook is read', async () => {
    expect(await rows(zip(parts(sheetOf(`${header}<row r="7"><c r="A7" t="inlineStr"><is><t>焊工</t></is></c></row>`))))).toEqual([
      { number: 7, cells: { 岗位: '焊工' } },
    ]);
  });

  test('bombs are refused before they are read, whatever they declare', async () => {
    const bomb = sheetOf(header + ' '.repeat(170 * 2 ** 20));
    for (const declared of [undefined, 100]) {
      const begun = performance.now();
      expect(await fault(zip(parts(bomb, declared)))).toBe('TOO_LARGE');
      expect(performance.now() - begun).toBeLessThan(10_000);
    }
  });

  test('a tag without an end, a comment, or a worksheet in a hidden place is refused at once', async () => {
    const begun = performance.now();
    expect(await fault(zip(parts(sheetOf(header + `<row x="${' '.repeat(50 * 2 ** 20)}`))))).toBe('TOO_LARGE');
    expect(await fault(zip(parts(sheetOf(header + `<!-- ${'>'.repeat(50 * 2 ** 20)}`))))).toBe('BROKEN_FILE');
    const hidden = parts(sheetOf(header)).map((part) => ({ ...part, name: part.name.replace('worksheets', 'media') }));
    hidden[3]!.content = relations('worksheet', 'media/sheet1.xml');
    expect(await fault(zip(hidden))).toBe('BROKEN_FILE');
    expect(performance.now() - begun).toBeLessThan(10_000);
  });

  test('absurd columns are refused', async () => {
    for (const cell of ['<c r="XFD2"><v>1</v></c>', "<c t='n'  r = 'ZZZ2'/>", '<c r="&#88;FD2"/>', '<c t="n"r=XFD2 />']) {
      expect(await fault(zip(parts(sheetOf(`${header}${`<row>${cell}</row>`.repeat(100_000)}`))))).toBe('TOO_LARGE');
    }
  });

  test('broken workbooks are refused', async () => {
    const whole = Buffer.from(await workbook([['岗位'], ['焊工']]));
    expect(await fault(whole.subarray(0, whole.length / 2))).toBe('BROKEN_FILE');
    expect(await fault(zip([{ name: 'a.txt', content: Buffer.from('a') }]))).toBe('BROKEN_FILE');
    expect(await fault(zip([...parts(sheetOf(header)), ...parts(sheetOf(header))]))).toBe('BROKEN_FILE');
    expect(await fault(zip(parts(sheetOf(''))))).toBe('NO_HEADER');
    expect(await fault(zip(parts('<worksheet><sheetData><row><c')))).toMatch(/BROKEN_FILE|NO_HEADER/);
    for (let round = 0; round < 100; round++) {
      const hurt = Buffer.from(whole);
      for (let times = 0; times < 3; times++) hurt[4 + Math.floor(Math.random() * (hurt.length - 4))] = Math.floor(Math.random() * 256);
      expect(await fault(hurt)).toMatch(/^(READ|BROKEN_FILE|NO_HEADER|TOO_LARGE)$/);
    }
  });
});

describe('headers', () => {
  const fields = [
    { key: 'title', names: ['岗位名称', '职位', 'Job title'], required: true },
    { key: 'pay', names: ['薪资', '工资'], required: true },
    { key: 'count', names: ['人数', '招聘人数'] },
  ];

  test('spaces, width, punctuation, case and remarks do not matter', () => {
    expect(mapHeaders(['JOB  TITLE', '＊薪资（元/月）', '招聘人数：', '备注'], fields)).toEqual({
      mapping: { title: 'JOB  TITLE', pay: '＊薪资（元/月）', count: '招聘人数：' },
      missing: [],
      unknown: ['备注'],
    });
    expect(mapHeaders(['岗 位 名 称', 'Ｊｏｂ＿Ｔｉｔｌｅ'], fields)).toEqual({
      mapping: { title: '岗 位 名 称' },
      missing: ['pay'],
      unknown: ['Ｊｏｂ＿Ｔｉｔｌｅ'],
    });
  });

  test('the override comes first', () => {
    expect(mapHeaders(['职位', '要求', '工资'], fields, { title: '要求', other: '工资' })).toEqual({
      mapping: { title: '要求', pay: '工资' },
      missing: [],
      unknown: ['职位'],
    });
    expect(mapHeaders(['x'], fields, JSON.parse('{"__proto__":"x"}') as Record<string, string>).mapping).toEqual({});
  });
});
