import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { assertInside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { Seeker } from '../seekers/seeker.js';
import { Employer } from '../vacancies/employer.js';
import { assertNext, noteStep } from './case-step.js';
import type { ReliefRecordInput } from './policy.inputs.js';
import { Relief, RELIEF_LEVELS, type ReliefState } from './relief.js';

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', field], { zh, en });
};

export async function recordRelief(em: EntityManager, viewer: Viewer, input: Omit<ReliefRecordInput, 'idempotencyKey'>): Promise<Relief> {
  const county = regionByCode(input.county);
  assertInside(viewer, county.path, ['input', 'county']);
  if (county.level !== 'COUNTY') refuse('county', '请填写区县', 'Give a county or district');
  if (viewer.level === null || !RELIEF_LEVELS.includes(viewer.level))
    throw new Refusal('NOT_ELIGIBLE', ['input'], { zh: '减免由区县或市录入', en: 'Counties and the city write reliefs down' });
  if (input.amount <= 0n) refuse('amount', '金额须为正数，单位为分', 'It is a positive amount in fen');
  if (input.grantedOn > (await today(em))) refuse('grantedOn', '日期不能晚于今天', 'It cannot lie after today');
  if (input.employer !== undefined && input.seeker !== undefined) refuse('seeker', '单位和个人只能填一个', 'Name an employer or a person, not both');
  const employer = input.employer === undefined ? null : await found(em.findOne(Employer, { id: input.employer }), ['input', 'employer']);
  const seeker = input.seeker === undefined ? null : await found(em.findOne(Seeker, { id: input.seeker, state: 'ACTIVE' }), ['input', 'seeker']);
  const relief = Object.assign(new Relief(), {
    kind: input.kind,
    county: ref(Region, county.id),
    countyPath: county.path,
    employer: employer && ref(employer),
    seeker: seeker && ref(seeker),
    grantedOn: input.grantedOn,
    amount: input.amount,
    authority: neededWords(input.authority, 'authority'),
    number: neededWords(input.number, 'number'),
  });
  await em.persist(relief).flush();
  await noteStep(em, viewer, relief.id, 'RECORDED');
  return relief;
}

export async function moveRelief(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  to: Exclude<ReliefState, 'RECORDED'>,
  reason?: string,
): Promise<Relief> {
  const relief = await found(em.findOne(Relief, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, relief.countyPath, ['id']);
  relief.moveTo(to);
  await assertNext(em, viewer, id, RELIEF_LEVELS);
  if (reason !== undefined) relief.reason = neededWords(reason, 'reason');
  await noteStep(em, viewer, id, to, reason);
  return relief;
}
