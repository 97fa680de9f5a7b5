import { signal } from '@preact/signals';
import { Me, type MeQuery } from '../generated/visitor.ts';
import { language, t } from './language.ts';

export type Role = 'kiosk' | 'seeker' | 'intermediary' | 'office' | 'recruiter' | 'administrator' | 'auditor';

export interface Person {
  readonly name: string;
  readonly role: Role;
}

/**
 * Who is signed in. `unknown`: not asked yet; `lost`: the session ended under an open page, which stays as it is behind the
 * sign-in, and whatever it has asked goes on when the same person is back.
 */
export type SignedIn = { readonly state: 'unknown' } | { readonly state: 'out' } | ({ readonly state: 'in' | 'lost' } & Person);

export const signedIn = signal<SignedIn>({ state: 'unknown' });

/** What the server said against it: `code` for the program, `message` for the person. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly reason?: string,
  ) {
    super(message);
  }
}

export const unreachable = (): Problem =>
  new Problem('UNREACHABLE', t('连不上服务器，请检查网络后重试', 'The server cannot be reached; check the network and try again'));

const EARLY_MS = 30_000;
const DEVICE = 'jiangqiao-device';

/** In memory only; a device keeps its own, which is no person's. */
let bearer: string | undefined;
let until = Infinity;

interface Session {
  readonly accessToken: string;
  readonly expiresIn: number;
  readonly name: string;
  readonly role: string;
}

const spoken = (): Record<string, string> => ({ 'accept-language': language.peek() });

async function send(method: string, path: string, body?: object): Promise<Response> {
  const init = body ? { headers: { 'content-type': 'application/json', ...spoken() }, body: JSON.stringify(body) } : { headers: spoken() };
  try {
    return await fetch(path, { method, ...init });
  } catch {
    throw unreachable();
  }
}

/** The server’s own words for a refusal over HTTP. */
export async function problemOf(response: Response): Promise<Problem> {
  const answer = (await response.json().catch(() => ({}))) as { errors?: { message: string; extensions?: { code?: string; reason?: string } }[] };
  const first = answer.errors?.[0];
  return new Problem(
    first?.extensions?.code ?? String(response.status),
    first?.message ?? t(`服务器回答 ${response.status}`, `The server answered ${response.status}`),
    first?.extensions?.reason,
  );
}

let back: (() => void)[] = [];

function enter(person: Person): void {
  const before = signedIn.peek();
  // Somebody else sits down at an open page: nothing of the one before may stay on it.
  if ('name' in before && (before.name !== person.name || before.role !== person.role)) return location.reload();
  signedIn.value = { state: 'in', ...person };
  for (const goOn of back) goOn();
  back = [];
}

function take({ accessToken, expiresIn, name, role }: Session): void {
  bearer = accessToken;
  until = performance.now() + expiresIn * 1_000;
  enter({ name, role: role.toLowerCase() as Role });
}

async function open(method: string, path: string, body: object): Promise<void> {
  const response = await send(method, path, body);
  if (!response.ok) throw await problemOf(response);
  take((await response.json()) as Session);
}

export const signIn = (name: string, password: string): Promise<void> => open('POST', '/session', { name, password });

export const choosePassword = (name: string, password: string, newPassword: string): Promise<void> =>
  open('PUT', '/session/password', { name, password, newPassword });

/** A key that was issued, or one of the demonstration world; it lives as long as the page. */
export async function signInWithKey(key: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key.trim()}`, ...spoken() };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(Me) }).catch(() => {
    throw unreachable();
  });
  if (!response.ok) throw await problemOf(response);
  const { data } = (await response.json()) as { data: MeQuery };
  [bearer, until] = [key.trim(), Infinity];
  enter({ name: data.viewer.name ?? '', role: data.viewer.role.toLowerCase() as Role });
}

export async function signOut(): Promise<void> {
  await send('DELETE', '/session');
  bearer = undefined;
  location.reload();
}

let renewing: Promise<boolean> | undefined;

/** A fresh token from the cookie; false when there is no session any more. */
function renew(): Promise<boolean> {
  return (renewing ??= (async () => {
    const response = await send('POST', '/session/refresh');
    if (response.ok) take((await response.json()) as Session);
    else if (response.status !== 401) throw await problemOf(response);
    return response.ok;
  })().finally(() => (renewing = undefined)));
}

/** At the start of a desk: the session that the cookie still holds. */
export async function resume(): Promise<void> {
  if (!(await renew())) signedIn.value = { state: 'out' };
}

/** The device's token, kept where it stands; a code is typed in once. */
export function resumeDevice(): void {
  bearer = localStorage.getItem(DEVICE) ?? undefined;
  until = Infinity;
  signedIn.value = bearer ? { state: 'in', name: '', role: 'kiosk' } : { state: 'out' };
}

export async function enrol(code: string): Promise<void> {
  const response = await send('POST', '/devices/enrol', { code });
  if (!response.ok) throw await problemOf(response);
  keepDevice(((await response.json()) as { token: string }).token);
}

/** The token itself, where somebody has it at hand. */
export function keepDevice(token: string): void {
  localStorage.setItem(DEVICE, token.trim());
  resumeDevice();
}

const isDevice = (): boolean => localStorage.getItem(DEVICE) !== null && bearer === localStorage.getItem(DEVICE);

/** Waits behind the sign-in until the same person is back. */
function lost(): Promise<void> {
  const now = signedIn.peek();
  if (isDevice()) {
    localStorage.removeItem(DEVICE);
    bearer = undefined;
    signedIn.value = { state: 'out' };
  } else if (now.state === 'in') signedIn.value = { ...now, state: 'lost' };
  return new Promise((goOn) => back.push(goOn));
}

/** The bearer of now, renewed before it ends; waits for the sign-in when the session is over. */
export async function freshBearer(): Promise<string | undefined> {
  if (signedIn.peek().state === 'lost') await lost();
  if (bearer !== undefined && until - performance.now() < EARLY_MS && !(await renew())) await lost();
  return bearer;
}

/** A session that the server does not know any more is renewed, or signed in again, before the answer comes. */
export async function renewed(): Promise<void> {
  if (until === Infinity || !(await renew())) await lost();
}

/** `fetch` as who is signed in and in the chosen language. */
export async function authorized(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    const now = await freshBearer();
    const headers = { ...(init.headers as Record<string, string>), ...spoken(), ...(now === undefined ? {} : { authorization: `Bearer ${now}` }) };
    const response = await fetch(input, { ...init, headers });
    if (response.status !== 401 || now === undefined || signedIn.peek().state === 'unknown' || signedIn.peek().state === 'out') return response;
    await renewed();
  }
}
