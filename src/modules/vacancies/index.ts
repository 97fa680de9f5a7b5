import { everyone, mergePolicies, permit, staff } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import { received } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { indicators } from './indicators.js';
import { ledgers } from './ledgers.js';
import { Employer } from './employer.js';
import { AccountEmployersResolver, EmployerResolver } from './employer.resolver.js';
import { MinimumWage } from './minimum-wage.js';
import { MinimumWageResolver } from './minimum-wage.resolver.js';
import { OccupationResolver, VacancyOccupationResolver } from './occupation.resolver.js';
import { Vacancy } from './vacancy.js';
import { ofEmployers, open } from './vacancy.queries.js';
import { VacancyResolver } from './vacancy.resolver.js';

const authors = ['recruiter', 'intermediary', 'office'] as const;

export const vacancies: Module = {
  name: 'vacancies',
  entities: [MinimumWage, Employer, Vacancy],
  resolvers: [OccupationResolver, VacancyOccupationResolver, MinimumWageResolver, EmployerResolver, AccountEmployersResolver, VacancyResolver],
  scopes: {
    MinimumWage: [seenBy(everyone)],
    Employer: [seenBy(everyone)],
    Vacancy: [{ ...seenBy(everyone, open), auditor: everyRow }, received, { recruiter: ofEmployers }],
  },
  indicators,
  ledgers,
  constraints: {
    employer_credit_code: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'creditCode'],
      zh: '该信用代码已登记',
      en: 'This credit code is registered already',
    },
    employer_licence_number: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'licenceNumber'],
      zh: '该执照号已登记',
      en: 'This licence number is registered already',
    },
    vacancy_head_count_positive: {
      code: 'INVALID',
      path: ['input', 'headCount'],
      zh: '招聘人数须在 1 到 10000 之间',
      en: 'Head count is between 1 and 10,000',
    },
    vacancy_hired_within_head_count: { code: 'EXPIRED', path: ['id'], zh: '岗位已招满', en: 'The vacancy is filled' },
    minimum_wage_from: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'effectiveOn'],
      zh: '该地区当日起执行的最低工资已入库',
      en: 'A minimum wage of that division from that day on is on file already',
    },
    vacancy_source_key: { code: 'ALREADY_EXISTS', path: ['input'], zh: '同一条岗位已导入过', en: 'The same notice was imported before' },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'employer vacancy vacancies'),
    permit('Account', ['administrator'], 'employers'),
    permit('Query', [...staff, 'recruiter'], 'employers'),
    permit('Mutation', ['office', 'intermediary'], 'employerRegister'),
    permit('Mutation', ['office'], 'employerVerify employerReject vacancyApprove vacancyReject'),
    permit('Mutation', authors, 'vacancyDraft vacancySubmit vacancyClose'),
    permit('Employer', everyone, 'id createdAt synthetic name region address industry ownership state'),
    permit('Employer', [...staff, 'recruiter'], 'creditCode licenceNumber'),
    permit('EmployerConnection', everyone, 'edges pageInfo totalCount'),
    permit('EmployerEdge', everyone, 'cursor node'),
    permit('EmployerRegisterPayload', ['office', 'intermediary'], 'employer userErrors'),
    permit('EmployerVerifyPayload', ['office'], 'employer userErrors'),
    permit('EmployerRejectPayload', ['office'], 'employer userErrors'),
    permit(
      'Vacancy',
      everyone,
      'id createdAt synthetic title employer institution region workAddress occupationCode tradeGroup headCount hiredCount pay requirements conditions validFrom validUntil remarks state reason openedAt source assumed',
    ),
    permit('VacancyConnection', everyone, 'edges pageInfo totalCount'),
    permit('VacancyEdge', everyone, 'cursor node'),
    permit('Pay', everyone, 'from to period basis negotiable monthlyFrom monthlyTo text'),
    permit('Requirements', everyone, 'ageMin ageMax education certificates experienceMonths healthCertificate sexLimitGround'),
    permit(
      'Conditions',
      everyone,
      'shift hoursPerDay restDaysPerMonth contractMonths probationMonths probationPay insurances board lodging lodgingNote travelRefund trainingDays payDay',
    ),
    permit('VacancyDraftPayload', authors, 'vacancy userErrors'),
    permit('VacancySubmitPayload', authors, 'vacancy userErrors'),
    permit('VacancyApprovePayload', ['office'], 'vacancy userErrors'),
    permit('VacancyRejectPayload', ['office'], 'vacancy userErrors'),
    permit('VacancyClosePayload', authors, 'vacancy userErrors'),
    permit('Mutation', authors, 'vacancyRevise'),
    permit('VacancyRevisePayload', authors, 'vacancy userErrors'),
    permit('Vacancy', everyone, 'employmentKind duties minimumWageCheck benefits labourProtection referralRoute'),
    permit('Vacancy', [...staff, 'recruiter', 'seeker'], 'contact'),
    permit('Contact', [...staff, 'recruiter', 'seeker'], 'name phone'),
    permit('Requirements', everyone, 'physicalConditions sexLimit'),
    permit('Conditions', everyone, 'hoursApproval boardNote'),
    permit('Mutation', ['office', 'intermediary'], 'employerAmend'),
    permit('EmployerAmendPayload', ['office', 'intermediary'], 'employer userErrors'),
    permit('Employer', everyone, 'profile'),
    permit('Employer', [...staff, 'recruiter'], 'reason verifiedAt'),
    permit('Query', everyone, 'occupations occupation'),
    permit('Occupation', everyone, 'code name group aliases'),
    permit('Vacancy', everyone, 'occupation'),
    permit('Query', everyone, 'minimumWage minimumWages'),
    permit('Mutation', ['administrator'], 'minimumWageSet'),
    permit('MinimumWage', everyone, 'id createdAt synthetic region effectiveOn monthly hourly source assumed'),
    permit('MinimumWageConnection', everyone, 'edges pageInfo totalCount'),
    permit('MinimumWageEdge', everyone, 'cursor node'),
    permit('MinimumWageSetPayload', ['administrator'], 'minimumWage userErrors'),
  ]),
};
