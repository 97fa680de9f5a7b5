import type { EntityManager } from '@mikro-orm/postgresql';
import { whole } from '../../platform/database/selection.js';
import { all, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { badInput } from '../../platform/graphql/mutation.js';
import type { Money } from '../../platform/graphql/scalars.js';
import { formRows, type OfficeList, type RegisterSheet, type Taken } from '../employment/register-sheet.js';
import { type Row, refuse } from '../imports/row.js';
import type { Words } from '../imports/words.js';
import { places, regionNamed, regionOfCode } from '../regions/region.queries.js';
import { recordRelief } from './relief.service.js';
import { Relief, ReliefKind, ReliefState } from './relief.js';
import { SubsidyKind, SubsidyPost, SubsidyState } from './subsidy.js';

const KINDS: Words<ReliefKind> = [
  [/费/, 'FEE'],
  [/税/, 'TAX'],
];

/** Yuan with up to two decimals, as fen. */
export const fenOf = (text: string): bigint | null => {
  const [, yuan, parts = ''] = /^(\d{1,12})(?:\.(\d{1,2}))?(?:元)?$/.exec(text.replaceAll(/[,，\s]/g, '')) ?? [];
  return yuan === undefined ? null : BigInt(yuan) * 100n + BigInt(parts.padEnd(2, '0'));
};

/** A row of the authority’s report; one whose number is there already is a repeat. */
async function takeRelief(em: EntityManager, { viewer }: Context, row: Row): Promise<Taken> {
  const kind = row.oneOf('kind', KINDS, '减免类别须为税收或收费', 'The kind is tax or fee') ?? refuse('kind', '请填写减免类别', 'Give the kind');
  const named = row.needed('county', '区县', 'county');
  const county = regionOfCode(named) ?? regionNamed(named) ?? refuse('county', '没有这个区县', 'No such county');
  const number = row.needed('number', '文号', 'number');
  if (await em.findOne(Relief, { countyPath: county.path, kind, number, state: { $ne: 'REVERSED' } })) return 'repeated';
  await recordRelief(em, viewer, {
    kind,
    county: county.code,
    grantedOn: row.day('grantedOn') ?? refuse('grantedOn', '请填写日期', 'Give the day'),
    amount:
      row.read('amount', fenOf, '金额须为元，最多两位小数', 'An amount is in yuan with at most two decimals') ??
      refuse('amount', '请填写金额', 'Give the amount'),
    authority: row.needed('authority', '部门', 'authority'),
    number,
  });
  return 'stored';
}

export const policySheets: Readonly<Record<string, RegisterSheet>> = {
  reliefs: {
    fields: [
      { key: 'kind', names: ['减免类别', '类别', 'kind'], required: true },
      { key: 'county', names: ['区县', '地区', 'county'], required: true },
      { key: 'grantedOn', names: ['日期', '减免日期', 'grantedOn'], required: true },
      { key: 'amount', names: ['金额（元）', '减免金额（元）', '金额', 'amount'], required: true },
      { key: 'authority', names: ['部门', '减免部门', '征收部门', 'authority'], required: true },
      { key: 'number', names: ['文号', '凭证号', 'number'], required: true },
    ],
    take: (em, context, row) => takeRelief(em, context, row),
  },
};

/** Fen as yuan with two decimals, exactly. */
export const yuan = (money: Money | null): string => {
  if (money === null) return '';
  const fen = BigInt(money.amountMinor);
  const digits = String(fen < 0n ? -fen : fen).padStart(3, '0');
  return `${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

/** One of an enum’s values, or nothing; any other word is a mistake. */
export function oneOf<K extends string>(members: { readonly [key in K]: key }, value: string | undefined): K | undefined {
  if (value === undefined || Object.hasOwn(members, value)) return value as K | undefined;
  throw badInput(`须为：${Object.keys(members).join('、')}`, `One of: ${Object.keys(members).join(', ')}`);
}

const shown = (members: Readonly<Record<string, string>>, value: string): string => labelOf(members, value).zh;

export const policyLists: Readonly<Record<string, OfficeList>> = {
  subsidies: {
    title: '岗位补贴、社会保险补贴申报发放表',
    roles: ['office', 'auditor', 'recruiter'],
    columns: [
      { key: 'quarter', title: '季度' },
      { key: 'kind', title: '补贴类别' },
      { key: 'post', title: '岗位类别' },
      { key: 'payee', title: '享受单位（个人）' },
      { key: 'appliedOn', title: '申请日期' },
      { key: 'amount', title: '申请金额（元）', sum: true },
      { key: 'paid', title: '实付金额（元）', sum: true },
      { key: 'state', title: '状态' },
      { key: 'noticeUntil', title: '公示截止' },
      { key: 'reason', title: '原因' },
      { key: 'institution', title: '受理机构' },
    ],
    rows: async (context, path, { state, kind }) => {
      const [inState, ofKind] = [oneOf(SubsidyState, state), oneOf(SubsidyKind, kind)];
      const where = all([
        context.viewer.role !== 'recruiter' && places.within('t.institution_path', path),
        inState !== undefined && sql`t.state = ${inState}`,
        ofKind !== undefined && sql`t.kind = ${ofKind}`,
      ]);
      return (await formRows(context, 'SubsidyClaim', whole({ employer: {}, institution: {} }), where, 't.quarter_on, t.created_at')).map((row) => ({
        quarter: `${row['quarterOn'].slice(0, 4)}年第${Math.ceil(Number(row['quarterOn'].slice(5, 7)) / 3)}季度`,
        kind: shown(SubsidyKind, row['kind']),
        post: shown(SubsidyPost, row['post']),
        payee: row['employer']?.name ?? '个人',
        appliedOn: row['appliedOn'],
        amount: yuan(row['amount']),
        paid: yuan(row['paid']),
        state: shown(SubsidyState, row['state']),
        noticeUntil: row['noticeUntil'] ?? '',
        reason: row['reason'] ?? '',
        institution: row['institution'].name,
      }));
    },
  },
  reliefs: {
    title: '减免税费登记表',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'county', title: '区县' },
      { key: 'kind', title: '减免类别' },
      { key: 'grantedOn', title: '日期' },
      { key: 'amount', title: '金额（元）', sum: true },
      { key: 'authority', title: '部门' },
      { key: 'number', title: '文号' },
      { key: 'state', title: '状态' },
    ],
    rows: async (context, path) =>
      (await formRows(context, 'Relief', whole({ county: {} }), places.within('t.county_path', path), 't.granted_on')).map((row) => ({
        county: row['county'].name,
        kind: shown(ReliefKind, row['kind']),
        grantedOn: row['grantedOn'],
        amount: yuan(row['amount']),
        authority: row['authority'],
        number: row['number'],
        state: shown(ReliefState, row['state']),
      })),
  },
};
