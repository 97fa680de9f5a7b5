import type { EntityManager } from '@mikro-orm/postgresql';
import { whole } from '../../platform/database/selection.js';
import { all, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { maskName } from '../../platform/privacy/text.js';
import { formRows, type Occasion, type OfficeList, personOf, type RegisterSheet, type Taken } from '../employment/register-sheet.js';
import { PERSON } from '../employment/sheets.js';
import { Row, refuse } from '../imports/row.js';
import { fenOf, oneOf, yuan } from '../policies/sheets.js';
import { places, regionNamed, regionOfCode } from '../regions/region.queries.js';
import { LoanKind, LoanState, MicroLoan } from './loan.js';
import { LoanApplyInput, LoanPartnerInput } from './loan.inputs.js';
import { applyForLoan } from './loan.service.js';

/** `姓名 身份证号、姓名 身份证号`: each is looked up as the borrower is. */
async function partnersOf(em: EntityManager, context: Context, row: Row, occasion: Occasion): Promise<LoanPartnerInput[]> {
  const partners: LoanPartnerInput[] = [];
  const certificate = row.yes('partnersCertificate');
  for (const named of (row.text('partners') ?? '').split(/[、，,；;\n]/).filter((each) => each.trim() !== '')) {
    const [name = '', idNumber = ''] = named.trim().split(/\s+/);
    const { id: seeker } = await personOf(em, context, new Row({ name, idNumber }), occasion);
    partners.push(Object.assign(new LoanPartnerInput(), { seeker, ...(certificate === null ? {} : { certificate }) }));
  }
  const heads = row.whole('heads', '帮助就业人数', 'number of people');
  if (heads !== null && heads !== 1 + partners.length)
    refuse(
      'partners',
      `帮助就业人数为 ${heads}，请填写其余 ${heads - 1} 名合伙人的姓名和身份证号`,
      `It says ${heads} people: name the ${heads - 1} partners with their ID numbers`,
    );
  return partners;
}

/** A row is an application; the one of a person that runs for the same project is a repeat. */
async function takeLoan(em: EntityManager, context: Context, row: Row, occasion: Occasion): Promise<Taken> {
  const seeker = await personOf(em, context, row, occasion);
  const named = row.needed('region', '社区（乡镇）', 'community or town');
  const place = regionOfCode(named) ?? regionNamed(named) ?? refuse('region', '没有这个社区（乡镇）', 'No such community or town');
  const project = row.needed('project', '项目', 'project');
  if (await em.findOne(MicroLoan, { seeker: seeker.id, project, endedOn: null })) return 'repeated';
  const partners = await partnersOf(em, context, row, occasion);
  const [certificate, exServiceman] = [row.yes('certificate'), row.yes('exServiceman')];
  const input = Object.assign(new LoanApplyInput(), {
    seeker: seeker.id,
    kind: partners.length === 0 ? ('INDIVIDUAL' as const) : ('PARTNERSHIP' as const),
    partners,
    region: place.code,
    project,
    amount:
      row.read('amount', fenOf, '金额须为元，最多两位小数', 'An amount is in yuan with at most two decimals') ??
      refuse('amount', '请填写申请金额', 'Give the amount'),
    microProfit: row.yes('microProfit') ?? false,
    fastTrack: row.yes('fastTrack') ?? false,
    ...(certificate === null ? {} : { certificate }),
    ...(exServiceman === null ? {} : { exServiceman }),
  });
  await applyForLoan(em, context.viewer, input);
  return 'stored';
}

export const loanSheets: Readonly<Record<string, RegisterSheet>> = {
  loans: {
    fields: [
      ...PERSON,
      { key: 'region', names: ['社区（乡镇）', '社区', '乡镇', 'region'], required: true },
      { key: 'project', names: ['项目', '经营项目', 'project'], required: true },
      { key: 'amount', names: ['申请金额（元）', '申请金额', '金额（元）', 'amount'], required: true },
      { key: 'heads', names: ['帮助就业人数', '合伙人数', 'heads'] },
      { key: 'partners', names: ['合伙人', '合伙人姓名和身份证号', 'partners'] },
      { key: 'partnersCertificate', names: ['合伙人再就业优惠证', 'partnersCertificate'] },
      { key: 'certificate', names: ['再就业优惠证', '有再就业优惠证', 'certificate'] },
      { key: 'exServiceman', names: ['复员退役军人', 'exServiceman'] },
      { key: 'microProfit', names: ['微利项目', 'microProfit'] },
      { key: 'fastTrack', names: ['绿色通道', 'fastTrack'] },
    ],
    take: takeLoan,
  },
};

export const loanLists: Readonly<Record<string, OfficeList>> = {
  loans: {
    title: '小额担保贷款台账',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'name', title: '借款人' },
      { key: 'region', title: '社区（乡镇）' },
      { key: 'kind', title: '类别' },
      { key: 'heads', title: '帮助就业人数', sum: true },
      { key: 'project', title: '项目' },
      { key: 'fastTrack', title: '绿色通道' },
      { key: 'appliedOn', title: '申请日期' },
      { key: 'requested', title: '申请金额（元）', sum: true },
      { key: 'amount', title: '贷款金额（元）', sum: true },
      { key: 'number', title: '合同编号' },
      { key: 'disbursedOn', title: '发放日期' },
      { key: 'lastDay', title: '到期日' },
      { key: 'outstanding', title: '未还本金（元）', sum: true },
      { key: 'claim', title: '代偿余额（元）', sum: true },
      { key: 'interest', title: '已贴息（元）', sum: true },
      { key: 'state', title: '状态' },
    ],
    rows: async (context, path, query) => {
      const state = oneOf(LoanState, query['state']);
      const where = all([places.within('t.region_path', path), state !== undefined && sql`t.state = ${state}`]);
      return (await formRows(context, 'MicroLoan', whole({ seeker: {}, region: {} }), where, 't.applied_on')).map((row) => ({
        name: row['seeker'] ? maskName(row['seeker'].name) : '',
        region: row['region'].name,
        kind: labelOf(LoanKind, row['kind']).zh,
        heads: row['heads'],
        project: row['project'],
        fastTrack: row['fastTrack'] ? '是' : '否',
        appliedOn: row['appliedOn'],
        requested: yuan(row['requested']),
        amount: yuan(row['amount']),
        number: row['contract']?.number ?? '',
        disbursedOn: row['contract']?.disbursedOn ?? '',
        lastDay: row['contract']?.extendedUntil ?? row['contract']?.dueOn ?? '',
        outstanding: yuan(row['outstanding']),
        claim: yuan(row['claim']),
        interest: yuan(row['interest']),
        state: labelOf(LoanState, row['state']).zh,
      }));
    },
  },
};
