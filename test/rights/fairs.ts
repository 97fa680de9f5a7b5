import { anyone, auditor, bureau, hires, person, type Rule, shared, type Standing, system } from './asking.js';

/** The kiosk that is enrolled to the fair. */
const kiosk: Standing = (who, { kiosk: device }) => who.role === 'kiosk' && device === who.user;
/** Whoever may look at the fair: everybody once it is announced, before that who holds it. */
const visitor: Standing = (who, row) => (anyone(who, row) && row.announced === true) || bureau(who, row) || auditor(who, row);

const hall = shared({ writes: [bureau], sees: [visitor] });
const followed = shared({ sees: [visitor, system] });

/** A fair is its institution’s: what stands in it everybody sees, who came only those whom it concerns. */
export const fairs: Record<string, Rule> = {
  campaign: shared({ writes: [bureau], sees: [anyone] }),
  job_fair: shared({ writes: [bureau], sees: [visitor] }),
  fair_hall: hall,
  fair_booth: hall,
  fair_announcement: hall,
  fair_participation: shared({
    writes: [bureau],
    changes: [hires],
    adds: [(who, row) => hires(who, row) && row.state === 'APPLIED' && row.announced === true],
    sees: [(who, row) => visitor(who, row) && row.state === 'APPROVED', auditor],
  }),
  fair_post: shared({ writes: [bureau, hires], sees: [visitor] }),
  fair_visit: shared({ writes: [bureau, kiosk, person], sees: [auditor], changes: [system] }),
  fair_ticket: shared({ writes: [bureau, kiosk, person], changes: [hires], sees: [auditor, system] }),
  fair_interest: shared({ writes: [bureau, kiosk], adds: [person], sees: [hires, auditor, system] }),
  fair_interview: shared({ writes: [bureau, hires], sees: [person, auditor], changes: [system] }),
  fair_kiosk: shared({ writes: [bureau], removes: [bureau], sees: [kiosk, auditor] }),
  feed_stream: followed,
  feed_event: followed,
};
