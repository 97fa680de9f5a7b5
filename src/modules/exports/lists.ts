import type { Query } from '../../platform/access/routes.js';
import type { Role } from '../../platform/access/viewer.js';
import { all, type Sql, sql } from '../../platform/database/sql.js';
import { type Selected, whole } from '../../platform/database/selection.js';
import type { Language } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { badInput } from '../../platform/graphql/mutation.js';
import type { Money } from '../../platform/graphql/scalars.js';
import { maskName } from '../../platform/privacy/text.js';
import { type Referral, ReferralState } from '../referrals/referral.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { payWords } from '../vacancies/pay-words.js';
import { EmploymentKind } from '../vacancies/recruitment.js';
import { Education, type PayBasis, type PayPeriod, Shift } from '../vacancies/terms.js';
import { trades } from '../vacancies/trades.js';
import { VacancyState } from '../vacancies/vacancy.js';

type Plain = Record<string, any>; // oxlint-disable-line typescript/no-explicit-any -- a row as the lean reading builds it
type Members = Readonly<Record<string, string>>;

export interface ListColumn {
  readonly zh: string;
  readonly en: string;
  readonly value: (row: Plain, language: Language) => unknown;
}

export interface List {
  readonly entity: string;
  readonly selected: Selected;
  /** Who may have it; scopes decide which rows. */
  readonly roles: readonly Role[];
  readonly where: (filter: Query) => Sql;
  readonly columns: readonly ListColumn[];
}

const column = (zh: string, en: string, value: ListColumn['value']): ListColumn => ({ zh, en, value });
const label =
  (members: Members, read: (row: Plain) => string | null | undefined): ListColumn['value'] =>
  (row, language) => {
    const value = read(row);
    return value ? labelOf(members, value)[language] : '';
  };

function among<K extends string>(members: { readonly [key in K]: key }, value: string | undefined): K | undefined {
  if (value === undefined || Object.hasOwn(members, value)) return value as K | undefined;
  throw badInput(`state 须为：${Object.keys(members).join('、')}`, `state is one of: ${Object.keys(members).join(', ')}`);
}

const fen = (money: Money | null): string | null => money?.amountMinor ?? null;
interface OfferedPay {
  from: Money | null;
  to: Money | null;
  period: PayPeriod;
  basis: PayBasis;
  negotiable: boolean;
  text: string | null;
}
const wages = ({ from, to, period, basis, negotiable, text }: OfferedPay, language: Language): string =>
  text ?? payWords({ from: fen(from), to: fen(to), period, basis, negotiable })[language];
const yesNo = (value: boolean | null, language: Language): string =>
  value === null ? '' : language === 'en' ? (value ? 'yes' : 'no') : value ? '是' : '否';

const vacancies: List = {
  entity: 'Vacancy',
  selected: whole({ employer: {}, institution: {}, region: { parent: {} } }),
  roles: ['intermediary', 'office', 'recruiter', 'auditor'],
  where: ({ region, state, institution, employer }) =>
    all([
      sql`t.state = ${among(VacancyState, state) ?? 'OPEN'}`,
      region !== undefined && places.within('t.place_path', regionByCode(region).path),
      institution !== undefined && sql`t.institution_id::text = ${institution}`,
      employer !== undefined && sql`t.employer_id::text = ${employer}`,
    ]),
  columns: [
    column('岗位名称', 'Title', (row) => row['title']),
    column('用人单位', 'Employer', (row) => row['employer'].name),
    column('工种', 'Trade', (row, language) =>
      row['occupationCode'] ? trades()[language === 'en' ? 'englishOf' : 'nameOf'](row['occupationCode']) : '',
    ),
    column(
      '工作地点',
      'Place',
      (row) => `${row['region'].parent?.level === 'COUNTRY' ? '' : (row['region'].parent?.name ?? '')}${row['region'].name}`,
    ),
    column('工资', 'Pay', (row, language) => wages(row['pay'], language)),
    column(
      '用工形式',
      'Employment',
      label(EmploymentKind, (row) => row['employmentKind']),
    ),
    column('招聘人数', 'Heads', (row) => row['headCount']),
    column('已录用', 'Hired', (row) => row['hiredCount']),
    column('最低年龄', 'Youngest', (row) => row['requirements'].ageMin),
    column('最高年龄', 'Oldest', (row) => row['requirements'].ageMax),
    column(
      '学历',
      'Education',
      label(Education, (row) => row['requirements'].education),
    ),
    column('证书', 'Certificates', (row) => row['requirements'].certificates.join('、')),
    column(
      '班次',
      'Shift',
      label(Shift, (row) => row['conditions'].shift),
    ),
    column('包吃', 'Board', (row, language) => yesNo(row['conditions'].board, language)),
    column('包住', 'Lodging', (row, language) => yesNo(row['conditions'].lodging, language)),
    column('有效期至', 'Valid until', (row) => row['validUntil']),
    column(
      '状态',
      'State',
      label(VacancyState, (row) => row['state']),
    ),
    column('接收机构', 'Institution', (row) => row['institution'].name),
    column('未写明而假定的内容', 'Assumed', (row) => row['assumed'].join('、')),
    column('备注', 'Remarks', (row) => row['remarks']),
  ],
};

const referrals: List = {
  entity: 'Referral',
  selected: whole({ seeker: {}, vacancy: { employer: {}, region: {} }, institution: {} }),
  roles: ['intermediary', 'office', 'recruiter', 'auditor'],
  where: ({ state, vacancy, institution }) =>
    all([
      state !== undefined && sql`t.state = ${among(ReferralState, state)}`,
      vacancy !== undefined && sql`t.vacancy_id::text = ${vacancy}`,
      institution !== undefined && sql`t.institution_id::text = ${institution}`,
    ]),
  columns: [
    column('编号', 'Number', (row) => row['number']),
    column('求职者', 'Person', (row) => ((row as unknown as Referral).seeker ? maskName(row['seeker'].name) : '')),
    column('岗位', 'Post', (row) => row['vacancy']?.title),
    column('用人单位', 'Employer', (row) => row['vacancy']?.employer.name),
    column('工作地点', 'Place', (row) => row['vacancy']?.region.name),
    column('开出日期', 'Issued', (row) => row['issuedOn']),
    column('回执期限', 'Expires', (row) => row['expiresOn']),
    column(
      '状态',
      'State',
      label(ReferralState, (row) => row['state']),
    ),
    column('面试日期', 'Interview', (row) => row['interviewOn']),
    column('办结日期', 'Ended', (row) => row['endedOn']),
    column('原因', 'Reason', (row) => row['reason']),
    column('推荐机构', 'Institution', (row) => row['institution'].name),
  ],
};

export const LISTS: Readonly<Record<string, List>> = { vacancies, referrals };
