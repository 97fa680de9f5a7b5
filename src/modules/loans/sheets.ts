import { whole } from '../../platform/database/selection.js';
import { all, sql } from '../../platform/database/sql.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { maskName } from '../../platform/privacy/text.js';
import type { OfficeList } from '../employment/register-sheet.js';
import { formRows, oneOf, yuan } from '../policies/sheets.js';
import { places } from '../regions/region.queries.js';
import { LoanKind, LoanState } from './loan.js';

export const loanLists: Readonly<Record<string, OfficeList>> = {
  loans: {
    title: '小额担保贷款台账',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'name', title: '借款人' },
      { key: 'region', title: '社区（乡镇）' },
      { key: 'kind', title: '类别' },
      { key: 'heads', title: '帮助就业人数' },
      { key: 'project', title: '项目' },
      { key: 'fastTrack', title: '绿色通道' },
      { key: 'appliedOn', title: '申请日期' },
      { key: 'requested', title: '申请金额（元）' },
      { key: 'amount', title: '贷款金额（元）' },
      { key: 'number', title: '合同编号' },
      { key: 'disbursedOn', title: '发放日期' },
      { key: 'lastDay', title: '到期日' },
      { key: 'outstanding', title: '未还本金（元）' },
      { key: 'claim', title: '代偿余额（元）' },
      { key: 'interest', title: '已贴息（元）' },
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
