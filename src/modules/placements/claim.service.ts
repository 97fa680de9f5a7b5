import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { Participant } from '../agencies/participant.js';
import { inside } from '../institutions/institution.queries.js';
import { Registration, Seeker } from '../seekers/seeker.js';
import { Claim } from './claim.js';

const reaches = (viewer: Viewer, of: { countyPath: string; institutionId: string | null }): boolean =>
  (viewer.role === 'office' && viewer.regionPath !== null && inside(of.countyPath, viewer.regionPath)) ||
  (viewer.role === 'intermediary' && of.institutionId !== null && of.institutionId === viewer.institutionId);

/** A certified participant says whom they brought into work: somebody of the division, or of the broker's own roster. */
export async function claimBeneficiary(em: EntityManager, viewer: Viewer, participantId: string, seekerId: string): Promise<Claim> {
  const participant = await found(em.findOne(Participant, { id: participantId }));
  const institutionId = participant.institution?.id ?? null;
  if (!reaches(viewer, { countyPath: participant.countyPath, institutionId })) await found(Promise.resolve(null));
  if (participant.state !== 'CERTIFIED')
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: '尚未认证，不能申报带动人员', en: 'Not certified yet: cannot claim anybody' });
  const path = ['input', 'seeker'];
  const seeker = await found(em.findOne(Seeker, { id: seekerId }), path);
  const known =
    viewer.role === 'intermediary'
      ? (await em.findOne(Registration, { seeker: seekerId, institution: viewer.institutionId })) !== null
      : inside(seeker.regionPath, viewer.regionPath!);
  if (!known) await found(Promise.resolve(null), path);
  if (participant.seeker.id === seekerId) throw new Refusal('NOT_ELIGIBLE', path, { zh: '不能申报本人', en: 'Nobody claims themself' });
  const claim = Object.assign(new Claim(), {
    participant: ref(participant),
    institutionId,
    countyPath: participant.countyPath,
    seeker: ref(seeker),
    claimedOn: await today(em),
  });
  em.persist(claim);
  return claim;
}

export async function withdrawClaim(em: EntityManager, viewer: Viewer, id: string): Promise<Claim> {
  const claim = await found(em.findOne(Claim, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  if (!reaches(viewer, claim)) await found(Promise.resolve(null));
  if (claim.withdrawnOn !== null) throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该申报已撤回', en: 'The claim was given up already' });
  claim.withdrawnOn = await today(em);
  return claim;
}
