import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { batchesOf, layGeography, linesOf, stepsOf, writeBatches } from '../../seeds/city-2007.js';
import { layOut } from '../../seeds/city/geography.js';
import type { Step } from '../../seeds/city/step.js';
import type { Application } from '../../src/application.js';
import { vacancyProjection } from '../../src/modules/matching/projection.js';
import { vacancySettings } from '../../src/modules/matching/search/document.js';
import { fileVault } from '../../src/platform/privacy/vault.js';
import { connected, emptyCity } from './city.js';
import { atLeast, type Report } from './report.js';
import { openFor } from './world.js';

const LOAD_SHARE = 0.8;
const INDEX_SHARE = 0.7;
const ROUNDS = 2;

async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}

/**
 * The city’s rows by our load, which makes, seals, stages and checks them, against a COPY of the same rows from files by the
 * superuser, whom no policy holds up: part by part in turns, in two databases of one cluster with the same tables.
 */
export async function load(percent: number, report: Report): Promise<void> {
  const scale = percent / 100;
  const { servers, folder, owner, stop } = await emptyCity(scale);
  try {
    const admin = await connected(servers.adminUrl);
    await owner.end(); // a template has no sessions
    await admin.query('create database copied template jiangqiao');
    await admin.end();
    const [ours, theirs] = [await connected(servers.ownerUrl), await connected(servers.adminUrl.replace('/postgres?', '/copied?'))];
    const geography = await layOut(ours);
    for (const client of [ours, theirs]) await layGeography(client, geography);
    const total = { rows: 0, ours: 0, theirs: 0 };
    for (const [at, step] of stepsOf(geography, fileVault(folder, true), scale).entries()) {
      const files = await filesOf(step, folder);
      const write = async (): Promise<void> => {
        total.ours += await seconds(() => writeBatches(ours, batchesOf(step), (_, rows) => void (total.rows += rows)));
      };
      const copy = async (): Promise<void> => {
        total.theirs += await seconds(() => copyFiles(theirs, step, files));
      };
      for (const turn of at % 2 === 0 ? [write, copy] : [copy, write]) await turn();
      for (const file of files.values()) rmSync(file);
      report.note(`  ${step.name}: ${total.ours.toFixed(1)} s, COPY ${total.theirs.toFixed(1)} s so far`);
    }
    for (const name of ['vacancy', 'seeker', 'ledger_entry']) await assertSame(ours, theirs, name);
    await ours.query('vacuum analyze');
    await ours.end();
    await theirs.end();
    const [rate, reference] = [total.rows / total.ours, total.rows / total.theirs];
    report.figure({ name: `${total.rows} rows, load against COPY`, ours: rate, reference, unit: 'rows/s' }, atLeast(LOAD_SHARE));
    const application = await openFor(servers, folder);
    try {
      await index(application, report);
    } finally {
      await application.stop();
    }
  } finally {
    await stop();
  }
}

/** The rows of a step in files, one for each table. */
async function filesOf(step: Step, folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map(Object.keys(step.columns).map((table) => [table, join(folder, `${table}.copy`)]));
  const open = new Map([...files].map(([table, file]) => [table, openSync(file, 'w', 0o644)]));
  for (const batch of batchesOf(step)) for (const [table, lines] of await linesOf(batch)) writeSync(open.get(table)!, lines.join(''));
  for (const file of open.values()) closeSync(file);
  return files;
}

async function copyFiles(client: pg.Client, { columns }: Step, files: ReadonlyMap<string, string>): Promise<void> {
  await client.query('begin');
  for (const [table, file] of files) await client.query(`copy ${table} (${columns[table]!.join(', ')}) from '${file}'`);
  await client.query('commit');
}

async function assertSame(ours: pg.Client, theirs: pg.Client, table: string): Promise<void> {
  const [one, other] = await Promise.all(
    [ours, theirs].map(async (client) => (await client.query<{ count: string }>(`select count(*) from ${table}`)).rows[0]!.count),
  );
  if (one !== other) throw new Error(`${table}: ${one} rows, ${other} by COPY`);
}

const PAYLOAD_BYTES = 90_000_000;
const LOT = 10_000;
const WAIT = { timeout: 1_800_000, interval: 50 };

/** Every notice from its row into the index by our relay, against the same documents, made before, straight into an index of the same settings. */
async function index({ relay, relayPool, platform: { search } }: Application, report: Report): Promise<void> {
  const { client, indexes } = search;
  const { rows } = await relayPool.query<{ id: string }>('select id from vacancy order by id');
  const payloads: string[] = [''];
  let count = 0;
  for (let at = 0; at < rows.length; at += LOT) {
    const ids = rows.slice(at, at + LOT).map(({ id }) => id);
    for (const document of await vacancyProjection('bare').documents(relayPool, ids, new Map())) {
      const line = `${JSON.stringify(document)}\n`;
      if (Buffer.byteLength(payloads.at(-1)!) + Buffer.byteLength(line) > PAYLOAD_BYTES) payloads.push('');
      payloads[payloads.length - 1] += line;
      count += 1;
    }
  }
  const bare = client.index('bare');
  await client.createIndex('bare', { primaryKey: 'id' }).waitTask(WAIT);
  await bare.updateSettings(vacancySettings).waitTask(WAIT);
  const spent = { ours: 0, theirs: 0 };
  const relayed = async (): Promise<void> => {
    spent.ours += await seconds(() => relay.drain());
    const { numberOfDocuments } = await client.index(indexes.vacancies).getStats();
    if (numberOfDocuments !== count) throw new Error(`${numberOfDocuments} documents in the index, ${count} expected`);
  };
  const straight = async (): Promise<void> => {
    spent.theirs += await seconds(async () => {
      const tasks = [];
      for (const payload of payloads) tasks.push(await bare.addDocumentsFromString(payload, 'application/x-ndjson'));
      for (const { taskUid } of tasks) {
        const { status } = await client.tasks.waitForTask(taskUid, WAIT);
        if (status !== 'succeeded') throw new Error(`the index took no documents: ${status}`);
      }
    });
  };
  for (let round = 0; round < ROUNDS; round++) {
    if (round > 0) {
      await relayPool.query(
        "insert into search_dirty (entity, id, version) select 'vacancy', id, nextval('search_version') from vacancy order by id",
      );
      for (const name of ['bare', indexes.vacancies]) await client.index(name).deleteAllDocuments().waitTask(WAIT);
    }
    for (const turn of round % 2 === 0 ? [relayed, straight] : [straight, relayed]) await turn();
    report.note(`  round ${round + 1}: index ${spent.ours.toFixed(1)} s, straight ${spent.theirs.toFixed(1)} s so far`);
  }
  const of = (time: number): number => (ROUNDS * count) / time;
  report.figure(
    { name: `${count} documents of ${rows.length} notices, index build`, ours: of(spent.ours), reference: of(spent.theirs), unit: 'documents/s' },
    atLeast(INDEX_SHARE),
  );
}
