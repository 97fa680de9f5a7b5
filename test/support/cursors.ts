/** The number in a cursor of a feed. */
export const seqOf = (cursor: string): number => (JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [string, string, number])[2];
export const cursorOf = (fair: string, seq: number): string => Buffer.from(JSON.stringify(['feed', fair, seq])).toString('base64url');
