/** Limits that no test reaches unless it sets its own. */
export const UNHURRIED = { LIMIT_POINTS_PER_MINUTE: '1000000000', LIMIT_POINTS_AT_ONCE: '1000000000' };

/** How long a search may take where many work on one machine, in milliseconds. */
export const UNHURRIED_SEARCH_MS = 5_000;
