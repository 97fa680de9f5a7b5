import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy, type Way } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { inDivision } from '../institutions/institution.queries.js';
import { sql } from '../../platform/database/sql.js';
import type { Module } from '../module.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { ofEmployers } from '../vacancies/vacancy.queries.js';
import { EmploymentDifficulty } from './difficulty.js';
import { DifficultyResolver } from './difficulty.resolver.js';
import { Employment } from './employment.js';
import { EmploymentResolver } from './employment.resolver.js';
import { holdings } from './holdings.js';
import { indicators } from './indicators.js';
import { ProgrammeParameter } from './parameter.js';
import { ParameterResolver } from './parameter.resolver.js';
import { Unemployment } from './unemployment.js';
import { UnemploymentResolver } from './unemployment.resolver.js';

const office: readonly Role[] = ['office'];
const employing: readonly Role[] = ['office', 'recruiter'];
const concerned: readonly Role[] = ['office', 'seeker', 'auditor'];
const registered: readonly Role[] = [...concerned, 'recruiter'];

/** The offices in whose division it was registered, the person, the auditor. */
const register: Way = { office: inDivision('institution_path'), seeker: ownOf('seeker_id'), auditor: everyRow };

const DIFFICULTY_STEPS = ['Apply', 'Review', 'Publicise', 'Recognise', 'Assist', 'Reject', 'Exit', 'Recheck'];

export const employment: Module = {
  name: 'employment',
  entities: [ProgrammeParameter, Employment, Unemployment, EmploymentDifficulty],
  resolvers: [ParameterResolver, EmploymentResolver, UnemploymentResolver, DifficultyResolver],
  scopes: {
    ProgrammeParameter: [seenBy(everyone)],
    Employment: [register, { recruiter: ofEmployers }],
    Unemployment: [register],
    EmploymentDifficulty: [register],
  },
  holdings,
  indicators,
  personFacts: {
    REGISTERED_UNEMPLOYED: (person, day) => sql`to_jsonb(person_unemployed(${person}, ${day}))`,
    DIFFICULTIES: (person, day) => sql`to_jsonb(person_difficulties(${person}, ${day}))`,
  },
  constraints: {
    programme_parameter_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'effectiveOn'],
      zh: '该地区该日已有此参数，请另选生效日',
      en: 'It is set there for that day already; choose another day',
    },
    employment_one_at_a_time: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'seeker'],
      zh: '此人已有未终止的就业登记，请先办理终止',
      en: 'The person has registered work that lasts: end that first',
    },
    employment_placement_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'placement'],
      zh: '该录用已办理就业登记',
      en: 'The placement is registered already',
    },
    unemployment_one_at_a_time: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'seeker'],
      zh: '此人已登记失业',
      en: 'The person is registered as unemployed already',
    },
    employment_difficulty_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'category'],
      zh: '此人该类别的认定正在办理或有效',
      en: 'A recognition of the person in that category runs already',
    },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'programmeParameters'),
    permit('Query', registered, 'employment employments'),
    permit('Query', ['office', 'recruiter', 'auditor'], 'employmentsMissing'),
    permit('Query', concerned, 'unemployment unemployments difficulty difficulties'),
    permit('Query', ['office', 'auditor'], 'employmentFigures'),
    permit('Mutation', employing, 'employmentRegister employmentEnd'),
    permit('Mutation', office, 'employmentCancel unemploymentRegister unemploymentContact unemploymentCancel programmeParameterSet'),
    permit('Mutation', office, DIFFICULTY_STEPS.map((step) => `difficulty${step}`).join(' ')),
    permit('ProgrammeParameter', everyone, 'id createdAt synthetic kind region effectiveOn value unit source ours'),
    permit('ProgrammeParameterConnection', everyone, 'edges pageInfo totalCount'),
    permit('ProgrammeParameterEdge', everyone, 'cursor node'),
    permit(
      'Employment',
      registered,
      'id createdAt synthetic seeker kind employer placement institution urban startedOn contractMonths registeredOn dueOn ending cancellation late',
    ),
    permit('Employment', ['office', 'auditor'], 'cancelledBy'),
    permit('EmploymentCancellation', registered, 'on reason'),
    permit('EmploymentCancelPayload', office, 'employment userErrors'),
    permit('EmploymentEnding', registered, 'on cause registeredOn dueOn'),
    permit('EmploymentConnection', registered, 'edges pageInfo totalCount'),
    permit('EmploymentEdge', registered, 'cursor node'),
    permit(
      'EmploymentFigures',
      ['office', 'auditor'],
      'from to startCount retirementCount deathCount newUrbanEmploymentCount urbanEmployedCount registeredUnemployedCount registeredUnemploymentRate',
    ),
    permit('Unemployment', concerned, 'id createdAt synthetic seeker institution cause registeredOn lastContactOn state cancelledOn cancelReason'),
    permit('UnemploymentConnection', concerned, 'edges pageInfo totalCount'),
    permit('UnemploymentEdge', concerned, 'cursor node'),
    permit(
      'EmploymentDifficulty',
      concerned,
      'id createdAt synthetic seeker category evidence institution state appliedOn noticeUntil recognisedOn recheckOn exitedOn reason',
    ),
    permit('EmploymentDifficultyConnection', concerned, 'edges pageInfo totalCount'),
    permit('EmploymentDifficultyEdge', concerned, 'cursor node'),
    permit('ProgrammeParameterSetPayload', office, 'parameter userErrors'),
    ...['Register', 'End'].map((step) => permit(`Employment${step}Payload`, employing, 'employment userErrors')),
    ...['Register', 'Contact', 'Cancel'].map((step) => permit(`Unemployment${step}Payload`, office, 'unemployment userErrors')),
    ...DIFFICULTY_STEPS.map((step) => permit(`Difficulty${step}Payload`, office, 'difficulty userErrors')),
  ]),
};
