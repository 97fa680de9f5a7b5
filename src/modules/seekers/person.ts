import { type Ref, ref } from '@mikro-orm/core';
import { Entity, Index, OneToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Row } from '../../platform/database/base.js';
import { sql } from '../../platform/database/sql.js';
import { within } from '../../platform/database/within.js';
import { blindIndex, blindIndexes, newPersonKey, type Place, seal } from '../../platform/privacy/envelope.js';
import type { KeyRing } from '../../platform/privacy/keys.js';
import { Seeker } from './seeker.js';

/** A person's own key, wrapped by the master key. It has a table of its own, so that its backups can be kept for a short time only. */
@Entity()
@Index({ name: 'person_key_version', expression: 'create index person_key_version on person_key (substring(wrapped_key from 2 for 4), seeker_id)' })
export class PersonKey extends Row {
  @OneToOne(() => Seeker, { ref: true, owner: true })
  seeker!: Ref<Seeker>;

  @Property({ type: 'bytea' })
  wrappedKey!: Buffer;
}

/** ID number and phone, sealed under the key of the person; read by nothing but a reveal. */
@Entity()
@Unique({ name: 'person_secret_id_number', properties: ['indexVersion', 'idNumberIndex'] })
export class PersonSecret extends Row {
  @OneToOne(() => Seeker, { ref: true, owner: true })
  seeker!: Ref<Seeker>;

  @Property({ type: 'bytea' })
  idNumber!: Buffer;

  @Property({ type: 'bytea', nullable: true })
  phone: Buffer | null = null;

  @Property({ type: 'smallint' })
  indexVersion!: number;

  /** Keyed digest of the ID number, for finding one person by exact match. */
  @Property({ type: 'bytea' })
  idNumberIndex!: Buffer;
}

/** What is sealed of a person and where it stands: a value moved to another place does not open. */
export const placeOf = (column: 'id_number' | 'phone' | 'kept', personId: string): Place => ({
  table: column === 'kept' ? 'erasure' : 'person_secret',
  column,
  personId,
});

export const ID_NUMBER = 'id-number';

const KEYS = 0x6a71_6b65;

/**
 * The version of the index key that new rows carry: the one that is announced in the database, not the newest of this
 * process. While a transaction that asked for it is open, no other version is announced: two people who are registered at
 * once with one ID number meet at the same index.
 */
export async function indexInUse(em: EntityManager, keys: KeyRing): Promise<number> {
  await within(em).rows(sql`select pg_advisory_xact_lock_shared(${KEYS})`);
  const [row] = await within(em)
    .rows(sql`select max(version) filter (where kind = 'index') as index, max(version) filter (where kind = 'master') as master
    from key_in_use`);
  const [index, master] = row as [number, number];
  keys.master.key(master); // learns of versions that another process added
  keys.index.key(index);
  return index;
}

/** Announces a version once nobody writes under the one before. */
export const announceVersion = [
  `select pg_advisory_xact_lock(${KEYS})`,
  'update key_in_use set version = $2 where kind = $1 and version < $2',
] as const;

/**
 * Tells row-level security, for this transaction, whose ID document lies before the caller: a person registered
 * elsewhere is out of sight until their document is shown.
 */
export const inHand = (em: EntityManager, name: 'digests' | 'person', value: string): Promise<unknown> =>
  em.execute('select set_config(?, ?, true)', [`app.${name}`, value]);

/** The number on the document, as its digests. */
export const numberInHand = (em: EntityManager, keys: KeyRing, idNumber: string): Promise<unknown> =>
  inHand(
    em,
    'digests',
    blindIndexes(keys, ID_NUMBER, idNumber)
      .map(({ index }) => index.toString('hex'))
      .join(','),
  );

/** The sealed row of whoever has this canonical ID number, under whichever version of the index. */
export const secretOf = (em: EntityManager, keys: KeyRing, idNumber: string): Promise<PersonSecret | null> =>
  em.findOne(PersonSecret, {
    $or: blindIndexes(keys, ID_NUMBER, idNumber).map(({ version, index }) => ({ indexVersion: version, idNumberIndex: index })),
  });

/** Key and secret of a new person. */
export function sealPerson(
  keys: KeyRing,
  seeker: Seeker,
  clear: { idNumber: string; phone?: string | null },
  indexVersion = keys.index.current,
): [PersonKey, PersonSecret] {
  const wrappedKey = newPersonKey(keys, seeker.id);
  const { version, index } = blindIndex(keys, ID_NUMBER, clear.idNumber, indexVersion);
  return [
    Object.assign(new PersonKey(), { seeker: ref(seeker), wrappedKey }),
    Object.assign(new PersonSecret(), {
      seeker: ref(seeker),
      indexVersion: version,
      idNumberIndex: index,
      idNumber: seal(keys, wrappedKey, placeOf('id_number', seeker.id), clear.idNumber),
      phone: clear.phone ? seal(keys, wrappedKey, placeOf('phone', seeker.id), clear.phone) : null,
    }),
  ];
}
