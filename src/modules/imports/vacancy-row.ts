import { createHash } from 'node:crypto';
import { ref } from '@mikro-orm/core';
import { Refusal } from '../../platform/graphql/errors.js';
import { cleanText } from '../../platform/privacy/text.js';
import type { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';
import { regionNamed } from '../regions/region.queries.js';
import { parseCreditCode } from '../vacancies/credit-code.js';
import type { Employer } from '../vacancies/employer.js';
import { parsePay, type PayTerms } from '../vacancies/pay-text.js';
import { Conditions, EDUCATION_RANK, Requirements } from '../vacancies/terms.js';
import { groupOf, trades } from '../vacancies/trades.js';
import { checkVacancy } from '../vacancies/vacancy.rules.js';
import { payFromTerms } from '../vacancies/vacancy.service.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { educationOf, experienceMonths, listOf, yesOf } from './words.js';

export type Cells = Readonly<Record<string, string>>;

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', [field], { zh, en });
};

/** The same cells at the same institution are the same notice, whatever file they come in. */
export const digestOf = (cells: Cells): string =>
  createHash('sha256')
    .update(
      JSON.stringify(
        Object.entries(cells)
          .map(([key, value]) => [key, cleanText(value)])
          .sort(([a], [b]) => (a! < b! ? -1 : 1)),
      ),
    )
    .digest('base64url');

const UNSTATED: PayTerms = {
  from: null,
  to: null,
  period: 'MONTH',
  basis: 'TIME',
  negotiable: true,
  monthsPerYear: null,
  board: null,
  lodging: null,
};
const wholeOf = (text: string | undefined): number | null => {
  const digits = /\d+/.exec(text ?? '')?.[0];
  return digits === undefined ? null : Number(digits);
};

export interface VacancyRow {
  vacancy: Vacancy;
  employer: { name: string; creditCode: string | null; ownership: string | null; region: { id: string; path: string } };
}

interface Occasion {
  institution: Institution;
  validFrom: string;
  /** Opens the notices until then; without it they wait for review. */
  validUntil: string;
  openedAt: Date | null;
}

/** A notice from the cells of one row. What the row does not say is marked as assumed or left open, never invented. */
export function vacancyOf(cells: Cells, sourceKey: string, { institution, validFrom, validUntil, openedAt }: Occasion): VacancyRow {
  const text = (key: string): string => cleanText(cells[key] ?? '');
  const assumed: string[] = [];
  const title = text('title') || refuse('title', '没有岗位名称', 'No title');
  const employerName = text('employer') || refuse('employer', '没有用人单位名称', 'No employer');
  if (title.length > 60) refuse('title', '岗位名称超过 60 字', 'The title has more than 60 characters');
  const place = text('region') ? regionNamed(text('region')) : refuse('region', '没有工作地点', 'No place');
  if (!place) return refuse('region', '工作地点无法识别', 'The place is not recognised');
  const terms = text('pay') ? parsePay(text('pay')) : UNSTATED;
  if (!terms) return refuse('pay', '工资写法无法识别', 'The pay is not understood');
  if (!text('pay')) assumed.push('pay');
  const heads = wholeOf(cells['headCount']);
  if (text('headCount') && heads === null) refuse('headCount', '招聘人数不是数字', 'The head count is no number');
  if (heads === null) assumed.push('headCount');
  const code = text('creditCode') ? parseCreditCode(text('creditCode')) : null;
  if (code && !code.ok) refuse('creditCode', '统一社会信用代码有误', 'The credit code is not valid');
  const education = text('education') ? educationOf(text('education')) : 'NONE';
  if (!education) return refuse('education', '学历要求无法识别', 'The education is not understood');
  const occupationCode = trades().code(title);
  const vacancy = Object.assign(new Vacancy(), {
    title,
    institution: ref(institution),
    institutionPath: institution.regionPath,
    region: ref(Region, place.id),
    placePath: place.path,
    workAddress: text('address') || null,
    occupationCode,
    tradeGroup: groupOf(occupationCode),
    headCount: heads ?? 1,
    pay: payFromTerms(terms, text('pay') || null),
    requirements: Object.assign(new Requirements(), {
      ageMin: wholeOf(cells['ageMin']),
      ageMax: wholeOf(cells['ageMax']),
      education,
      educationRank: EDUCATION_RANK[education],
      certificates: listOf(text('certificates')),
      experienceMonths: text('experience') ? experienceMonths(text('experience')) : null,
    }),
    conditions: Object.assign(new Conditions(), { board: yesOf(text('board')) ?? terms.board, lodging: yesOf(text('lodging')) ?? terms.lodging }),
    validFrom,
    validUntil: /^\d{4}-\d{2}-\d{2}$/.test(text('validUntil')) ? text('validUntil') : validUntil,
    remarks: text('remarks') || null,
    state: openedAt ? 'OPEN' : 'UNDER_REVIEW',
    openedAt,
    source: 'IMPORT',
    sourceKey,
    assumed,
  });
  checkRow(vacancy);
  return { vacancy, employer: { name: employerName, creditCode: code?.ok ? code.value : null, ownership: text('ownership') || null, region: place } };
}

/** The same rules as at a desk, with the field of the sheet instead of the field of the form. */
function checkRow(vacancy: Vacancy): void {
  try {
    checkVacancy(vacancy);
  } catch (error) {
    if (error instanceof Refusal) throw new Refusal(error.code, error.path.slice(1), error.words);
    throw error;
  }
}

export const employs = (vacancy: Vacancy, employer: Employer): Vacancy => Object.assign(vacancy, { employer: ref(employer) });
