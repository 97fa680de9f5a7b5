import type { EntityManager } from '@mikro-orm/postgresql';
import { whole } from '../../platform/database/selection.js';
import type { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { maskName } from '../../platform/privacy/text.js';
import { type Row, refuse } from '../imports/row.js';
import { termMonths, type Words } from '../imports/words.js';
import { places } from '../regions/region.queries.js';
import { Employer } from '../vacancies/employer.js';
import { Employment, EmploymentEndCause, WorkKind } from './employment.js';
import { EmploymentRegisterInput, UnemploymentRegisterInput } from './employment.inputs.js';
import { registerEmployment } from './employment.service.js';
import { formRows, type Occasion, type OfficeList, personOf, type Plain, type RegisterSheet, type Taken } from './register-sheet.js';
import { Unemployment, UnemploymentCancelReason, UnemploymentCause, UnemploymentState } from './unemployment.js';
import { registerUnemployment } from './unemployment.service.js';

export const PERSON = [
  { key: 'name', names: ['姓名', 'name'], required: true },
  { key: 'idNumber', names: ['身份证号', '身份证号码', '证件号码', 'idNumber'], required: true },
];

const KINDS: Words<WorkKind> = [
  [/个体|自主|创业/, 'SELF_EMPLOYED'],
  [/灵活/, 'FLEXIBLE'],
  [/单位|就业|录用/, 'EMPLOYED'],
];

async function takeEmployment(em: EntityManager, context: Context, row: Row, occasion: Occasion): Promise<Taken> {
  const seeker = await personOf(em, context, row, occasion);
  const kind = row.oneOf('kind', KINDS, '就业形式无法识别：单位就业、自主创业或灵活就业', 'The kind of work is not understood') ?? 'EMPLOYED';
  const startedOn = row.day('startedOn') ?? refuse('startedOn', '请填写就业日期', 'Give the first day of work');
  const employer = kind === 'EMPLOYED' ? await employerOf(em, row) : undefined;
  if (await em.findOne(Employment, { seeker: seeker.id, startedOn, kind, employer: employer ?? null })) return 'repeated';
  const term = row.read(
    'contractMonths',
    termMonths,
    '合同期限无法识别，请写成“1年”或“6个月”',
    'The term is not understood; write it like 1年 or 6个月',
  );
  const contractMonths = term || null; // an open one has none
  const input = Object.assign(new EmploymentRegisterInput(), {
    seeker: seeker.id,
    kind,
    startedOn,
    urban: row.yes('urban') ?? true,
    ...(employer === undefined ? {} : { employer }),
    ...(contractMonths === null ? {} : { contractMonths }),
    ...(occasion.institution === undefined ? {} : { institution: occasion.institution }),
  });
  await registerEmployment(em, context, input, seeker);
  return 'stored';
}

/** By credit code, else by its whole name; the register makes no employers. */
async function employerOf(em: EntityManager, row: Row): Promise<string> {
  const [creditCode, name] = [row.value('creditCode'), row.value('employer')];
  const named = creditCode === null ? (name === null ? null : { name }) : { creditCode };
  const known = named && (await em.findOne(Employer, named, { orderBy: { createdAt: 'desc' } }));
  return known?.id ?? refuse('employer', '没有这个用人单位，请先登记单位', 'No such employer; register it first');
}

/** A value by its Chinese label. */
export const labelled =
  <V extends string>(members: { readonly [value in V]: value }) =>
  (text: string): V | null =>
    (Object.keys(members) as V[]).find((value) => labelOf(members, value).zh === text) ?? null;

async function takeUnemployment(em: EntityManager, context: Context, row: Row, occasion: Occasion): Promise<Taken> {
  const seeker = await personOf(em, context, row, occasion);
  if (await em.findOne(Unemployment, { seeker: seeker.id, state: 'REGISTERED' })) return 'repeated';
  const cause = row.read('cause', labelled(UnemploymentCause), '失业原因无法识别，请按模板填写', 'The cause is not understood') ?? 'OTHER';
  const input = Object.assign(new UnemploymentRegisterInput(), {
    seeker: seeker.id,
    cause,
    ...(occasion.institution === undefined ? {} : { institution: occasion.institution }),
  });
  await registerUnemployment(em, context, input, seeker);
  return 'stored';
}

export const employmentSheets: Readonly<Record<string, RegisterSheet>> = {
  employment: {
    fields: [
      ...PERSON,
      { key: 'kind', names: ['就业形式', '就业类型', 'kind'] },
      { key: 'employer', names: ['用人单位', '单位名称', 'employer'] },
      { key: 'creditCode', names: ['统一社会信用代码', '信用代码', 'creditCode'] },
      { key: 'startedOn', names: ['就业日期', '就业时间', '录用日期', 'startedOn'], required: true },
      { key: 'contractMonths', names: ['合同期限', '合同期限（月）', 'contractMonths'] },
      { key: 'urban', names: ['是否城镇', '城镇就业', 'urban'] },
    ],
    atInstitution: true,
    take: takeEmployment,
  },
  unemployment: { fields: [...PERSON, { key: 'cause', names: ['失业原因', 'cause'] }], atInstitution: true, take: takeUnemployment },
};

const yesNo = (value: boolean): string => (value ? '是' : '否');
export const person = (row: Plain): string => (row['seeker'] ? maskName(row['seeker'].name) : '');
export const number = (row: Plain): string => row['seeker']?.idNumberMasked ?? '';
export const shown = (members: Readonly<Record<string, string>>, value: string | null | undefined): string =>
  value ? labelOf(members, value).zh : '';

export const employmentLists: Readonly<Record<string, OfficeList>> = {
  employment: {
    title: '就业登记台账',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'name', title: '姓名' },
      { key: 'idNumber', title: '身份证号' },
      { key: 'kind', title: '就业形式' },
      { key: 'employer', title: '用人单位' },
      { key: 'startedOn', title: '就业日期' },
      { key: 'registeredOn', title: '登记日期' },
      { key: 'late', title: '是否逾期' },
      { key: 'urban', title: '是否城镇' },
      { key: 'endedOn', title: '终止日期' },
      { key: 'cause', title: '终止原因' },
      { key: 'cancelledOn', title: '作废日期' },
      { key: 'institution', title: '登记机构' },
    ],
    rows: async (context, path) =>
      (
        await formRows(
          context,
          'Employment',
          whole({ seeker: {}, employer: {}, institution: {} }),
          places.within('t.institution_path', path),
          't.started_on',
        )
      ).map((row) => ({
        name: person(row),
        idNumber: number(row),
        kind: shown(WorkKind, row['kind']),
        employer: row['employer']?.name ?? '',
        startedOn: row['startedOn'],
        registeredOn: row['registeredOn'],
        late: yesNo(row['registeredOn'] > row['dueOn']),
        urban: yesNo(row['urban']),
        endedOn: row['ending']?.on ?? '',
        cause: shown(EmploymentEndCause, row['ending']?.cause),
        cancelledOn: row['cancellation']?.on ?? '',
        institution: row['institution'].name,
      })),
  },
  unemployment: {
    title: '失业登记台账',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'name', title: '姓名' },
      { key: 'idNumber', title: '身份证号' },
      { key: 'cause', title: '失业原因' },
      { key: 'registeredOn', title: '登记日期' },
      { key: 'lastContactOn', title: '最近联系日期' },
      { key: 'state', title: '状态' },
      { key: 'cancelledOn', title: '注销日期' },
      { key: 'reason', title: '注销原因' },
      { key: 'institution', title: '登记机构' },
    ],
    rows: async (context, path) =>
      (
        await formRows(context, 'Unemployment', whole({ seeker: {}, institution: {} }), places.within('t.institution_path', path), 't.registered_on')
      ).map((row) => ({
        name: person(row),
        idNumber: number(row),
        cause: shown(UnemploymentCause, row['cause']),
        registeredOn: row['registeredOn'],
        lastContactOn: row['lastContactOn'],
        state: shown(UnemploymentState, row['state']),
        cancelledOn: row['cancelledOn'] ?? '',
        reason: shown(UnemploymentCancelReason, row['cancelReason']),
        institution: row['institution'].name,
      })),
  },
};
