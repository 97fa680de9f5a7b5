import { join } from 'node:path';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Argument, Command, Option } from 'commander';
import { WrongConfiguration } from '../config.js';
import { Account, AccountRole } from '../modules/accounts/account.js';
import { disableAccount, enableAccount, openAccount, resetPassword } from '../modules/accounts/account.service.js';
import { ApiKey } from '../modules/accounts/api-key.js';
import { issueKey, revokeKey } from '../modules/accounts/api-key.service.js';
import { Device } from '../modules/accounts/device.js';
import { disableDevice, enrolDevice } from '../modules/accounts/device.service.js';
import type { Doer } from '../modules/accounts/rights.js';
import { type OneTimePassword, oneTimePassword } from '../modules/accounts/password.js';
import { ANONYMOUS, KEY_SCOPES, type KeyScope, settingsOf, type Viewer } from '../platform/access/viewer.js';
import { Mistake, Refusal } from '../platform/graphql/errors.js';
import { refusalOf } from '../platform/graphql/mutation.js';
import { run } from './run.js';
import { inWorld } from './world.js';
import { fileKeyRing } from '../platform/privacy/keys.js';

const ADMINISTRATOR: Viewer = { ...ANONYMOUS, role: 'administrator', name: 'command line' };
const ROLES = Object.keys(AccountRole).filter((role) => !['KIOSK', 'SEEKER'].includes(role));
const lower = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());

const LISTS = {
  users: `select a.name, lower(a.role) as role, coalesce(r.name, i.name, nullif(cardinality(a.employer_ids), 0) || ' employers') as scope,
                 case when a.disabled_at is null then 'open' else 'disabled' end as state, a.signed_in_at as last, a.id
            from account a left join region r on r.id = a.region_id left join institution i on i.id = a.institution_id order by a.created_at, a.id`,
  devices: `select d.name, r.name as region,
                   case when d.disabled_at is not null then 'disabled' when d.enrolled_at is null then 'waits for its code' else 'open' end as state,
                   d.last_seen_at as last, d.id
              from device d join region r on r.id = d.region_id order by d.created_at, d.id`,
  keys: `select k.prefix, a.name as account, k.name, array_to_string(k.scopes, ' ') as scopes, k.expires_at as expires,
                case when k.revoked_at is null then 'open' else 'revoked' end as state, k.last_used_at as last, k.id
           from api_key k join account a on a.id = k.account_id order by k.created_at, k.id`,
};

/** In one transaction, with what an administrator may; its lines are printed when they are true. */
const act = (work: (em: EntityManager, doer: Doer) => Promise<readonly string[]>): Promise<void> =>
  run((config) =>
    inWorld(config, async ({ application }) => {
      const doer = { trail: application.platform, by: ADMINISTRATOR, request: null };
      const em = application.platform.orm.em.fork({ session: { variables: settingsOf(ADMINISTRATOR) } });
      try {
        const lines = await em.transactional((inner) => work(inner as EntityManager, doer));
        process.stdout.write(`${lines.join('\n')}\n`);
      } catch (error) {
        throw declined(error) ?? error;
      }
    }),
  );

/** What the domain declines, as one line; nothing for a fault. */
function declined(error: unknown): WrongConfiguration | undefined {
  if (error instanceof Mistake) return new WrongConfiguration(`${error.words.zh} · ${error.words.en}`);
  const refusal = error instanceof Refusal ? { path: error.path, ...error.words } : refusalOf(error);
  return refusal && new WrongConfiguration(`${refusal.path.at(-1)}: ${refusal.zh} · ${refusal.en}`);
}

const told = ({ clear }: OneTimePassword): string => `一次性密码（24 小时内有效） one-time password (24 hours): ${clear}`;
const done = (name: string): string[] => [`${name}: ✓`];

async function known<T extends object>(em: EntityManager, entity: new () => T, field: string, value: string): Promise<T> {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value);
  const row = field === 'id' && !isId ? null : await em.findOne(entity, { [field]: value } as never);
  if (!row) throw new WrongConfiguration(`${value}: 没有 · not known`);
  return row as T;
}
const userNamed = (em: EntityManager, name: string): Promise<Account> => known(em, Account, 'name', name);

const createAdministrator = new Command('create-administrator')
  .description('开立第一个管理员，给出一次性密码 the first administrator, with a one-time password')
  .argument('<name>')
  .option('--force', '已有管理员时也开立 though there is one already')
  .action((name: string, { force = false }: { force?: boolean }) =>
    act(async (em, doer) => {
      const others = await em.count(Account, { role: 'ADMINISTRATOR', disabledAt: null, synthetic: false });
      if (others > 0 && !force)
        throw new WrongConfiguration(
          '已有管理员，由其开立其他账户；确需再开请加 --force · There is an administrator already, who opens others; --force opens one more',
        );
      const first = await oneTimePassword();
      await openAccount(em, doer, { role: 'ADMINISTRATOR', name }, first);
      return [told(first), '用它设置自己的密码 choose a password with it: PUT /session/password {"name","password","newPassword"}'];
    }),
  );

const addUser = new Command('user')
  .argument('<name>')
  .addOption(new Option('--role <role>').choices(lower(ROLES)).makeOptionMandatory())
  .option('--region <region>', '代码或名称 code or name')
  .option('--institution <id>')
  .option('--employer <id...>')
  .action((name: string, { role, employer, ...scope }: { role: string; region?: string; institution?: string; employer?: string[] }) =>
    act(async (em, doer) => {
      const first = await oneTimePassword();
      await openAccount(em, doer, { ...scope, employers: employer, name, role: role.toUpperCase() as AccountRole }, first);
      return [told(first)];
    }),
  );

const addDevice = new Command('device')
  .argument('<name>')
  .requiredOption('--region <region>', '代码或名称 code or name')
  .option('--institution <id>')
  .action((name: string, where: { region: string; institution?: string }) =>
    act(async (em, doer) => [`登记码（10 分钟内有效） enrolment code (10 minutes): ${(await enrolDevice(em, doer, { name, ...where })).code}`]),
  );

const addKey = new Command('key')
  .argument('<user>')
  .requiredOption('--for <purpose>', '用途 what it is for')
  .addOption(new Option('--scope <scope...>').choices(lower(KEY_SCOPES)).default(['read']))
  .requiredOption('--expires <date>', 'YYYY-MM-DD')
  .action((user: string, options: { for: string; scope: string[]; expires: string }) =>
    act(async (em, doer) => {
      if (!/^\d{4}-\d\d-\d\d$/.test(options.expires) || Number.isNaN(Date.parse(options.expires)))
        throw new WrongConfiguration('日期须为 YYYY-MM-DD · a date is YYYY-MM-DD');
      const scopes = options.scope.map((scope) => scope.toUpperCase() as KeyScope);
      const account = (await userNamed(em, user)).id;
      const { secret } = await issueKey(em, doer, { account, name: options.for, scopes, expiresOn: options.expires });
      return [`密钥，仅显示一次 the key, shown once: ${secret}`];
    }),
  );

const disable = new Command('disable')
  .addCommand(
    new Command('user')
      .argument('<name>')
      .action((name: string) => act(async (em, doer) => done((await disableAccount(em, doer, (await userNamed(em, name)).id)).name))),
  )
  .addCommand(
    new Command('device')
      .argument('<id>')
      .action((id: string) => act(async (em, doer) => done((await disableDevice(em, doer, (await known(em, Device, 'id', id)).id)).name))),
  )
  .addCommand(
    new Command('key')
      .argument('<prefix>')
      .action((prefix: string) => act(async (em, doer) => done((await revokeKey(em, doer, (await known(em, ApiKey, 'prefix', prefix)).id)).prefix))),
  );

type Row = Record<string, string | number | null>;
function tableOf(rows: readonly Row[]): string[] {
  if (rows.length === 0) return ['–'];
  const names = Object.keys(rows[0]!);
  const cells = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? '–')))];
  const widths = names.map((_, at) => Math.max(...cells.map((line) => line[at]!.length)));
  return cells.map((line) =>
    line
      .map((cell, at) => cell.padEnd(widths[at]!))
      .join('  ')
      .trimEnd(),
  );
}

/** The same work as over GraphQL, for the first administrator and for whoever has the machine but no credential. */
export const accountsCommand = new Command('accounts')
  .description('用户、设备和密钥 users, devices and keys')
  .addCommand(createAdministrator)
  .addCommand(
    new Command('list')
      .addArgument(new Argument('<what>').choices(Object.keys(LISTS)))
      .action((what: keyof typeof LISTS) => act(async (em) => tableOf((await em.execute(LISTS[what])) as Row[]))),
  )
  .addCommand(new Command('add').addCommand(addUser).addCommand(addDevice).addCommand(addKey))
  .addCommand(disable)
  .addCommand(
    new Command('enable').addCommand(
      new Command('user')
        .argument('<name>')
        .action((name: string) => act(async (em, doer) => done((await enableAccount(em, doer, (await userNamed(em, name)).id)).name))),
    ),
  )
  .addCommand(
    new Command('reset-password').argument('<name>').action((name: string) =>
      act(async (em, doer) => {
        const next = await oneTimePassword();
        await resetPassword(em, doer, (await userNamed(em, name)).id, next);
        return [told(next)];
      }),
    ),
  )
  .addCommand(
    new Command('rotate-token-key')
      .description('换用新的令牌签名密钥 sign access tokens with a new key')
      .action(() =>
        run(async (config) => void process.stdout.write(`version ${fileKeyRing(join(config.dataDir, 'keys.json')).addVersion('token')}\n`)),
      ),
  );
