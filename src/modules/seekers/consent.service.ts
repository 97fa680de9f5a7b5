import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { now } from '../../platform/clock/clock.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Institution } from '../institutions/institution.js';
import { Employer } from '../vacancies/employer.js';
import { Consent, type ConsentPurpose, ConsentText } from './consent.js';
import { Seeker } from './seeker.js';
import { servedBy } from './seeker.queries.js';

export interface ConsentRequest {
  readonly seeker: string;
  readonly purpose: ConsentPurpose;
  readonly version: number;
  readonly employer?: string;
  readonly institution?: string;
  readonly evidence?: string;
}

const invalid = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', field], { zh, en });
};

/** The person, locked, when the viewer is them or serves them; otherwise not found. */
async function concerned(em: EntityManager, viewer: Viewer, id: string, path: readonly string[]): Promise<Seeker> {
  const [row] = await within(em).rows(sql`select t.id from seeker t where t.id::text = ${id} and (${servedBy('t', viewer)})`);
  return found(row ? em.findOne(Seeker, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }) : Promise.resolve(null), path);
}

/** Takes a consent down: the person's own word, or a signed paper that the office names. Only the newest wording counts. */
export async function giveConsent(em: EntityManager, viewer: Viewer, request: ConsentRequest): Promise<Consent> {
  const seeker = await concerned(em, viewer, request.seeker, ['input', 'seeker']);
  const [current] = await within(em).rows(sql`
    select t.id, t.version from consent_text t where t.purpose = ${request.purpose} and t.effective_on <= app_today() order by t.version desc limit 1`);
  const [text, version] = (current ?? []) as [string?, number?];
  if (version !== request.version)
    throw new Refusal('CONFLICT', ['input', 'version'], {
      zh: '同意书内容已更新，请出示新版并重新确认',
      en: 'The wording has changed; show the new one and ask again',
    });
  const own = viewer.role === 'seeker';
  if (own && request.evidence !== undefined) invalid('evidence', '本人同意无需填写凭证', 'A consent of one’s own needs no paper');
  if (!own && !request.evidence?.trim()) invalid('evidence', '请填写本人签字的同意书编号或存放处', 'Say where the paper is that the person signed');
  const consent = Object.assign(new Consent(), {
    seeker: ref(seeker),
    text: ref(ConsentText, text!),
    purpose: request.purpose,
    source: own ? 'SEEKER' : 'PAPER',
    evidence: own ? null : freeText(request.evidence!),
    ...(await recipientOf(em, request)),
  });
  em.persist(consent);
  return consent;
}

async function recipientOf(em: EntityManager, { purpose, employer, institution }: ConsentRequest): Promise<Partial<Consent>> {
  if (purpose === 'CONTACT') {
    if (institution !== undefined) invalid('institution', '此项同意的接收方是用人单位', 'This consent is for an employer');
    const known = employer === undefined ? Promise.resolve(null) : em.findOne(Employer, { id: employer });
    return { employer: ref(await found(known, ['input', 'employer'])) };
  }
  if (employer !== undefined) invalid('employer', '此项同意的接收方是机构', 'This consent is for an institution');
  const known = institution === undefined ? Promise.resolve(null) : em.findOne(Institution, { id: institution, state: 'OPEN' });
  return { institution: ref(await found(known, ['input', 'institution'])) };
}

/** Whoever may give a consent may withdraw it; the next read is masked again. */
export async function withdrawConsent(em: EntityManager, viewer: Viewer, id: string): Promise<Consent> {
  const seen = await found(em.findOne(Consent, { id }));
  await concerned(em, viewer, seen.seeker.id, ['id']);
  const consent = await em.findOneOrFail(Consent, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true });
  if (consent.withdrawnAt !== null)
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '该同意已经撤回', en: 'This consent was withdrawn already' });
  consent.withdrawnAt = await now(em);
  return consent;
}
