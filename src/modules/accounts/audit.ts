import { Entity, Enum, Index, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ID, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';

export const AuditAction = enumOf('AuditAction', 'What was done that a person, or whoever answers for it, must be able to see.', {
  REVEALED: '查看明文 A sealed value was read in the clear.',
  EXPORTED: '导出 The person stood in a sheet, or everything held about them was handed out.',
  LOOKED_UP: '按证件号查找 Somebody searched by ID number, found or not.',
  CONSENT_GIVEN: '同意 Consent was given.',
  CONSENT_WITHDRAWN: '撤回同意 Consent was withdrawn.',
  RESTRICTED: '限制处理 Erased from use; a record is kept under a duty until its date.',
  ERASED: '删除 Erased.',
  RIGHTS_CHANGED: '权限变更 Rights of an account or a kiosk changed, or a person’s sign-in was issued; the field says what was done.',
});
export type AuditAction = keyof typeof AuditAction;

/**
 * One link of the chain: its hash covers the row and the hash of the row before it, across days too. Written by `record`
 * alone; the application's role may not change or delete it.
 */
@ObjectType('AuditEntry', { description: 'An act that is written down for good: who, whom, what, why and when.', simpleResolvers: true })
@Entity()
@Unique({ name: 'audit_entry_place', properties: ['day', 'number'] })
@Index({ name: 'audit_entry_about', properties: ['seekerId', 'createdAt', 'id'] })
@Index({ name: 'audit_entry_newest', expression: 'create index audit_entry_newest on audit_entry (created_at desc, id desc)' })
@Index({ name: 'audit_entry_by', properties: ['actorId', 'action', 'createdAt'] })
export class AuditEntry extends Row {
  /** Business date; never before that of the row before it. */
  @Property({ type: 'date' })
  day!: string;

  /** From 1 on each day, without gaps. */
  @Property({ type: 'integer' })
  number!: number;

  @Field(() => AuditAction, { description: 'What was done.' })
  @Enum({ items: () => AuditAction, type: 'text' })
  action!: AuditAction;

  /** The account, or null for the system itself. */
  @Property({ type: 'uuid', nullable: true })
  actorId: string | null = null;

  @Field(() => String, { description: 'Role of whoever did it, in lower case; `system` for a job.' })
  @Property({ type: 'text' })
  actorRole!: string;

  @Field(() => String, { nullable: true, description: 'Name of the account at that time.' })
  @Property({ type: 'text', nullable: true })
  actorName: string | null = null;

  @Property({ type: 'uuid', nullable: true })
  seekerId: string | null = null;

  @Field(() => ID, { nullable: true, description: 'Whose rights changed: the account, or the kiosk.' })
  @Property({ type: 'uuid', nullable: true, fieldName: 'account_id' })
  rightsOf: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'Which value was read, the purpose of a consent, what of rights was changed, or REGISTRATION of a person who was met so.',
  })
  @Property({ type: 'text', nullable: true })
  field: string | null = null;

  /** The employer or institution of a consent. */
  @Property({ type: 'uuid', nullable: true })
  recipientId: string | null = null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, in the words of whoever did it; of a change of rights whose they are and how far they reach now.',
  })
  @Property({ type: 'text', nullable: true })
  reason: string | null = null;

  @Field(() => String, { nullable: true, description: 'The request: the idempotency key of a mutation, or the number given with an export.' })
  @Property({ type: 'uuid', nullable: true })
  request: string | null = null;

  /** Of the audit key. */
  @Property({ type: 'integer' })
  keyVersion!: number;

  @Property({ type: 'bytea' })
  previous!: Buffer;

  @Property({ type: 'bytea' })
  hash!: Buffer;
}
