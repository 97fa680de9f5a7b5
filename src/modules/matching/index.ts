import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import type { Module } from '../module.js';
import { SearchResolver } from './search.resolver.js';

export const matching: Module = {
  name: 'matching',
  entities: [],
  resolvers: [SearchResolver],
  policy: mergePolicies([
    permit('Query', everyone, 'vacancySearch'),
    permit('VacancySearchConnection', everyone, 'edges pageInfo totalCount facets'),
    permit('VacancySearchEdge', everyone, 'score cursor node'),
    permit('Facet', everyone, 'facet counts'),
    permit('FacetCount', everyone, 'value count'),
  ]),
};
