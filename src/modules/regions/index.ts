import { everyone, mergePolicies, permit } from '../../platform/access/policy.js';
import { seenBy } from '../../platform/access/scopes.js';
import type { Module } from '../module.js';
import { PartnerRegion, Region } from './region.js';
import { RegionResolver } from './region.resolver.js';

export const regions: Module = {
  name: 'regions',
  entities: [Region, PartnerRegion],
  resolvers: [RegionResolver],
  scopes: { Region: [seenBy(everyone)], PartnerRegion: [seenBy(everyone)] },
  policy: mergePolicies([
    permit('Query', everyone, 'region regions'),
    permit(
      'Region',
      everyone,
      'id createdAt synthetic code revision level name nameEn aliases path parent successor zone reservoir mainUrban pilot partners',
    ),
    permit('RegionConnection', everyone, 'edges pageInfo totalCount'),
    permit('RegionEdge', everyone, 'cursor node'),
    permit('PartnerRegion', everyone, 'id createdAt synthetic county partner confidence source'),
  ]),
};
