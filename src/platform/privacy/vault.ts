import { join } from 'node:path';
import { fileKeyRing, type KeyRing } from './keys.js';

/** What opens sealed values, and where that is written down which the database must not be able to change. */
export interface Vault {
  readonly keys: KeyRing;
  /** Whether generated resident IDs are taken. */
  readonly testIds: boolean;
  /** The folder of the keys; the heads of the audit and the journal of erasures lie beside them. */
  readonly folder: string;
}

/** The vault of a data folder. */
export const fileVault = (folder: string, testIds: boolean): Vault => ({ keys: fileKeyRing(join(folder, 'keys.json')), testIds, folder });
