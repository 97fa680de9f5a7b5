import pino, { type Logger } from 'pino';

/** Runs of digits that may be an ID number (15 or 18) or a mobile phone. */
const PERSONAL = /(?<![\w-])(?:\d{17}[\dXx]|\d{15}|1[3-9]\d{9})(?![\w-])/g;
export const redact = (text: string): string => text.replace(PERSONAL, '***');

/** A JSON log in which nothing looks like an ID number or a phone. */
export const redactedLog = (level: string): Logger => pino({ level, hooks: { streamWrite: redact } }, pino.destination(2));
