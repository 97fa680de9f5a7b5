import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { POST_KINDS } from '../../seeds/posts.js';
import { readAliases, readOccupations } from '../../seeds/reference/read.js';
import { loadRegionTables } from '../../seeds/regions.js';
import { type Application, migrate, openApplication, type Servers } from '../../src/application.js';
import { newApiKey } from '../../src/modules/accounts/api-key.js';
import { type EmbeddedServers, startEmbedded } from '../../src/platform/embedded/index.js';
import { fileVault } from '../../src/platform/privacy/vault.js';

export interface BenchWorld {
  embedded: EmbeddedServers;
  folder: string;
  token: string;
  seekers: string[];
  application: Application;
  stop(): Promise<void>;
}

export const openFor = (servers: Servers, folder: string): Promise<Application> =>
  openApplication({
    servers,
    reference: { occupations: readOccupations(), aliases: readAliases() },
    vault: fileVault(folder, true),
    uploads: join(folder, 'imports'),
  });

const SEEKERS = 200;

/** Generated open vacancies, spread over counties, trades and pay, written by SQL; the index follows through the relay. */
export async function benchWorld(count: number): Promise<BenchWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'jiangqiao-bench-'));
  const embedded = await startEmbedded({ dataDir: folder });
  await migrate(embedded.ownerUrl);
  const client = new pg.Client({ connectionString: embedded.ownerUrl });
  await client.connect();
  await loadRegionTables(client);
  const { secret, prefix, hash } = newApiKey();
  const kinds = POST_KINDS.map((kind) => ({
    title: kind.title,
    code: kind.occupation,
    low: kind.perDay ? 5_000 : kind.from,
    high: kind.perDay ? 7_000 : kind.to,
    education: kind.education,
    lodging: kind.lodging,
  }));
  await client.query('select setseed(0.4711)');
  await client.query(`
    insert into institution (id, name, kind, region_id, region_path, network_member, state)
      select uuidv7(), name || '公共就业服务中心', 'PUBLIC_EMPLOYMENT_SERVICE', id, path, true, 'OPEN' from region where code like '50%' and level = 'COUNTY' and revision <> 'Y2007';
    insert into employer (id, name, licence_number, region_id, region_path, state)
      select uuidv7(), '单位' || n, lpad(n::text, 13, '0'), r.id, r.path, 'VERIFIED'
        from generate_series(1, 3000) n join lateral (select id, path from region where level = 'COUNTY' and revision = 'BOTH' and n = n order by random() limit 1) r on true`);
  await client.query(
    `insert into vacancy (id, title, employer_id, institution_id, region_id, place_path, institution_path, occupation_code, trade_group, head_count, hired_count,
       pay_from, pay_to, pay_period, pay_basis, pay_negotiable, pay_monthly_from, pay_monthly_to, requirements_age_min, requirements_age_max, requirements_education,
       requirements_education_rank, requirements_certificates, requirements_health_certificate, conditions_insurances, conditions_lodging, conditions_shift, valid_from, valid_until, state, opened_at, source, assumed, synthetic)
     select uuidv7(), k.title || case when n % 3 = 0 then '（' || (n % 977) || '号）' else '' end, e.id, i.id, r.id, r.path, i.region_path, k.code, regexp_replace(k.code, '-\\d+$', ''), 1 + n % 20, 0,
            pay.low, pay.high, 'MONTH', 'TIME', false, pay.low, pay.high, 18, 35 + n % 25, k.education, array_position(array['NONE','PRIMARY','JUNIOR_HIGH','SENIOR_HIGH','SECONDARY_VOCATIONAL','JUNIOR_COLLEGE'], k.education) - 1,
            '{}', false, '{}', k.lodging, (array['DAY','TWO_SHIFT','THREE_SHIFT'])[1 + n % 3], app_today() - 10, app_today() + 30 + n % 60, 'OPEN', app_now() - n * interval '7 seconds', 'GENERATED', '{}', true
       from generate_series(1, $1::int) n
       join lateral (select * from jsonb_to_recordset($2::jsonb) as k(title text, code text, low int, high int, education text, lodging boolean) offset (n * 7919) % ${kinds.length} limit 1) k on true
       join lateral (select (k.low + (n * 31) % 2000) * 100::bigint as low, (k.high + (n * 31) % 2000) * 100::bigint as high) pay on true
       join (select id, row_number() over (order by id) - 1 as at from employer) e on e.at = (n * 104729::bigint) % 3000
       join (select id, region_path, row_number() over (order by id) - 1 as at, count(*) over () as all from institution) i on i.at = (n * 15485863::bigint) % i.all
       join (select id, path, row_number() over (order by code) - 1 as at, count(*) over () as all from region where revision <> 'Y2007' and (code like '50%' and level = 'COUNTY' or code in ('310000', '330100', '330200', '440300', '350200'))) r on r.at = (n * 32452843::bigint) % r.all`,
    [count, JSON.stringify(kinds)],
  );
  await client.query(
    `insert into account (id, role, name, region_id) select '018f0000-0000-7000-8000-000000000001', 'OFFICE', 'bench', id from region where code = '500000'`,
  );
  await client.query(`insert into api_key (id, account_id, prefix, hash) values (uuidv7(), '018f0000-0000-7000-8000-000000000001', $1, $2)`, [
    prefix,
    hash,
  ]);
  const seekers = await client.query<{ id: string }>(
    `insert into seeker (id, name, sex, birth_on, id_number_masked, region_id, region_path, agricultural, resettler, situation, education, education_rank, certificates,
       wish_occupations, wish_trade_groups, wish_any_trade, wish_places, wish_place_paths, wish_wage_floor, wish_board, wish_lodging, wish_shifts, wish_training)
     select uuidv7(), '求职' || n, 'MALE', app_today() - (20 + n % 25) * 365, '5', r.id, r.path, true, 'NONE', 'UNEMPLOYED', 'SENIOR_HIGH', 3, '{}', array[k.code], array[regexp_replace(k.code, '-\\d+$', '')], false,
            array['500000'], array[(select path from region where code = '500000')], (k.low + 500) * 100, false, n % 2 = 0, case when n % 3 = 0 then array['DAY','TWO_SHIFT'] else '{}'::text[] end, false
       from generate_series(1, ${SEEKERS}) n
       join lateral (select * from jsonb_to_recordset($1::jsonb) as k(title text, code text, low int, high int, education text, lodging boolean) offset n % ${kinds.length} limit 1) k on true
       join region r on r.code = '500101' returning id`,
    [JSON.stringify(kinds)],
  );
  await client.query(
    `insert into registration (id, seeker_id, institution_id, institution_path, registered_on, valid_until, state)
     select uuidv7(), s.id, i.id, i.region_path, app_today(), app_today() + 90, 'ACTIVE' from seeker s, (select * from institution limit 1) i`,
  );
  await client.query('analyze');
  await client.end();
  const application = await openFor(embedded, folder);
  await application.relay.drain((done, left) => process.stderr.write(`\r索引 index ${done}/${done + left}   `));
  process.stderr.write('\n');
  return {
    embedded,
    folder,
    token: secret,
    seekers: seekers.rows.map((row) => row.id),
    application,
    stop: async () => {
      await application.stop();
      await embedded.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
