import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { cleanText } from '../../platform/privacy/text.js';
import type { Institution } from './institution.js';
import { assertInside, openInstitution } from './institution.queries.js';
import { LEAST_STAFF, Licence } from './licence.js';

export interface LicenceApplication {
  institution?: string;
  staffCount: number;
  premises: string;
  capital?: bigint;
}

/** An agency applies for itself; an office enters an application of its division. */
export async function applyForLicence(em: EntityManager, viewer: Viewer, input: LicenceApplication): Promise<Licence> {
  const path = ['input', 'institution'];
  const institution = await openInstitution(em, viewer, input.institution);
  if (viewer.role === 'intermediary' && institution.id !== viewer.institutionId) await found(Promise.resolve(null), path);
  if (viewer.role === 'office') assertInside(viewer, institution.regionPath, path);
  if (institution.kind !== 'LICENSED_AGENCY') {
    throw new Refusal('NOT_ELIGIBLE', path, { zh: '只有人力资源服务机构需要许可证', en: 'Only a commercial agency needs a licence' });
  }
  const premises = freeText(input.premises);
  if (input.staffCount < 0 || input.staffCount > 10_000)
    throw new Refusal('INVALID', ['input', 'staffCount'], { zh: '专职人员数须在 0 到 10000 之间', en: 'Staff are between 0 and 10,000' });
  const licence = Object.assign(new Licence(), {
    institution: ref(institution),
    institutionPath: institution.regionPath,
    staffCount: input.staffCount,
    premises,
    capital: input.capital ?? null,
    appliedOn: await today(em),
  });
  em.persist(licence);
  return licence;
}

async function licenceInReach(em: EntityManager, viewer: Viewer, id: string): Promise<Licence> {
  const licence = await found(em.findOne(Licence, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  assertInside(viewer, licence.institutionPath, ['id']);
  return licence;
}

export interface LicenceTerms {
  number: string;
  validFrom: string;
  validUntil: string;
}

/** Checks the conditions and grants; the licence in force until then is replaced. */
export async function grantLicence(em: EntityManager, viewer: Viewer, id: string, terms: LicenceTerms): Promise<Licence> {
  const licence = await licenceInReach(em, viewer, id);
  if (licence.staffCount < LEAST_STAFF) {
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: `专职人员不足 ${LEAST_STAFF} 名，不符合许可条件，请补足后重新申请`,
      en: `Fewer than ${LEAST_STAFF} full-time staff: the conditions are not met; apply again with enough`,
    });
  }
  if (terms.validUntil < terms.validFrom || terms.validUntil < (await today(em))) {
    throw new Refusal('INVALID', ['input', 'validUntil'], {
      zh: '有效期截止日不能早于起始日，也不能早于今天',
      en: 'The last day is not before the first, and not before today',
    });
  }
  const before = await em.findOne(Licence, { institution: licence.institution.id, state: 'LICENSED' }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  before?.moveTo('CHANGED');
  await em.flush(); // two in force at once would break licence_in_force_once
  licence.moveTo('LICENSED');
  return Object.assign(licence, { number: cleanText(terms.number), validFrom: terms.validFrom, validUntil: terms.validUntil });
}

export async function endLicence(em: EntityManager, viewer: Viewer, id: string, to: 'REFUSED' | 'REVOKED', reason: string): Promise<Licence> {
  const licence = await licenceInReach(em, viewer, id);
  licence.moveTo(to);
  licence.reason = freeText(reason);
  return licence;
}

/** A commercial agency publishes and refers only under a licence in force today; every other institution needs none. */
export async function assertLicensed(em: EntityManager, institution: Institution, path: readonly string[]): Promise<void> {
  if (institution.kind !== 'LICENSED_AGENCY') return;
  const day = await today(em);
  const licence = await em.findOne(Licence, { institution: institution.id, state: 'LICENSED', validFrom: { $lte: day }, validUntil: { $gte: day } });
  if (licence) return;
  throw new Refusal('NOT_ELIGIBLE', path, {
    zh: '该机构没有有效的人力资源服务许可证，不能发布岗位或推荐，请先申请或续期',
    en: 'The agency has no licence in force and can neither publish nor refer; apply for one or renew it',
  });
}

/** Ends licences whose last day is over; returns how many. */
export async function expireLicences(em: EntityManager): Promise<number> {
  return (await em.execute("update licence set state = 'EXPIRED' where state = 'LICENSED' and valid_until < app_today() returning id")).length;
}
