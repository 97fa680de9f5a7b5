import { key, type TestApp, type Who } from './app.js';
import { ADMINISTRATOR, http } from './sessions.js';

export const ENROL =
  'mutation ($input: DeviceEnrolInput!) { deviceEnrol(input: $input) { device { id name enrolledAt codeUntil } code userErrors { code path } } }';
export const ISSUE =
  'mutation ($input: ApiKeyIssueInput!) { apiKeyIssue(input: $input) { apiKey { id prefix scopes expiresAt account { name } } secret userErrors { code path } } }';

/** A kiosk that has taken its token. */
export async function aDevice(app: TestApp, region = '500101', as: Who = ADMINISTRATOR): Promise<{ id: string; token: string }> {
  const { deviceEnrol } = await app.data(ENROL, { input: { name: '大厅一号', region, idempotencyKey: key() } }, as);
  const { body } = await http(app, 'POST', '/devices/enrol', { code: deviceEnrol.code });
  return { id: deviceEnrol.device.id, token: body.token };
}

export async function aKey(
  app: TestApp,
  account: string,
  scopes: readonly string[] = ['READ'],
  expiresOn = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10),
): Promise<{ id: string; secret: string }> {
  const input = { account, name: '报表系统', scopes, expiresOn, idempotencyKey: key() };
  const { apiKeyIssue } = await app.data(ISSUE, { input }, ADMINISTRATOR);
  if (apiKeyIssue.userErrors.length > 0) throw new Error(JSON.stringify(apiKeyIssue.userErrors));
  return { id: apiKeyIssue.apiKey.id, secret: apiKeyIssue.secret };
}
