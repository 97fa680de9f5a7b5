import type { Institution, Principal, Row } from './world.js';

/** What a principal may do with a row, or with one like it. */
export interface May {
  see: boolean;
  /** The database lets it be found, for a step elsewhere, though the application shows it to nobody for that. */
  reach?: boolean;
  /** May write a row of that kind. */
  insert: boolean;
  /** May lock it for a change: what an update may start from. */
  lock: boolean;
  /** May leave it as it is after a change. */
  update: boolean;
  /** May give it to somebody else. */
  move: boolean;
  remove: boolean;
}

export interface Asking {
  role: string;
  region: string;
  institution: string;
  employers: string[];
  person: string;
  user: string;
  /** Whose document lies before them, and the digest of its number. */
  document: string;
  number: string;
}

export const askingOf = ({ settings: s }: Principal): Asking => ({
  role: s['app.role'] ?? '',
  region: s['app.region_path'] ?? '',
  institution: s['app.institution_id'] ?? '',
  employers: (s['app.employer_ids'] ?? '{}').slice(1, -1).split(','),
  person: s['app.seeker_id'] ?? '',
  user: s['app.user_id'] ?? '',
  document: s['app.person'] ?? '',
  number: s['app.digests'] ?? '',
});

export const none: May = { see: false, insert: false, lock: false, update: false, move: false, remove: false };
export const everything: May = { see: true, insert: true, lock: true, update: true, move: true, remove: true };
export const only = (may: Partial<May>): May => ({ ...none, ...may });
export const sees = (see: boolean): May => only({ see });
/** Sees, writes and changes under one condition, and some more only see. */
export const writes = (write: boolean, see = write): May => only({ see, insert: write, lock: write, update: write });

export const below = (path: string, region: string): boolean => region !== '' && (path === region || path.startsWith(`${region}/`));
export const holds = ({ role, region }: Asking, path: string | undefined): boolean => role === 'office' && path !== undefined && below(path, region);
export const serves = (who: Asking, at: Institution | undefined): boolean =>
  at !== undefined && (holds(who, at.path) || (who.role === 'intermediary' && who.institution === at.id));
export const serving = ({ role }: Asking): boolean => role === 'office' || role === 'intermediary';
export const hires = ({ role, employers }: Asking, { employer }: Row): boolean => role === 'recruiter' && employers.includes(employer!);
export const is = ({ role, person }: Asking, someone: string | undefined): boolean => role === 'seeker' && person === someone;
export const ofPerson = (who: Asking, { registered, home, person }: Row): boolean =>
  is(who, person) || holds(who, home) || registered!.some((at) => serves(who, at));

/** What follows from steps of others, and erasures, which reach what nobody who asks for them sees. */
export const system = ({ role }: Asking): boolean => role === 'system';

/** What a principal is to a row. */
export type Standing = (who: Asking, row: Row) => boolean;
export type Rule = (who: Asking, row: Row) => May;

/** The offices of the division that a row is of, and of the other one that it concerns. */
export const office: Standing = (who, row) => holds(who, row.home);
export const otherOffice: Standing = (who, row) => holds(who, row.other);
/** Offices below the division: what they do is locked against what is done there. */
export const officeBelow: Standing = ({ role, region }, { home }) => role === 'office' && home !== undefined && below(region, home);
/** The offices above the institution that took it in, and with them an agency that is that institution. */
export const bureau: Standing = (who, row) => holds(who, row.institution?.path);
export const desk: Standing = (who, row) => serves(who, row.institution);
export const person: Standing = (who, row) => is(who, row.person);
export const auditor: Standing = ({ role }) => role === 'auditor';
export const anyone: Standing = ({ role }) => role !== '';
export const anyOffice: Standing = ({ role }) => role === 'office';
export const administrator: Standing = ({ role }) => role === 'administrator';

/** Who does what with rows of a table; whoever may write, add, change or remove one sees it. */
interface Shares {
  /** Add and change. */
  writes?: Standing[];
  adds?: Standing[];
  changes?: Standing[];
  removes?: Standing[];
  sees?: Standing[];
  /** Lock what they leave as it is; the database finds it for them. */
  locks?: Standing[];
  reaches?: Standing[];
  /** Add what they do not see. */
  notes?: Standing[];
}

export const shared =
  (shares: Shares): Rule =>
  (who, row) => {
    const any = (...names: (keyof Shares)[]): boolean => names.some((name) => shares[name]?.some((stands) => stands(who, row)));
    return only({
      see: any('writes', 'adds', 'changes', 'removes', 'sees'),
      reach: any('locks', 'reaches'),
      insert: any('writes', 'adds', 'notes'),
      lock: any('writes', 'changes', 'locks'),
      update: any('writes', 'changes'),
      remove: any('removes'),
    });
  };
