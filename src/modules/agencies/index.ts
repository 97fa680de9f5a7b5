import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy, type Way } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import type { Module } from '../module.js';
import { holdings } from './holdings.js';
import { inDivision, ofInstitution } from '../institutions/institution.queries.js';
import { ownOf } from '../seekers/seeker.queries.js';
import { BrandMember, LabourBase, LabourBrand } from './brand.js';
import { BrandResolver } from './brand.resolver.js';
import { Participant } from './participant.js';
import { ParticipantResolver } from './participant.resolver.js';

const office: readonly Role[] = ['office'];
const concerned: readonly Role[] = ['office', 'intermediary', 'seeker', 'auditor'];

/** Members and participants are people: their county's offices, the person, the auditor. */
const people: Way = { office: inDivision('county_path'), seeker: ownOf('seeker_id'), auditor: everyRow };

export const agencies: Module = {
  name: 'agencies',
  entities: [LabourBase, LabourBrand, BrandMember, Participant],
  resolvers: [BrandResolver, ParticipantResolver],
  scopes: {
    LabourBase: [seenBy(everyone)],
    LabourBrand: [seenBy(everyone)],
    BrandMember: [people],
    Participant: [people, { intermediary: ofInstitution }],
  },
  holdings,
  constraints: {
    labour_base_name: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'name'],
      zh: '该区县已有同名基地',
      en: 'There is a base of that name in the county already',
    },
    labour_brand_name: { code: 'ALREADY_EXISTS', path: ['input', 'name'], zh: '该品牌名称已登记', en: 'There is a brand of that name already' },
    labour_brand_trademark: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'trademarkNumber'],
      zh: '该商标号已登记于另一品牌',
      en: 'That trade mark belongs to another brand',
    },
    brand_member_once: { code: 'ALREADY_EXISTS', path: ['input', 'seeker'], zh: '此人已是该品牌成员', en: 'The person is a member already' },
    participant_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'seeker'],
      zh: '此人已在该工程中，不能重复入选',
      en: 'The person is in the programme already',
    },
    participant_year: { code: 'INVALID', path: ['input', 'year'], zh: '年度有误', en: 'The year is wrong' },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'labourBases labourBrand labourBrands'),
    permit('Query', concerned, 'brandMembers programmeParticipants'),
    permit(
      'Mutation',
      office,
      'labourBaseOpen labourBrandFound labourBrandRegister labourBrandRecognise labourBrandSuspend labourBrandResume brandMemberJoin brandMemberLeave brandMemberReport participantSelect participantTrain participantCertify participantWithdraw',
    ),
    permit('LabourBase', everyone, 'id createdAt synthetic name kind county place capacity'),
    permit('LabourBaseConnection', everyone, 'edges pageInfo totalCount'),
    permit('LabourBaseEdge', everyone, 'cursor node'),
    permit(
      'LabourBrand',
      everyone,
      'id createdAt synthetic name county occupationCode destination trainingBase trademarkNumber state reason memberCount meanIncome',
    ),
    permit('LabourBrandConnection', everyone, 'edges pageInfo totalCount'),
    permit('LabourBrandEdge', everyone, 'cursor node'),
    permit('BrandMember', concerned, 'id createdAt synthetic brand seeker joinedOn leftOn yearlyIncome'),
    permit('BrandMemberConnection', concerned, 'edges pageInfo totalCount'),
    permit('BrandMemberEdge', concerned, 'cursor node'),
    permit('ProgrammeParticipant', concerned, 'id createdAt synthetic kind seeker institution county year trainedOn certifiedOn state'),
    permit('ParticipantConnection', concerned, 'edges pageInfo totalCount'),
    permit('ParticipantEdge', concerned, 'cursor node'),
    permit('LabourBaseOpenPayload', office, 'base userErrors'),
    ...['Found', 'Register', 'Recognise', 'Suspend', 'Resume'].map((step) => permit(`LabourBrand${step}Payload`, office, 'brand userErrors')),
    ...['Join', 'Leave', 'Report'].map((step) => permit(`BrandMember${step}Payload`, office, 'member userErrors')),
    ...['Select', 'Train', 'Certify', 'Withdraw'].map((step) => permit(`Participant${step}Payload`, office, 'participant userErrors')),
  ]),
};
