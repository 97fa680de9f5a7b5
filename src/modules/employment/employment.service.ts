import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { fullYears, today } from '../../platform/clock/clock.js';
import type { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { neededWords } from '../../platform/graphql/words.js';
import { Institution } from '../institutions/institution.js';
import { serves } from '../institutions/institution.queries.js';
import { Placement, type PlacementEndCause } from '../placements/placement.js';
import { ending } from '../placements/placement.service.js';
import { regionByPath } from '../regions/region.queries.js';
import { Seeker } from '../seekers/seeker.js';
import { Employer } from '../vacancies/employer.js';
import { ATTRITION, Employment, type EmploymentEndCause, type WorkKind } from './employment.js';
import type { EmploymentEndInput, EmploymentRegisterInput } from './employment.inputs.js';
import { deadlineOf } from './parameter.queries.js';
import { ownInstitution, seekerInSight } from './procedure.js';
import { LEAST_AGE } from './unemployment.service.js';

const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', field], { zh, en });
};

/** What a registration says, wherever it was read from. */
interface Work {
  readonly seeker: string;
  readonly kind: WorkKind;
  readonly employer: string | null;
  readonly placement: Placement | null;
  readonly institution: { readonly id: string; readonly path: string };
  readonly startedOn: string;
}

/**
 * Work of a placement by its employer or the office that serves it; of others by an office, of somebody in sight or whose
 * document is `shown`. An unemployment registration, wherever it is, ends with it.
 */
export async function registerEmployment(em: EntityManager, context: Context, input: EmploymentRegisterInput, shown?: Seeker): Promise<Employment> {
  const { contractMonths } = input;
  if (contractMonths !== undefined && (contractMonths < 1 || contractMonths > 600))
    refuse('contractMonths', '合同期限须为 1 到 600 个月', 'A term is 1 to 600 months');
  const work = input.placement === undefined ? await statedWork(em, context, input, shown) : await placedWork(em, context.viewer, input.placement);
  const day = await today(em);
  if (work.startedOn > day) refuse('startedOn', '就业开始日不能晚于今天', 'The first day of work cannot be after today');
  const worker = await em.findOne(Seeker, { id: work.seeker });
  if (worker && fullYears(worker.birthOn, work.startedOn) < LEAST_AGE)
    throw new Refusal('NOT_ELIGIBLE', ['input', 'startedOn'], {
      zh: `就业开始时未满 ${LEAST_AGE} 周岁，请核对日期和人员；确属使用童工的，请转劳动监察处理`,
      en: `Not yet ${LEAST_AGE} when the work began: check the date and the person; child labour is a case for the labour inspection`,
    });
  const employment = Object.assign(new Employment(), {
    seeker: ref(Seeker, work.seeker),
    kind: work.kind,
    employer: work.employer === null ? null : ref(Employer, work.employer),
    placement: work.placement && ref(work.placement),
    institution: ref(Institution, work.institution.id),
    institutionPath: work.institution.path,
    urban: input.urban,
    startedOn: work.startedOn,
    contractMonths: contractMonths ?? null,
    registeredOn: day,
    dueOn: await deadlineOf(em, 'EMPLOYMENT_REGISTRATION', work.institution.path, work.startedOn),
  });
  await em.persist(employment).flush();
  await em.execute('select unemployment_ended(?, ?)', [work.seeker, work.kind === 'EMPLOYED' ? 'HIRED' : 'SELF_EMPLOYED']);
  return employment;
}

async function placedWork(em: EntityManager, viewer: Viewer, id: string): Promise<Work> {
  const path = ['input', 'placement'];
  const placement = await found(em.findOne(Placement, { id }), path);
  const institution = { id: placement.institution.id, path: placement.institutionPath };
  const own = (viewer.role === 'recruiter' && viewer.employerIds.includes(placement.employerId)) || serves(viewer, institution);
  if (!own) await found(Promise.resolve(null), path);
  if (placement.state !== 'CONFIRMED' || placement.ending.on !== null)
    throw new Refusal('NOT_ELIGIBLE', path, { zh: '录用尚未确认，或已结束', en: 'The hire is not confirmed, or has ended' });
  const { seeker, employerId: employer, hiredOn: startedOn } = placement;
  return { seeker: seeker.id, kind: 'EMPLOYED', employer, placement, institution, startedOn };
}

async function statedWork(em: EntityManager, context: Context, input: EmploymentRegisterInput, shown?: Seeker): Promise<Work> {
  const { viewer } = context;
  if (viewer.role !== 'office') return refuse('placement', '请选择已确认的录用', 'Give the confirmed placement');
  const { seeker: person, kind, startedOn } = input;
  if (person === undefined) return refuse('seeker', '请选择人员或录用记录', 'Give a person or a placement');
  if (kind === undefined) return refuse('kind', '请选择就业形式', 'Say as what');
  if (startedOn === undefined) return refuse('startedOn', '请填写就业开始日', 'Give the first day of work');
  const institution = await ownInstitution(em, viewer, input.institution);
  const seeker = shown ?? (await seekerInSight(em, context, person, ['input', 'seeker']));
  const place = { id: institution.id, path: institution.regionPath };
  if (kind !== 'EMPLOYED') {
    assertStreet(institution);
    return { seeker: seeker.id, kind, employer: null, placement: null, institution: place, startedOn };
  }
  const employer = await found(em.findOne(Employer, { id: input.employer ?? '' }), ['input', 'employer']);
  return { seeker: seeker.id, kind, employer: employer.id, placement: null, institution: place, startedOn };
}

/** The self-employed come to the office of their street or town, or of their community. */
function assertStreet({ regionPath }: Institution): void {
  if (['TOWNSHIP', 'COMMUNITY'].includes(regionByPath(regionPath)?.level ?? '')) return;
  throw new Refusal('NOT_ELIGIBLE', ['input', 'institution'], {
    zh: '个体经营和灵活就业在街道（乡镇）、社区办理登记',
    en: 'Self-employed and flexible work is registered at the street, town or community',
  });
}

/** What a placement says of an end that is registered here; retirement and death leave nobody to look for other work. */
const PLACEMENT_CAUSES: Partial<Record<EmploymentEndCause, PlacementEndCause>> = { CONTRACT_ENDED: 'EXPIRED', RESIGNED: 'CHANGED_JOB' };

/** The end of work, by the employer or the office that registered it; the placement behind it ends with it. */
export async function endEmployment(em: EntityManager, viewer: Viewer, id: string, { on, cause }: EmploymentEndInput): Promise<Employment> {
  if (cause === 'REVERSED') refuse('cause', '请撤销录用记录，就业登记随之撤销', 'Reverse the placement: this registration follows');
  const seen = await found(em.findOne(Employment, { id }));
  const own =
    serves(viewer, { id: seen.institution.id, path: seen.institutionPath }) ||
    (viewer.role === 'recruiter' && seen.employer !== null && viewer.employerIds.includes(seen.employer.id));
  if (!own) await found(Promise.resolve(null));
  const placement = seen.placement && (await em.findOne(Placement, { id: seen.placement.id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  const employment = await em.findOneOrFail(Employment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  const day = await today(em);
  employment.end(on, cause, day, await deadlineOf(em, 'EMPLOYMENT_ENDING', employment.institutionPath, on));
  if (placement && placement.state === 'CONFIRMED' && placement.ending.on === null) {
    if (ATTRITION.includes(cause)) placement.end(on, 'EXPIRED', day);
    else await ending(em, placement, on, PLACEMENT_CAUSES[cause] ?? 'DISMISSED');
  }
  return employment;
}

/** Of an office that serves the register alone; refused while a subsidy was given for this work, which no other work bears out. */
export async function cancelEmployment(em: EntityManager, viewer: Viewer, id: string, reason: string): Promise<Employment> {
  const seen = await found(em.findOne(Employment, { id }));
  if (!serves(viewer, { id: seen.institution.id, path: seen.institutionPath })) await found(Promise.resolve(null));
  const employment = await em.findOneOrFail(Employment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  employment.cancel(neededWords(reason, 'reason'), await today(em), viewer.userId);
  const [row] = (await em.execute('select employment_subsidised(?) as subsidised', [id])) as [{ subsidised: boolean }];
  if (row.subsidised)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '该就业已申领补贴，请先驳回或追回补贴',
      en: 'A subsidy was claimed for this work: refuse it or take it back first',
    });
  return employment;
}
