import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import type { Module } from '../module.js';
import { SeekerMatchResolver, VacancyMatchResolver } from './match.resolver.js';
import { SeekerMatchPlacesResolver, VacancyMatchPlacesResolver } from './places-left.js';
import { SearchResolver } from './search.resolver.js';

const serving = ['intermediary', 'office'] as const;
const concerned = [...serving, 'seeker'] as const;

export const matching: Module = {
  name: 'matching',
  entities: [],
  resolvers: [SearchResolver, VacancyMatchResolver, SeekerMatchResolver, VacancyMatchPlacesResolver, SeekerMatchPlacesResolver],
  policy: mergePolicies([
    permit('Query', everyone, 'vacancySearch'),
    permit('Query', concerned, 'vacancyMatches vacancyNearMisses'),
    permit('Query', serving, 'seekerMatches'),
    permit('VacancyMatchConnection', concerned, 'edges pageInfo totalCount'),
    permit('VacancyMatchEdge', concerned, 'score cursor node reasons placesLeft'),
    permit('SeekerMatchConnection', serving, 'edges pageInfo totalCount'),
    permit('SeekerMatchEdge', serving, 'score cursor node reasons placesLeft'),
    permit('MatchReason', concerned, 'criterion kind zh en'),
    permit('NearMiss', concerned, 'giving zh en count wageFloor places certificate'),
    permit('VacancySearchConnection', everyone, 'edges pageInfo totalCount degraded facets suggestions'),
    permit('VacancySearchEdge', everyone, 'score cursor node'),
    permit('Facet', everyone, 'facet counts'),
    permit('FacetCount', everyone, 'value label count'),
  ]),
};
