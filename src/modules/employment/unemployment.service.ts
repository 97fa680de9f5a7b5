import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { fullYears, today } from '../../platform/clock/clock.js';
import type { Context } from '../../platform/graphql/context.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { serves } from '../institutions/institution.queries.js';
import type { Seeker } from '../seekers/seeker.js';
import type { UnemploymentRegisterInput } from './employment.inputs.js';
import { deadlineOf, parameterOf } from './parameter.queries.js';
import { ownInstitution, seekerInSight } from './procedure.js';
import { Unemployment, type UnemploymentCancelReason } from './unemployment.js';

/** 《劳动法》第十五条：禁止招用未满十六周岁的未成年人 */
export const LEAST_AGE = 16;

/** Of working age at a place on a day. */
export async function ofWorkingAge(em: EntityManager, { birthOn, sex }: Seeker, path: string, day: string): Promise<boolean> {
  const age = fullYears(birthOn, day);
  return age >= LEAST_AGE && age < (await parameterOf(em, sex === 'MALE' ? 'RETIREMENT_MEN' : 'RETIREMENT_WOMEN', path, day));
}

/** Whether somebody has work: registered, or by a confirmed placement, wherever that is. */
export async function employed(em: EntityManager, seekerId: string): Promise<boolean> {
  const [row] = (await em.execute('select person_employed(?) as employed', [seekerId])) as [{ employed: boolean }];
  return row.employed;
}

const ineligible = (zh: string, en: string): never => {
  throw new Refusal('NOT_ELIGIBLE', ['input', 'seeker'], { zh, en });
};

/** A resident urban person of working age without work, in sight or with their document `shown`. */
export async function registerUnemployment(
  em: EntityManager,
  context: Context,
  input: UnemploymentRegisterInput,
  shown?: Seeker,
): Promise<Unemployment> {
  const institution = await ownInstitution(em, context.viewer, input.institution);
  const seeker = shown ?? (await seekerInSight(em, context, input.seeker, ['input', 'seeker']));
  const day = await today(em);
  if (seeker.agricultural) ineligible('失业登记对象为城镇常住人员', 'Unemployment is registered of residents of towns');
  if (seeker.situation === 'STUDENT') ineligible('在校学生不能办理失业登记', 'A student is not registered as unemployed');
  if (!(await ofWorkingAge(em, seeker, institution.regionPath, day))) ineligible('不在法定劳动年龄内', 'Not of working age');
  if (await employed(em, seeker.id)) ineligible('此人已就业，不能办理失业登记', 'The person has work');
  const unemployment = Object.assign(new Unemployment(), {
    seeker: ref(seeker),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    cause: input.cause,
    registeredOn: day,
    lastContactOn: day,
  });
  em.persist(unemployment);
  return unemployment;
}

async function own(em: EntityManager, viewer: Viewer, id: string): Promise<Unemployment> {
  const unemployment = await found(em.findOne(Unemployment, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!serves(viewer, { id: unemployment.institution.id, path: unemployment.institutionPath })) await found(Promise.resolve(null));
  return unemployment;
}

/** Heard of today: six months begin anew. */
export async function contactUnemployed(em: EntityManager, viewer: Viewer, id: string): Promise<Unemployment> {
  const unemployment = await own(em, viewer, id);
  if (unemployment.state !== 'REGISTERED')
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该失业登记已注销', en: 'This registration is cancelled' });
  return Object.assign(unemployment, { lastContactOn: await today(em) });
}

/** What the registers can tell is told by them alone: nobody is counted as employed, or as lost, by an office’s word. */
async function assertBorneOut(
  em: EntityManager,
  { seeker, institutionPath, lastContactOn }: Unemployment,
  reason: UnemploymentCancelReason,
): Promise<void> {
  const path = ['input', 'reason'];
  if ((reason === 'HIRED' || reason === 'SELF_EMPLOYED') && !(await employed(em, seeker.id)))
    throw new Refusal('NOT_ELIGIBLE', path, {
      zh: '没有就业登记或已确认的录用，请先办理就业登记，失业登记随之注销',
      en: 'No work is registered or confirmed: register the work, and this registration ends with it',
    });
  if (reason !== 'NO_CONTACT') return;
  const until = await deadlineOf(em, 'NO_CONTACT', institutionPath, lastContactOn);
  if (until >= (await today(em)))
    throw new Refusal('NOT_ELIGIBLE', path, {
      zh: `最近联系日为 ${lastContactOn}，${until} 以后仍无联系才注销`,
      en: `Last heard of on ${lastContactOn}: it ends for want of contact only after ${until}`,
    });
}

export async function cancelUnemployment(em: EntityManager, viewer: Viewer, id: string, reason: UnemploymentCancelReason): Promise<Unemployment> {
  const unemployment = await own(em, viewer, id);
  unemployment.cancel(await today(em), reason);
  await assertBorneOut(em, unemployment, reason);
  return unemployment;
}

/** No term that is set anywhere is shorter: what is asked of each row is asked of few. */
const LEAST_DAYS = `select coalesce(min(value * case unit when 'MONTHS' then 28 else 1 end), 0) from programme_parameter where kind = 'NO_CONTACT'`;

/** Cancels registrations of people who were not heard of for the time that holds there; returns how many. */
export async function cancelUncontacted(em: EntityManager): Promise<number> {
  const rows = await em.execute(
    `update unemployment set state = 'CANCELLED', cancelled_on = app_today(), cancel_reason = 'NO_CONTACT'
      where state = 'REGISTERED' and last_contact_on < app_today() - (${LEAST_DAYS}) and programme_deadline('NO_CONTACT', institution_path, last_contact_on) < app_today()
      returning id`,
  );
  return rows.length;
}
