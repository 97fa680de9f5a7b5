import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { fullYears, plusMonths, today } from '../../platform/clock/clock.js';
import type { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { serves } from '../institutions/institution.queries.js';
import type { HardshipCategory } from '../seekers/circumstances.js';
import type { Seeker } from '../seekers/seeker.js';
import { type DifficultyState, EmploymentDifficulty, LEVELS_OF } from './difficulty.js';
import type { DifficultyApplyInput } from './employment.inputs.js';
import { deadlineOf, parameterOf } from './parameter.queries.js';
import { ownInstitution, seekerInSight, stepBy } from './procedure.js';
import { Unemployment } from './unemployment.js';
import { employed, ofWorkingAge } from './unemployment.service.js';

const ineligible = (field: string, zh: string, en: string): never => {
  throw new Refusal('NOT_ELIGIBLE', ['input', field], { zh, en });
};

/** What is on file must bear a category out; the rest is what the community sees for itself. */
async function assertCategory(em: EntityManager, seeker: Seeker, category: HardshipCategory, path: string, day: string): Promise<void> {
  const no = (zh: string, en: string): never => ineligible('category', zh, en);
  if (category === 'AGED_4050') {
    const from = await parameterOf(em, seeker.sex === 'MALE' ? 'AGED_MEN' : 'AGED_WOMEN', path, day);
    if (fullYears(seeker.birthOn, day) < from) no(`未满 ${from} 周岁，不属于“4050”人员`, `Not yet ${from}`);
  }
  if (category === 'RESETTLER' && seeker.resettler === 'NONE') no('登记信息不是移民', 'Not on file as resettled');
  if (category === 'LONG_TERM_UNEMPLOYED_1Y') {
    const registered = await em.findOne(Unemployment, { seeker: seeker.id, state: 'REGISTERED' });
    if (!registered || registered.registeredOn > plusMonths(day, -12)) no('失业登记不满一年', 'Not registered as unemployed for a year');
  }
}

/** `shown` is a person whose document the caller has before them. */
export async function applyDifficulty(
  em: EntityManager,
  context: Context,
  input: DifficultyApplyInput,
  shown?: Seeker,
): Promise<EmploymentDifficulty> {
  const { viewer } = context;
  const institution = await ownInstitution(em, viewer, input.institution);
  const byId = stepBy(viewer, LEVELS_OF.APPLIED, null);
  const seeker = shown ?? (await seekerInSight(em, context, input.seeker, ['input', 'seeker']));
  const day = await today(em);
  if (!(await ofWorkingAge(em, seeker, institution.regionPath, day))) ineligible('seeker', '不在法定劳动年龄内', 'Not of working age');
  if (await employed(em, seeker.id)) ineligible('seeker', '此人已就业', 'The person has work');
  await assertCategory(em, seeker, input.category, institution.regionPath, day);
  const difficulty = Object.assign(new EmploymentDifficulty(), {
    seeker: ref(seeker),
    category: input.category,
    evidence: neededWords(input.evidence, 'evidence'),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    appliedOn: day,
    byId,
  });
  em.persist(difficulty);
  return difficulty;
}

async function own(em: EntityManager, viewer: Viewer, id: string): Promise<EmploymentDifficulty> {
  const difficulty = await found(em.findOne(EmploymentDifficulty, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!serves(viewer, { id: difficulty.institution.id, path: difficulty.institutionPath })) await found(Promise.resolve(null));
  return difficulty;
}

/** The next step, at its level and by another person than the step before. */
export async function moveDifficulty(
  em: EntityManager,
  viewer: Viewer,
  id: string,
  to: DifficultyState,
  reason?: string,
): Promise<EmploymentDifficulty> {
  const difficulty = await own(em, viewer, id);
  difficulty.moveTo(to);
  difficulty.byId = stepBy(viewer, LEVELS_OF[to], difficulty.byId);
  const [day, path] = [await today(em), difficulty.institutionPath];
  if (to === 'PUBLICISED') difficulty.noticeUntil = await deadlineOf(em, 'DIFFICULTY_NOTICE', path, day);
  if (to === 'RECOGNISED') {
    if (difficulty.noticeUntil === null || difficulty.noticeUntil >= day)
      throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '公示期未满', en: 'The public notice still runs' });
    Object.assign(difficulty, { recognisedOn: day, recheckOn: await deadlineOf(em, 'DIFFICULTY_RECHECK', path, day) });
  }
  if (to === 'EXITED' || to === 'REJECTED') {
    difficulty.reason = neededWords(reason ?? '', 'reason');
    difficulty.exitedOn = day;
  }
  return difficulty;
}

/** Checked again and still so: the next check is due an interval from today. */
export async function recheckDifficulty(em: EntityManager, viewer: Viewer, id: string): Promise<EmploymentDifficulty> {
  const difficulty = await own(em, viewer, id);
  if (difficulty.state !== 'RECOGNISED' && difficulty.state !== 'ASSISTED')
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '未认定或已退出，不能复核', en: 'It is not recognised, or has ended' });
  difficulty.byId = stepBy(viewer, ['community', 'street'], difficulty.byId);
  return Object.assign(difficulty, { recheckOn: await deadlineOf(em, 'DIFFICULTY_RECHECK', difficulty.institutionPath, await today(em)) });
}
