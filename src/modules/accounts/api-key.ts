import { randomBytes } from 'node:crypto';
import type { Ref } from '@mikro-orm/core';
import { Check, Entity, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import type { KeyScope } from '../../platform/access/viewer.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { Instant } from '../../platform/graphql/scalars.js';
import { Account } from './account.js';
import { hashOf, randomSecret } from './secret.js';

export const ApiKeyScope = enumOf<KeyScope>('ApiKeyScope', 'What a key is good for, within the role of its account.', {
  READ: '读取 Queries and subscriptions.',
  WRITE: '办理 Mutations.',
  IMPORT: '导入 Uploading sheets, taking them in and reading their results.',
});

/** A partner system's long-lived credential `jq_<prefix>_<secret>`; only the SHA-256 of the whole is kept. */
@ObjectType({ description: 'The key of a partner system: it acts as an account, within its scopes.', simpleResolvers: true })
@Entity()
@Check({ name: 'api_key_scopes', expression: "cardinality(scopes) > 0 and scopes <@ array['READ', 'WRITE', 'IMPORT']" })
export class ApiKey extends Row {
  @Field(() => Account, { description: 'The account it acts as.' })
  @ManyToOne(() => Account, { ref: true, index: true })
  account!: Ref<Account>;

  @Field(() => String, { description: 'What it is for.' })
  @Property({ type: 'text', default: '' })
  name = '';

  @Field(() => String, { description: 'How it begins after `jq_`, to recognise it by.' })
  @Property({ type: 'text' })
  prefix!: string;

  @Property({ type: 'bytea', hidden: true, lazy: true })
  @Unique({ name: 'api_key_hash' })
  hash!: Buffer;

  @Field(() => [ApiKeyScope], { description: 'What it may be used for.' })
  @Property({ type: 'text[]', defaultRaw: "'{READ,WRITE,IMPORT}'" })
  scopes: KeyScope[] = ['READ', 'WRITE', 'IMPORT'];

  /** Made for the embedded demonstration world only; refused where the server listens beyond loopback. */
  @Property({ type: 'boolean', default: false })
  demonstration = false;

  @Field(() => Instant, { nullable: true, description: 'When it ends by itself.' })
  @Property({ type: 'timestamptz', nullable: true })
  expiresAt: Date | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it was revoked.' })
  @Property({ type: 'timestamptz', nullable: true })
  revokedAt: Date | null = null;

  @Field(() => Instant, { nullable: true, description: 'When it was last used, to the minute.' })
  @Property({ type: 'timestamptz', nullable: true })
  lastUsedAt: Date | null = null;
}

/** A new key: the secret is shown once, the rest is stored. */
export function newApiKey(): { secret: string; prefix: string; hash: Buffer } {
  const prefix = randomBytes(4).toString('hex');
  const secret = `jq_${prefix}_${randomSecret(24)}`;
  return { secret, prefix, hash: hashOf(secret) };
}
