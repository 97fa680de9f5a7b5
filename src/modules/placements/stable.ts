/** Work that lasted so many days is stable; ours, no public rule says when. */
export const STABLE_DAYS = 90;

/** Somebody whose confirmed work has lasted, in SQL over the column that holds the person. */
export const stablePlacement = (seeker: string): string => `work_lasted(${seeker}, ${STABLE_DAYS})`;
