import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Module } from '../module.js';
import { Institution } from './institution.js';
import { InstitutionResolver } from './institution.resolver.js';

export const institutions: Module = {
  name: 'institutions',
  entities: [Institution],
  resolvers: [InstitutionResolver],
  scopes: { Institution: [seenBy(everyone)] },
  constraints: {
    institution_name_in_region: {
      code: 'ALREADY_EXISTS',
      path: ['input', 'name'],
      zh: '该地区已有同名机构',
      en: 'There is an institution of that name there already',
    },
  },
  policy: mergePolicies([
    permit('Query', everyone, 'institution institutions'),
    permit('Mutation', ['office'], 'institutionOpen institutionClose'),
    permit('Institution', everyone, 'id createdAt synthetic name kind region networkMember state openedOn'),
    permit('InstitutionConnection', everyone, 'edges pageInfo totalCount'),
    permit('InstitutionEdge', everyone, 'cursor node'),
    permit('InstitutionOpenPayload', ['office'], 'institution userErrors'),
    permit('InstitutionClosePayload', ['office'], 'institution userErrors'),
    permit('Institution', everyone, 'address phone'),
  ]),
};
