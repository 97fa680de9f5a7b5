import pino, { type Logger } from 'pino';
import { redact } from './redact.js';

/** A JSON log, on stderr, in which nothing looks like an ID number or a phone. */
export const redactedLog = (level: string): Logger => pino({ level, hooks: { streamWrite: redact } }, pino.destination(2));
