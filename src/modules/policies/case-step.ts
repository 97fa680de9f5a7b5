import { Entity, Index, Property } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Field, ObjectType } from 'type-graphql';
import type { Level, Viewer } from '../../platform/access/viewer.js';
import { Row } from '../../platform/database/base.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { LocalDate } from '../../platform/graphql/scalars.js';
import { freeText } from '../../platform/privacy/redact.js';

@ObjectType({ description: 'A step of a case: to which state, when, at which level and by whom.', simpleResolvers: true })
@Entity({ tableName: 'case_step' })
@Index({ name: 'case_step_of', properties: ['caseId', 'id'] })
export class CaseStep extends Row {
  @Property({ type: 'uuid', hidden: true })
  caseId!: string;

  @Field(() => String, { description: 'The state that it led to: a value of the case’s own states.' })
  @Property({ type: 'text' })
  state!: string;

  @Field(() => LocalDate, { description: 'When.' })
  @Property({ type: 'date' })
  takenOn!: string;

  @Property({ type: 'uuid', nullable: true, hidden: true })
  byId: string | null = null;

  @Field(() => String, { nullable: true, description: 'How high the office stands: community, street, county or city; null for others.' })
  @Property({ type: 'text', nullable: true })
  level: Level | null = null;

  @Field(() => String, { nullable: true, description: 'What was noted.' })
  @Property({ type: 'text', nullable: true })
  note: string | null = null;
}

const LEVEL_WORDS: Readonly<Record<Level, { zh: string; en: string }>> = {
  community: { zh: '社区', en: 'community' },
  street: { zh: '街道（乡镇）', en: 'street or town' },
  county: { zh: '区县', en: 'county' },
  city: { zh: '市', en: 'city' },
};
const HEIGHT: Readonly<Record<Level, number>> = { community: 0, street: 1, county: 2, city: 3 };

/** The last step of a case, whose row the caller has locked. */
const lastStep = async (em: EntityManager, caseId: string): Promise<CaseStep | undefined> =>
  (await em.find(CaseStep, { caseId }, { orderBy: { id: 'desc' }, limit: 1 }))[0];

/** Another person than the one of the step before, at a level that may take it and does not stand below that step’s; where an application was received says nothing. */
export async function assertNext(em: EntityManager, viewer: Viewer, caseId: string, levels: readonly Level[]): Promise<void> {
  if (viewer.level === null || !levels.includes(viewer.level)) {
    const [zh, en] = (['zh', 'en'] as const).map((language) => levels.map((one) => LEVEL_WORDS[one][language]).join('、'));
    throw new Refusal('NOT_ELIGIBLE', ['id'], { zh: `这一步由${zh!}办理`, en: `That step is taken at this level: ${en!}` });
  }
  const last = await lastStep(em, caseId);
  if (last?.byId != null && last.byId === viewer.userId)
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '上一步由您本人办理，这一步须由另一人办理',
      en: 'You took the step before; somebody else takes this one',
    });
  if (last && last.state !== 'APPLIED' && last.level !== null && HEIGHT[last.level] > HEIGHT[viewer.level])
    throw new Refusal('NOT_ELIGIBLE', ['id'], {
      zh: '上一步已由上级办理，请由同级或上级继续',
      en: 'A higher office took the step before; go on at its level or above',
    });
}

export async function noteStep(em: EntityManager, viewer: Viewer, caseId: string, state: string, note?: string): Promise<void> {
  const text = note === undefined ? '' : freeText(note);
  const made = { caseId, state, takenOn: await today(em), byId: viewer.userId, level: viewer.level, note: text === '' ? null : text };
  em.persist(Object.assign(new CaseStep(), made));
}
