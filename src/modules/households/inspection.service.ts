import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { stepBy } from '../employment/procedure.js';
import { assertInside, inside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { Household } from './household.js';
import type { InspectionRecordInput } from './household.inputs.js';
import { Inspection, InspectionFinding } from './inspection.js';

/** The county, or the city, writes down an inspection and what is to be put right at which household. */
export async function recordInspection(em: EntityManager, viewer: Viewer, input: InspectionRecordInput): Promise<Inspection> {
  const region = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  const byId = stepBy(viewer, ['county', 'city'], null);
  const day = await today(em);
  const refuse = (path: readonly string[], zh: string, en: string): never => {
    throw new Refusal('INVALID', ['input', ...path], { zh, en });
  };
  if (input.inspectedOn > day) refuse(['inspectedOn'], '检查日期不能晚于今天', 'An inspection is not ahead');
  const inspection = Object.assign(new Inspection(), {
    region: ref(Region, region.id),
    regionPath: region.path,
    officePath: viewer.regionPath,
    inspectedOn: input.inspectedOn,
    summary: neededWords(input.summary, 'summary'),
    byId,
  });
  em.persist(inspection);
  for (const [at, { household: id, problem, dueOn }] of input.findings.entries()) {
    const path = ['findings', String(at)];
    const household = await found(em.findOne(Household, { id }), ['input', ...path, 'household']);
    if (!inside(household.regionPath, region.path)) await found(Promise.resolve(null), ['input', ...path, 'household']);
    if (dueOn < input.inspectedOn) refuse([...path, 'dueOn'], '整改期限不能早于检查日期', 'It cannot be due before the inspection');
    em.persist(
      Object.assign(new InspectionFinding(), {
        inspection: ref(inspection),
        household: ref(household),
        regionPath: household.regionPath,
        problem: neededWords(problem, 'findings'),
        dueOn,
      }),
    );
  }
  return inspection;
}

/** Put right by the community or street; not by whoever found it. */
export async function remedyFinding(em: EntityManager, viewer: Viewer, id: string, remedy: string): Promise<InspectionFinding> {
  const finding = await found(em.findOne(InspectionFinding, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (viewer.regionPath === null || !inside(finding.regionPath, viewer.regionPath)) await found(Promise.resolve(null));
  stepBy(viewer, ['community', 'street'], null);
  if (finding.remediedOn !== null) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该问题已整改', en: 'It was put right already' });
  return Object.assign(finding, { remediedOn: await today(em), remedy: neededWords(remedy, 'remedy') });
}
