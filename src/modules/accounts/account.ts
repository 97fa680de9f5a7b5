import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { Institution } from '../institutions/institution.js';
import { Region } from '../regions/region.js';

export const AccountRole = enumOf('AccountRole', 'What a user of the system is.', {
  KIOSK: '触摸屏 Device at a fair or in a hall.',
  SEEKER: '求职者 Person who looks for work.',
  INTERMEDIARY: '劳务中介 Labour broker or licensed agency.',
  OFFICE: '就业服务部门 Office that holds a division.',
  RECRUITER: '招聘单位 Recruiter of one or more employers.',
  ADMINISTRATOR: '系统管理员 Administrator; sees no case data.',
  AUDITOR: '审计 Auditor; reads, changes nothing.',
});
export type AccountRole = keyof typeof AccountRole;

@ObjectType({ description: 'Somebody who signs in. How far they see stands here and nowhere in a request.', simpleResolvers: true })
@Entity({ tableName: 'account' })
@Check({
  name: 'account_scope',
  expression:
    "(role <> 'OFFICE' or region_id is not null) and (role <> 'INTERMEDIARY' or institution_id is not null) and (role <> 'SEEKER' or seeker_id is not null)",
})
@Index({ name: 'account_seeker', expression: 'create unique index account_seeker on account (seeker_id) where seeker_id is not null' })
export class Account extends Row {
  @Field(() => AccountRole, { description: 'What they are; it never changes.' })
  @Enum({ items: () => AccountRole, type: 'text' })
  role!: AccountRole;

  @Field(() => String, { description: 'The name they sign in with, unique.' })
  @Property({ type: 'text' })
  @Unique({ name: 'account_name' })
  name!: string;

  @Field(() => Region, { nullable: true, description: 'The division an office holds, with all below it.' })
  @ManyToOne(() => Region, { ref: true, nullable: true })
  region: Ref<Region> | null = null;

  @Field(() => Institution, { nullable: true, description: 'The institution an office user or an intermediary works at.' })
  @ManyToOne(() => Institution, { ref: true, nullable: true })
  institution: Ref<Institution> | null = null;

  /** Employers a recruiter acts for; the database knows that they exist. */
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  employerIds: string[] = [];

  @Property({ type: 'uuid', nullable: true, hidden: true })
  seekerId: string | null = null;

  @Field(() => Instant, { nullable: true, description: 'Since when they may not sign in; null while they may.' })
  @Property({ type: 'timestamptz', nullable: true })
  disabledAt: Date | null = null;

  @Field(() => Instant, { nullable: true, description: 'When they last signed in with their password.' })
  @Property({ type: 'timestamptz', nullable: true })
  signedInAt: Date | null = null;

  /** Grown by a trigger with each change of rights; open sockets of an older number are closed. */
  @Property({ type: 'int', default: 0, hidden: true })
  rightsEpoch = 0;
}
