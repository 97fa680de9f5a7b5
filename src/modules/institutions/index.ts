import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import type { Module } from '../module.js';
import { Institution } from './institution.js';
import { granted, received } from './institution.queries.js';
import { InstitutionResolver } from './institution.resolver.js';
import { Licence } from './licence.js';
import { LicenceResolver } from './licence.resolver.js';

const applying = ['intermediary', 'office'] as const;

export const institutions: Module = {
  name: 'institutions',
  entities: [Institution, Licence],
  resolvers: [InstitutionResolver, LicenceResolver],
  scopes: {
    Institution: [seenBy(everyone)],
    Licence: [{ ...seenBy(everyone, granted), auditor: everyRow }, received],
  },
  constraints: {
    institution_name_in_region: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'name'],
      zh: '该地区已有同名机构',
      en: 'There is an institution of that name there already',
    },
    licence_number: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'number'],
      zh: '该许可证编号已登记',
      en: 'A licence of that number is registered already',
    },
    licence_applied_once: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'institution'],
      zh: '该机构已有待审的申请',
      en: 'An application of this agency waits already',
    },
    licence_in_force_once: {
      code: 'CONFLICT',
      path: ['id'],
      zh: '该机构的许可证刚刚由他人更换，请刷新后重试',
      en: 'The licence of this agency was replaced a moment ago; read again',
    },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'institution institutions licences'),
    permit('Mutation', ['office'], 'institutionOpen institutionClose'),
    permit('Mutation', applying, 'licenceApply'),
    permit('Mutation', ['office'], 'licenceGrant licenceRefuse licenceRevoke'),
    permit('Institution', everyone, 'id createdAt synthetic name kind region networkMember state openedOn licence'),
    permit('InstitutionConnection', everyone, 'edges pageInfo totalCount'),
    permit('InstitutionEdge', everyone, 'cursor node'),
    permit('Licence', everyone, 'id createdAt synthetic institution number validFrom validUntil state'),
    permit('Licence', [...applying, 'auditor'], 'staffCount premises capital appliedOn reason'),
    permit('LicenceConnection', everyone, 'edges pageInfo totalCount'),
    permit('LicenceEdge', everyone, 'cursor node'),
    permit('LicenceApplyPayload', applying, 'licence userErrors'),
    permit('LicenceGrantPayload', ['office'], 'licence userErrors'),
    permit('LicenceRefusePayload', ['office'], 'licence userErrors'),
    permit('LicenceRevokePayload', ['office'], 'licence userErrors'),
    permit('InstitutionOpenPayload', ['office'], 'institution userErrors'),
    permit('InstitutionClosePayload', ['office'], 'institution userErrors'),
    permit('Institution', everyone, 'address phone'),
  ]),
};
