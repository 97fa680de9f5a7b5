import { regionByCode } from '../../src/modules/regions/region.queries.js';
import {
  administrator,
  anyone,
  type Asking,
  askingOf,
  auditor,
  below,
  everything,
  hires,
  holds,
  is,
  type May,
  none,
  office,
  officeBelow,
  only,
  ofPerson,
  person,
  type Rule,
  sees,
  serves,
  serving,
  shared,
  type Standing,
  system,
  writes,
} from './asking.js';
import { fairs } from './fairs.js';
import { programmes } from './programmes.js';
import { COUNTIES, type Principal, type Row, type World } from './world.js';

/** How a row stands to who asks for it. */
export type Relation = 'own' | 'same county' | 'other county' | 'other employer';

/** An institution that a person lets see the record. */
const told = (who: Asking, { sharedWith }: Row): boolean => serving(who) && sharedWith!.includes(who.institution);
const seesPerson = (who: Asking, row: Row): boolean =>
  ofPerson(who, row) ||
  told(who, row) ||
  who.role === 'auditor' ||
  (who.role === 'recruiter' && row.sentTo!.some((one) => who.employers.includes(one)));
/** Whoever finds a person in the database: with them whoever has their document before them, and erasures. */
const findsPerson: Standing = (who, row) => seesPerson(who, row) || system(who) || handed(who, row);
const handed: Standing = (who, row) => serving(who) && who.document === row.person;
/** Consents are given to whoever has the person before them, and by the person. */
const consenting: Standing = (who, row) => (serving(who) || who.role === 'seeker') && findsPerson(who, row);
const acted: Standing = (who, row) => who.user !== '' && row.actor === who.user;
const managed = (who: Asking): May => {
  const change = who.role === 'administrator' || system(who);
  return only({ see: change, insert: who.role === 'administrator', lock: change, update: change });
};

/** The rights of this system in the words of its world: neither SQL nor the policy table. */
const rights: Record<string, Rule> = {
  ...programmes,
  ...fairs,
  app_clock: () => sees(true),
  region: (who) => sees(who.role !== ''),
  partner_region: (who) => sees(who.role !== ''),
  institution: (who, row) => writes(holds(who, row.institution!.path), who.role !== ''),
  employer: (who, row) => {
    const change = holds(who, row.home) || (who.role === 'intermediary' && row.state !== 'VERIFIED');
    return only({ see: who.role !== '', insert: serving(who), lock: change, update: change });
  },
  vacancy: (who, row) => {
    const handles = serves(who, row.institution) || hires(who, row);
    const sent = row.referred !== undefined && (serves(who, row.referred.institution) || is(who, row.referred.person));
    const ordered = serving(who) && (row.ordered ?? []).some((one) => serves(who, one));
    const open = row.state === 'OPEN' && who.role !== '';
    return {
      see: open || handles || sent || ordered || ['auditor', 'system'].includes(who.role),
      insert: handles,
      lock: handles || (serving(who) && open) || (who.role === 'system' && open),
      update: handles || (serving(who) && (sent || ordered) && open),
      move: false,
      remove: false,
    };
  },
  // One that is written opens the person, and takes their document; a referral opens the notice, which is an open one.
  registration: (who, row) => byPerson(who, row, false, who.document === row.person),
  referral: (who, row) => byPerson(who, row, hires(who, row), row.posted === 'OPEN'),
  seeker: (who, row) => {
    const shown = handed(who, row);
    const change = shown || ofPerson(who, row) || system(who);
    // Who was erased is there for nobody, who is restricted for the auditor; what is left of them can still be found.
    const there = row.state === undefined || (row.state === 'RESTRICTED' && who.role === 'auditor');
    return only({ see: there && (seesPerson(who, row) || change), reach: findsPerson(who, row), insert: shown, lock: change, update: change });
  },
  // No list shows either: they are read for a step on a person, and its reading is written down.
  // Found by the number before its person is known; written for whoever is both.
  person_secret: (who, row) => {
    const [number, document] = [serving(who) && who.number === row.digest, who.document === row.person && (serving(who) || who.role === 'seeker')];
    const shown = number || document;
    return only({ reach: shown || findsPerson(who, row), insert: number && document, lock: shown, update: shown, remove: system(who) });
  },
  person_key: (who, row) => only({ reach: findsPerson(who, row), insert: handed(who, row), remove: system(who) }),
  consent_text: shared({ sees: [anyone] }),
  consent: (who, row) => {
    const change = consenting(who, row);
    return only({
      see: ofPerson(who, row) || auditor(who, row),
      reach: change || system(who) || hires(who, row),
      insert: change,
      lock: change || system(who),
      update: change || system(who),
    });
  },
  erasure: (who, row) => ({
    ...shared({ writes: [system], reaches: [acted, person, system] })(who, row),
    see: auditor(who, row) || (acted(who, row) && ['office', 'seeker'].includes(who.role)),
  }),
  // What was done in somebody’s name they may be told; an administrator sees changes of rights that are about no person.
  audit_entry: shared({
    sees: [auditor, person, (who, row) => administrator(who, row) && row.state === 'RIGHTS_CHANGED' && row.person === undefined],
    reaches: [acted, system],
    notes: [system],
  }),
  audit_day: shared({ adds: [system] }),
  audit_limit: shared({ sees: [anyone] }),
  retention_rule: shared({ sees: [anyone] }),
  key_in_use: shared({ sees: [anyone] }),
  lock_out: shared({ removes: [administrator] }),
  // Signing in reads them by functions of the owner; nobody else does.
  password: () => none,
  session: () => none,
  mikro_orm_migrations: () => none,
  world: () => none,
  world_step: () => none,
  travel_group: (who, row) =>
    only({
      see: who.role === 'auditor' || system(who) || ofPerson(who, row) || told(who, row) || handed(who, row),
      insert: serving(who),
      remove: system(who),
    }),
  agreement: (who, row) => {
    const [change, all] = [holds(who, row.origin), system(who)];
    const led = who.role === 'recruiter' && row.state === 'ACTIVE' && leads(who, row);
    const see = change || all || holds(who, row.destination) || party(who, row) || led || who.role === 'auditor';
    return only({ see, insert: change, lock: change || all, update: change || all, move: all });
  },
  quota: (who, row) => {
    const change = holds(who, row.origin) || usesPlaces(who, row) || system(who);
    return only({ see: change || seesPlaces(who, row), insert: holds(who, row.origin), lock: change, update: change });
  },
  reservation: (who, row) => {
    const change = holds(who, row.origin) || usesPlaces(who, row) || system(who);
    return writes(change, change || seesPlaces(who, row));
  },
  // Whoever sees an agreement sees its parties; the offices of both sides write them.
  agreement_party: (who, row) => {
    const { see } = rights['agreement']!(who, row);
    const change = who.role === 'office' && see;
    return only({ see, insert: change, lock: change, update: change, remove: change });
  },
  quota_entry: (who, row) => {
    const { see } = rights['quota']!(who, row);
    return only({ see, insert: holds(who, row.origin) || usesPlaces(who, row) || system(who) });
  },
  plan: shared({
    writes: [office],
    sees: [(who, row) => who.role === 'intermediary' && serves(who, row.institution), auditor],
    locks: [officeBelow],
  }),
  plan_revision: (who, row) => only({ ...sight('plan', who, row), insert: holds(who, row.home) }),
  stored_figure: (who, { home }) => sees(holds(who, home) || who.role === 'auditor'),
  reported_through: ({ role }) => sees(role === 'office' || role === 'auditor'),
  calendar_year: ({ role }) => writes(role === 'administrator', role !== ''),
  calendar_amendment: ({ role }) => sees(role !== ''),
  minimum_wage: ({ role }) => (role === 'administrator' ? everything : sees(role !== '')),
  device: (who, row) => writes(who.role === 'administrator' || holds(who, row.home)),
  licence: (who, row) => {
    const [received, own] = [holds(who, row.institution!.path), who.role === 'intermediary' && serves(who, row.institution)];
    const granted = row.state === 'LICENSED';
    return only({
      see: received || own || (granted && who.role !== '') || ['auditor', 'system'].includes(who.role),
      insert: received || (own && !granted),
      lock: received || (granted && system(who)),
      update: received,
    });
  },
  labour_base: (who, row) => writes(holds(who, row.home), who.role !== ''),
  labour_brand: (who, row) => writes(holds(who, row.home), who.role !== ''),
  brand_member: (who, row) => ofProgramme(who, row),
  programme_participant: (who, row) => ofProgramme(who, row, who.role === 'intermediary' && serves(who, row.institution)),
  // Whom a claim names is told of it when everything held about them is handed out.
  beneficiary_claim: shared({
    writes: [office, (who, row) => who.role === 'intermediary' && serves(who, row.institution)],
    changes: [system],
    sees: [auditor],
    reaches: [person],
  }),
  placement: (who, row) => {
    const change = serves(who, row.institution) || hires(who, row);
    const [all, theirs] = [system(who), is(who, row.person)];
    return only({ see: change || all || theirs || who.role === 'auditor', insert: change, lock: change || all, update: change || all });
  },
  labour_order: (who, row) => handled(who, row),
  departure_batch: (who, row) => handled(who, row),
  transfer: (who, row) => {
    const handles = serves(who, row.institution) || hires(who, row);
    const change = handles || is(who, row.person) || system(who);
    return only({ see: change || holds(who, row.origin) || who.role === 'auditor', insert: handles, lock: change, update: change });
  },
  follow_up: (who, row) => {
    const [own, all] = [serves(who, row.institution), system(who)];
    return only({
      see: own || all || is(who, row.person) || who.role === 'auditor',
      insert: own || (all && row.state === 'REMATCH'),
      lock: own || all,
      update: own || all,
    });
  },
  rights_case: (who, row) => {
    const [own, all, theirs] = [serves(who, row.institution), system(who), is(who, row.person)];
    return only({ see: own || all || theirs || who.role === 'auditor', insert: own || theirs, lock: own || all, update: own || all });
  },
  import_job: (who, row) => {
    const change = uploaded(who, row) || system(who);
    return only({ see: change, insert: uploaded(who, row), lock: change, update: uploaded(who, row) });
  },
  import_refusal: (who, row) =>
    only({ see: uploaded(who, row) || system(who), insert: uploaded(who, row), remove: uploaded(who, row) || system(who) }),
  account: (who, row) => ({ ...managed(who), see: managed(who).see || row.id === who.user, reach: person(who, row) }),
  api_key: (who) => managed(who),
  idempotency_key: (who, row) => (who.role === 'system' ? everything : writes(row.actor === (who.user || who.role))),
  search_dirty: () => none,
};

/** Whoever sees or reaches a row of another table sees or reaches what hangs on it. */
const sight = (table: string, who: Asking, row: Row): Partial<May> => {
  const { see, reach = false } = rights[table]!(who, row);
  return { see, reach };
};

/** What whoever serves or hires handles together, and the auditor reads. */
function handled(who: Asking, row: Row): May {
  const change = serves(who, row.institution) || hires(who, row);
  return writes(change, change || who.role === 'auditor');
}

/** People of a programme: their county's, their own, and whoever else sees them. */
function ofProgramme(who: Asking, row: Row, see = false): May {
  const [change, all] = [holds(who, row.home), system(who)];
  return only({
    see: see || change || all || is(who, row.person) || who.role === 'auditor',
    insert: change,
    lock: change || all,
    update: change || all,
    move: all,
  });
}

/** Both employers of this world are in the receiving county. */
const leads = ({ employers }: Asking, { destination }: Row): boolean =>
  employers.some((one) => one !== '') && destination !== undefined && below(regionByCode(COUNTIES.C).path, destination);
const party = (who: Asking, row: Row): boolean => who.role === 'intermediary' && row.party?.id === who.institution;
/** An agency that fills places, or is a party of the agreement that offers them. */
const usesPlaces = (who: Asking, row: Row): boolean => (who.role === 'intermediary' && row.institution?.id === who.institution) || party(who, row);
const seesPlaces = (who: Asking, row: Row): boolean =>
  holds(who, row.destination) || (who.role === 'recruiter' && leads(who, row)) || who.role === 'auditor';

/** What an institution received, and a person's own: those change it, the auditor reads it, the system ends it. */
function byPerson(who: Asking, row: Row, employer: boolean, opens: boolean): May {
  const issuer = serves(who, row.institution);
  const change = issuer || employer || is(who, row.person);
  return only({
    see: change || ['auditor', 'system'].includes(who.role),
    insert: issuer && opens,
    lock: change || system(who),
    update: change || system(who),
  });
}

const uploaded = (who: Asking, { account }: Row): boolean =>
  ((serving(who) || who.role === 'recruiter') && account !== null && account === who.user) ||
  (who.role === 'office' && account === null && who.user === '');

const RELAYED = ['app_clock', 'region', 'employer', 'vacancy', 'import_refusal', 'account', 'search_dirty', 'audit_entry', 'audit_day'];

export function mayOf(principal: Principal, row: Row): May {
  if (principal.as === 'jiangqiao_owner') return everything;
  if (principal.as === 'jiangqiao_relay') {
    const dirty = row.table === 'search_dirty';
    return dirty ? everything : sees(RELAYED.includes(row.table));
  }
  return rights[row.table]!(askingOf(principal), row);
}

const COUNTY_DEPTH = 4;
const countyOf = (path: string): string => path.split('/').slice(0, COUNTY_DEPTH).join('/');

/** For whoever reads a mismatch: own is what the scope of the principal names, the rest is how far off. */
export function relationOf(principal: Principal, row: Row, { institutions }: World): Relation {
  const who = askingOf(principal);
  const at = row.institution ?? row.registered?.[0];
  if (serves(who, at) || hires(who, row) || is(who, row.person) || (who.user !== '' && row.account === who.user)) return 'own';
  if (who.role === 'recruiter' && row.employer !== undefined) return 'other employer';
  const [home] = [Object.values(institutions).find(({ id }) => id === who.institution)?.path ?? who.region];
  return at !== undefined && home !== '' && countyOf(at.path) === countyOf(home) ? 'same county' : 'other county';
}
