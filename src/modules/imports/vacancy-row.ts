import { createHash } from 'node:crypto';
import { ref } from '@mikro-orm/core';
import { parsePhone } from '../../platform/privacy/phone.js';
import { cleanText } from '../../platform/privacy/text.js';
import type { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';
import { certificatesIn } from '../vacancies/certificates.js';
import { parseCreditCode, parseLicenceNumber } from '../vacancies/credit-code.js';
import type { Employer } from '../vacancies/employer.js';
import { checkMinimumWage, sexLimitOf } from '../vacancies/labour-law.js';
import type { MinimumWages } from '../vacancies/minimum-wage.js';
import { isReversed, monthlyFen, parsePay, type PayTerms, REVERSED } from '../vacancies/pay-text.js';
import { Contact } from '../vacancies/recruitment.js';
import { Conditions, EDUCATION_RANK, Requirements } from '../vacancies/terms.js';
import { groupOf, trades } from '../vacancies/trades.js';
import { checkVacancy, usualLastDay } from '../vacancies/vacancy.rules.js';
import { certificatesOf, payFromTerms } from '../vacancies/vacancy.service.js';
import { Vacancy } from '../vacancies/vacancy.js';
import { type Cells, ImportRow } from './row.js';
import * as words from './words.js';

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

export interface VacancyRow {
  vacancy: Vacancy;
  employer: Pick<Employer, 'name' | 'creditCode' | 'licenceNumber' | 'ownership' | 'industry' | 'profile'> & { region: { id: string; path: string } };
}

export interface Occasion {
  institution: Institution;
  day: string;
  /** Opens the notices until then, those that begin later as long as usual; without it they wait for review. */
  openUntil: string | null;
  openedAt: Date | null;
  minimumWages: MinimumWages;
}

const LONGEST_TITLE = 60;
/** In the place of one that is not known, while the rest of the row is read. */
const NOWHERE = { id: '00000000-0000-0000-0000-000000000000', path: '' };
const INDUSTRY = /^[A-T](\d{2,4})?$/;

/** A notice from the cells of one row. What the row does not say is marked as assumed or left open, never invented. */
export function vacancyOf(cells: Cells, sourceKey: string, occasion: Occasion): VacancyRow {
  const row = new ImportRow(cells, 'VACANCIES');
  const assumed: string[] = [];
  const title = row.needed('title', '岗位名称', 'title');
  const employerName = row.needed('employer', '用人单位名称', 'name of an employer');
  if (title.length > LONGEST_TITLE) row.fault('title', '岗位名称超过 60 字，请缩短', 'The title has more than 60 characters; shorten it');
  const place =
    row.division(
      'region',
      row.needed('region', '工作地点', 'place'),
      '工作地点无法识别，请写到区县，如“重庆市万州区”',
      'The place is not recognised; write it down to the county, like 重庆市万州区',
    ) ?? NOWHERE;
  const terms = payTerms(row, assumed);
  const headCount = row.whole('headCount', '招聘人数', 'head count');
  if (headCount === null) assumed.push('headCount');
  const occupation = row.value('occupation');
  const occupationCode = (occupation && (trades().named(occupation) ?? trades().code(occupation))) ?? trades().code(title);
  const { institution, day, openUntil, openedAt, minimumWages } = occasion;
  const validFrom = row.day('validFrom') ?? day;
  const vacancy = Object.assign(new Vacancy(), {
    title,
    institution: ref(institution),
    institutionPath: institution.regionPath,
    region: ref(Region, place.id),
    placePath: place.path,
    workAddress: row.text('address'),
    occupationCode,
    tradeGroup: groupOf(occupationCode),
    employmentKind:
      row.oneOf(
        'employmentKind',
        words.EMPLOYMENT_KINDS,
        '用工形式无法识别：全日制、非全日制、劳务派遣或实习',
        'The kind of employment is not understood',
      ) ?? 'FULL_TIME',
    duties: row.text('duties'),
    headCount: headCount ?? 1,
    pay: payFromTerms(terms, row.value('pay')),
    requirements: requirementsOf(row, headCount ?? 1),
    conditions: conditionsOf(row, terms),
    benefits: row.text('benefits'),
    labourProtection: row.text('labourProtection'),
    contact: contactOf(row),
    referralRoute:
      row.oneOf('referralRoute', words.REFERRAL_ROUTES, '应聘方式无法识别：凭推荐信、直接联系或招聘会', 'The way to apply is not understood') ??
      'LETTER',
    validFrom,
    validUntil: row.day('validUntil') ?? (openUntil !== null && openUntil >= validFrom ? openUntil : usualLastDay(validFrom, day)),
    remarks: row.text('remarks'),
    state: openedAt ? 'OPEN' : 'UNDER_REVIEW',
    openedAt,
    source: 'IMPORT',
    sourceKey,
    assumed,
  });
  const employer = employerOf(row);
  row.done();
  checkRow(row, vacancy, day, minimumWages);
  return { vacancy, employer: { name: employerName, region: place, ...employer } };
}

function payTerms(row: ImportRow, assumed: string[]): PayTerms {
  const text = row.text('pay');
  if (text === null) {
    assumed.push('pay');
    return UNSTATED;
  }
  if (parsePay(text) === null && isReversed(text)) row.fault('pay', REVERSED.zh, REVERSED.en);
  const terms = row.read(
    'pay',
    parsePay,
    '工资写法无法识别，请写成“4000-6000元/月”“170元/天”“面议”或“计件”',
    'The pay is not understood; write it like 4000-6000元/月, 170元/天, 面议 or 计件',
  );
  if (terms === null) {
    row.fault('pay', '工资有乱码（�），请改正后再导入', 'The pay has lost characters (�); put it right and import again');
    return UNSTATED;
  }
  const stated = terms.from !== null || terms.to !== null || terms.negotiable || terms.basis === 'PIECE';
  if (stated) return terms;
  assumed.push('pay');
  return { ...terms, negotiable: true };
}

function requirementsOf(row: ImportRow, headCount: number): Requirements {
  const ages = row.read('age', words.agesOf, '年龄要求无法识别，请写成“18-45岁”', 'The ages are not understood; write them like 18-45岁');
  const education = row.read(
    'education',
    (text) => words.educationOf(text, 'least'),
    '学历要求无法识别，请写“初中”“高中”“中专”“大专”“本科”或“不限”',
    'The education is not understood; write 初中, 高中, 中专, 大专, 本科 or 不限',
  );
  const sex = row.read(
    'sex',
    (text) =>
      /不限|[均都][可招]|男[\s、,，/和或及]?女|女[\s、,，/和或及]?男|无/.test(text)
        ? 'ANY'
        : /男/.test(text)
          ? 'MALE'
          : /女/.test(text)
            ? 'FEMALE'
            : null,
    '性别要求无法识别',
    'The sex is not understood',
  );
  const ground = row.text('sexLimitGround');
  const certificates = certificatesIn(row.value('certificates') ?? '');
  const healthCertificate = row.yes('healthCertificate') ?? false;
  const experience = row.value('experience');
  return Object.assign(new Requirements(), {
    ageMin: row.whole('ageMin', '最低年龄', 'youngest age') ?? ages?.ageMin ?? null,
    ageMax: row.whole('ageMax', '最高年龄', 'oldest age') ?? ages?.ageMax ?? null,
    education: education ?? 'NONE',
    educationRank: EDUCATION_RANK[education ?? 'NONE'],
    certificates: certificatesOf({ certificates, healthCertificate }),
    experienceMonths: experience === null ? null : words.experienceMonths(experience),
    healthCertificate,
    physicalConditions: row.text('physicalConditions'),
    sexLimit: row.check(() =>
      sexLimitOf({ maleCount: sex === 'MALE' ? headCount : 0, femaleCount: sex === 'FEMALE' ? headCount : 0 }, headCount, ground),
    ),
    sexLimitGround: ground,
  });
}

function conditionsOf(row: ImportRow, terms: PayTerms): Conditions {
  const { board, lodging, boardNote, lodgingNote } = boardAndLodgingOf(row);
  const term = (key: string): number | null =>
    row.read(
      key,
      words.termMonths,
      '期限无法识别，请写成“1年”“6个月”或“无固定期限”',
      'The term is not understood; write it like 1年, 6个月 or 无固定期限',
    );
  return Object.assign(new Conditions(), {
    shift: row.oneOf('shift', words.SHIFTS, '班次无法识别：白班、两班倒、三班倒、夜班或弹性', 'The shift is not understood'),
    hoursPerDay: row.whole('hoursPerDay', '每日工时', 'number of hours'),
    restDaysPerMonth: row.whole('restDaysPerMonth', '月休天数', 'number of days of rest'),
    hoursApproval: row.text('hoursApproval'),
    contractMonths: term('contractMonths'),
    probationMonths: term('probationMonths'),
    probationPay: row.read(
      'probationPay',
      (text) => probationFen(text),
      '试用期工资无法识别，请写成“3000元/月”',
      'The pay in probation is not understood',
    ),
    insurances: words.insurancesOf(row.value('insurances') ?? ''),
    board: board ?? terms.board,
    boardNote,
    lodging: lodging ?? terms.lodging,
    lodgingNote,
    travelRefund: row.yes('travelRefund'),
    trainingDays: row.whole('trainingDays', '岗前培训天数', 'number of days of training'),
    payDay: row.whole('payDay', '发薪日', 'pay day'),
  });
}

/** One column for both, or one each; what says more than yes or no is kept as a note. */
function boardAndLodgingOf(row: ImportRow): Pick<Conditions, 'board' | 'boardNote' | 'lodging' | 'lodgingNote'> {
  const both = row.value('boardAndLodging') ?? '';
  const [board, lodging] = words.boardAndLodging(both);
  const said = (key: 'board' | 'lodging'): [boolean | null, string | null] => {
    const text = row.value(key);
    return text === null ? [null, null] : words.offerOf(text);
  };
  const [boardSaid, boardWords] = said('board');
  const [lodgingSaid, lodgingWords] = said('lodging');
  return {
    board: boardSaid ?? board,
    boardNote: row.text('boardNote') ?? boardWords,
    lodging: lodgingSaid ?? lodging,
    lodgingNote: row.text('lodgingNote') ?? lodgingWords ?? words.beyondOffer(both),
  };
}

function probationFen(text: string): bigint | null {
  const terms = parsePay(text);
  return terms && (monthlyFen(terms).from ?? monthlyFen(terms).to);
}

function contactOf(row: ImportRow): Contact | null {
  const name = row.text('contactName');
  const phone = row.read(
    'contactPhone',
    (text) => {
      const parsed = parsePhone(text);
      return parsed.ok ? parsed.value : null;
    },
    '联系电话有误：请填手机号，或带区号的固定电话',
    'The phone is not valid: a mobile number, or a landline with its area code',
  );
  return name === null && phone === null ? null : Object.assign(new Contact(), { name, phone });
}

function employerOf(row: ImportRow): Omit<VacancyRow['employer'], 'name' | 'region'> {
  const code = (key: string, parse: typeof parseCreditCode, zh: string, en: string): string | null =>
    row.read(
      key,
      (text) => {
        const parsed = parse(text);
        return parsed.ok ? parsed.value : null;
      },
      zh,
      en,
    );
  const industry = row.value('industry');
  return {
    creditCode: code('creditCode', parseCreditCode, '统一社会信用代码有误，请核对证照', 'The credit code is not valid; check it against the licence'),
    licenceNumber: code(
      'licenceNumber',
      parseLicenceNumber,
      '营业执照号应为 13 位或 15 位数字，请核对',
      'A licence number has 13 or 15 digits; check it',
    ),
    ownership: row.value('ownership'),
    industry: industry !== null && INDUSTRY.test(industry) ? industry : null,
    profile: row.text('profile'),
  };
}

/** The same rules as at a desk, with the field of the sheet instead of the field of the form. */
function checkRow(row: ImportRow, vacancy: Vacancy, today: string, minimumWages: MinimumWages): void {
  row.check(() => checkVacancy(vacancy, today));
  row.check(() => checkMinimumWage(vacancy, minimumWages, today));
  if (vacancy.validUntil < today) row.fault('validUntil', '有效期已过，请改为今天以后的日期', 'Its last day is over; give a later one');
  row.done();
}

export const employs = (vacancy: Vacancy, employer: Employer): Vacancy => Object.assign(vacancy, { employer: ref(employer) });
