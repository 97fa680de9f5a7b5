import { mergePolicies, permit } from '../../platform/access/policy.js';
import { everyRow, seenBy } from '../../platform/access/scopes.js';
import type { Role } from '../../platform/access/viewer.js';
import { inDivision } from '../institutions/institution.queries.js';
import type { Module } from '../module.js';
import { BulletinFigureResolver, BulletinResolver } from './bulletin.resolver.js';
import { ReportedThrough } from './reported-through.js';
import { StoredFigure } from './stored-figure.js';

const watching: readonly Role[] = ['office', 'auditor'];

export const bulletin: Module = {
  name: 'bulletin',
  entities: [StoredFigure, ReportedThrough],
  resolvers: [BulletinResolver, BulletinFigureResolver],
  scopes: {
    StoredFigure: [{ office: inDivision('path'), auditor: everyRow }],
    ReportedThrough: [seenBy(watching)],
  },
  policy: mergePolicies([
    permit('Query', watching, 'bulletin'),
    permit('Bulletin', watching, 'from to place partial sections figure text'),
    permit('BulletinSection', watching, 'number title figures'),
    permit(
      'BulletinFigure',
      watching,
      'code name definition unit value published amount text rate plan overPlan lastYear change against partial reportedThrough lists rows',
    ),
    permit('BulletinValue', watching, 'from to value whole change'),
    permit('BulletinPlan', watching, 'value completion'),
    permit('BulletinListing', watching, 'list measure'),
    permit('BulletinRow', watching, 'id kind on place amount mark nameMasked'),
    permit('BulletinRowConnection', watching, 'edges pageInfo totalCount'),
    permit('BulletinRowEdge', watching, 'cursor node'),
  ]),
};
