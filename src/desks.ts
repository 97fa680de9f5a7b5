import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { everyone } from './platform/access/policy.js';
import type { Role } from './platform/access/viewer.js';
import { documentsOf, sha256, TrustedDocuments } from './platform/graphql/trust.js';

/** Whose documents stand in `schema/operations/<desk>.graphql`. */
export const desks: Readonly<Record<string, readonly Role[]>> = {
  visitor: everyone,
  kiosk: ['kiosk'],
  seeker: ['seeker'],
  intermediary: ['intermediary'],
  office: ['office'],
  recruiter: ['recruiter'],
  administrator: ['administrator'],
  auditor: ['auditor'],
};

interface DeskDocument {
  readonly desk: string;
  readonly name: string;
  readonly text: string;
}

/** The files lie in the project's folder, beside the sources and beside what is compiled from them. */
function folder(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'package.json'))) at = dirname(at);
  return join(at, 'schema/operations');
}

const deskOperations = (): DeskDocument[] =>
  Object.keys(desks).flatMap((desk) => documentsOf(readFileSync(join(folder(), `${desk}.graphql`), 'utf8')).map((one) => ({ desk, ...one })));

export function deskDocuments(): TrustedDocuments {
  const trusted = new TrustedDocuments();
  for (const { desk, text } of deskOperations()) trusted.add(text, desks[desk]!);
  return trusted;
}

/** What a client needs to send documents by their hash, in the form that Apollo's clients read. */
export const printedManifest = (): string => {
  const operations = deskOperations().map(({ desk, name, text }) => ({ id: sha256(text), name, type: text.split(/\W/, 1)[0], desk, body: text }));
  return `${JSON.stringify({ format: 'apollo-persisted-query-manifest', version: 1, operations }, null, 2)}\n`;
};

/** A document that anybody may send, with its variables: what is shown to try the server with. */
export function example(name: string, variables: object): { query: string; variables: object } {
  const found = deskOperations().find((one) => one.desk === 'visitor' && one.name === name);
  if (!found) throw new Error(`no operation ${name} for visitors`);
  return { query: found.text, variables };
}
