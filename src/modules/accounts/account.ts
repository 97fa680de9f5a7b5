import type { Ref } from '@mikro-orm/core';
import { Check, Entity, Enum, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
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

/** Somebody, or something, that signs in. Its scope stands here and nowhere in a request. */
@Entity({ tableName: 'account' })
@Check({
  name: 'account_scope',
  expression:
    "(role <> 'OFFICE' or region_id is not null) and (role <> 'INTERMEDIARY' or institution_id is not null) and (role <> 'SEEKER' or seeker_id is not null)",
})
export class Account extends Row {
  @Enum({ items: () => AccountRole, type: 'text' })
  role!: AccountRole;

  @Property({ type: 'text' })
  @Unique({ name: 'account_name' })
  name!: string;

  @ManyToOne(() => Region, { ref: true, nullable: true })
  region: Ref<Region> | null = null;

  @ManyToOne(() => Institution, { ref: true, nullable: true })
  institution: Ref<Institution> | null = null;

  /** Employers a recruiter acts for. */
  @Property({ type: 'uuid[]', defaultRaw: "'{}'" })
  employerIds: string[] = [];

  @Property({ type: 'uuid', nullable: true })
  seekerId: string | null = null;

  @Property({ type: 'timestamptz', nullable: true })
  disabledAt: Date | null = null;
}

/** A long-lived credential `jq_<prefix>_<secret>`; only the SHA-256 of the whole is kept. */
@Entity()
export class ApiKey extends Row {
  @ManyToOne(() => Account, { ref: true, index: true })
  account!: Ref<Account>;

  @Property({ type: 'text' })
  prefix!: string;

  @Property({ type: 'bytea' })
  @Unique({ name: 'api_key_hash' })
  hash!: Buffer;

  /** Made for the embedded demonstration world only; refused where the server listens beyond loopback. */
  @Property({ type: 'boolean', default: false })
  demonstration = false;

  @Property({ type: 'timestamptz', nullable: true })
  expiresAt: Date | null = null;

  @Property({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null = null;
}
