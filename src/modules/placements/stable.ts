/** Work that lasted so many days is stable; ours, no public rule says when. */
export const STABLE_DAYS = 90;

/** Somebody whose confirmed work has lasted, in SQL over the column that holds the person. */
export const stablePlacement = (seeker: string): string =>
  `exists (select from placement p where p.seeker_id = ${seeker} and p.state = 'CONFIRMED' and coalesce(p.ending_on, app_today()) >= p.hired_on + ${STABLE_DAYS})`;
