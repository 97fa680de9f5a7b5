/** Longest document, in tokens: a longer one is refused while it is read. */
export const MAX_TOKENS = 1_000;
/** Longest request body and longest WebSocket frame, in bytes. */
export const BODY_LIMIT = 64 * 1_024;
