import {
  anyOffice,
  anyone,
  auditor,
  bureau,
  desk,
  hires,
  is,
  office,
  officeBelow,
  ofPerson,
  otherOffice,
  person,
  type Rule,
  shared,
  type Standing,
  system,
} from './asking.js';

/** One of those whom a row of several people concerns. */
const oneOfThem: Standing = (who, { people }) => who.role === 'seeker' && people!.includes(who.person);
const watching: Standing = (who, row) => anyOffice(who, row) || auditor(who, row);

/** What an office wrote of a person, who reads it; erasures and what ends by itself change it. */
const register = { writes: [bureau], sees: [person, auditor], changes: [system] };
/** What holds for everybody, by division. */
const published = shared({ adds: [office], sees: [anyone] });
const changeable = shared({ writes: [office], sees: [anyone] });
const internal = shared({ adds: [office], sees: [watching] });

/** Nothing is granted in it yet, and no money moved: what one may hand in. */
const fresh =
  (stands: Standing): Standing =>
  (who, row) =>
    ['APPLIED', 'RECORDED', 'EMPTY'].includes(row.state!) && stands(who, row);
const claimant: Standing = (who, { claimant: of }) => is(who, of);
/** Offices, payees and persons of the claim, relief or loan that a step is of. */
const ofCase: Standing = (who, row) =>
  ({
    subsidy_claim: [bureau, hires, claimant],
    relief: [office, hires, person],
    micro_loan: [office, person],
  })[row.of!]!.some((stands) => stands(who, row));

/** Targets are the business of the unit’s office; those below are held against them, so that they may find them. */
const ofTarget = shared({ adds: [office], sees: [auditor], reaches: [officeBelow] });

export const programmes: Record<string, Rule> = {
  household: shared({ writes: [office], sees: [oneOfThem, auditor], changes: [system] }),
  household_member: shared({ writes: [office], sees: [person, auditor], changes: [system] }),
  household_step: shared({ adds: [office], sees: [oneOfThem, auditor], changes: [system] }),
  assistance_measure: shared({ writes: [office], sees: [person, auditor], changes: [system] }),
  assistance_venue: shared({ writes: [office], sees: [anyone], locks: [officeBelow] }),
  inspection: shared({ notes: [(who, row) => office(who, row) && otherOffice(who, row)], sees: [office, otherOffice, auditor] }),
  inspection_finding: shared({ writes: [office], sees: [oneOfThem, auditor], changes: [system] }),

  policy_document: shared({ adds: [anyOffice], sees: [anyone] }),
  policy_rate: changeable,
  policy_rule: changeable,
  subsidy_claim: shared({
    changes: [bureau, system],
    adds: [fresh(bureau), fresh(hires), fresh(claimant)],
    sees: [hires, claimant, auditor],
  }),
  // Of its months a person sees their own, whoever claimed them.
  subsidy_month: shared({ writes: [bureau], adds: [hires], notes: [claimant], sees: [person, auditor], changes: [system] }),
  subsidy_spell: shared({ writes: [system], sees: [(who, row) => anyOffice(who, row) && ofPerson(who, row), person, auditor] }),
  relief: shared({ changes: [office, system], adds: [fresh(office)], sees: [hires, person, auditor] }),
  case_step: shared({ adds: [ofCase], writes: [system], sees: [auditor] }),
  // The street that takes payments of a loan writes them into the county’s books.
  ledger_entry: shared({ adds: [office, otherOffice], sees: [system, auditor] }),
  guarantee_fund: shared({ changes: [office], adds: [fresh(office)], sees: [officeBelow, auditor], locks: [officeBelow] }),
  micro_loan: shared({
    changes: [office, system, (who, row) => person(who, row) && row.state === 'WITHDRAWN'],
    adds: [fresh(office), fresh(person)],
    sees: [person, auditor],
    locks: [person],
  }),
  loan_partner: shared({ adds: [office], sees: [claimant, person, auditor] }),

  programme_parameter: published,
  employment: shared({ ...register, changes: [system, hires], adds: [(who, row) => hires(who, row) && row.placed === true] }),
  unemployment: shared(register),
  employment_difficulty: shared(register),

  training_rule: published,
  training_class: shared({ writes: [desk], sees: [anyone] }),
  training_enrolment: shared({ writes: [desk], sees: [otherOffice, person, auditor], changes: [system] }),
  training_attendance: shared({ writes: [desk], sees: [otherOffice, person, auditor], removes: [system] }),
  training_subsidy: shared({ writes: [bureau], adds: [desk], sees: [person, auditor], changes: [system] }),

  full_employment_community: shared({ writes: [office], sees: [auditor], changes: [system] }),
  community_step: shared({ adds: [office], sees: [auditor], notes: [system] }),
  certification_criterion: internal,
  certification_goal: shared({ sees: [watching] }),
  ledger: shared({ changes: [office], sees: [watching] }),
  ledger_check: shared({ adds: [office], sees: [auditor], removes: [system] }),

  assessed_unit: internal,
  assessment_rule: internal,
  target_plan: shared({
    writes: [office],
    sees: [auditor, (who, row) => anyOffice(who, row) && row.state === 'PUBLISHED'],
    locks: [officeBelow],
  }),
  target: shared({ writes: [office], sees: [auditor], reaches: [officeBelow] }),
  target_report: ofTarget,
  target_score: ofTarget,
  target_revision: ofTarget,
  target_grading: shared({ adds: [office], sees: [auditor] }),
};
