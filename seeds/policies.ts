import type pg from 'pg';
import { readPolicyDocuments, readPolicyRates, readPolicyRules } from './reference/read.js';
import { idOf } from './regions.js';

/** Loads policy documents, rates and the decision table as the owner of the tables, after the divisions; rows that are there stay. */
export async function loadPolicyTables(client: pg.ClientBase): Promise<void> {
  const [rates, rules] = [readPolicyRates(), readPolicyRules()];
  const codes = [...new Set([...rates, ...rules].map((one) => one.region))];
  const { rows } = await client.query<{ id: string; code: string; path: string }>('select id, code, path from region where code = any($1)', [codes]);
  const regionOf = new Map(rows.map((one) => [one.code, one]));
  const documentId = (number: string): string => idOf('policy-document', number);
  const placed = <T extends { region: string; document: string | null }>({ region, document, ...row }: T) => ({
    ...row,
    region_id: regionOf.get(region)!.id,
    region_path: regionOf.get(region)!.path,
    document_id: document === null ? null : documentId(document),
  });
  const load = async (table: string, made: readonly object[]): Promise<void> => {
    const columns = Object.keys(made[0]!).join(', ');
    await client.query(
      `insert into ${table} (${columns}) select ${columns} from jsonb_populate_recordset(null::${table}, $1::jsonb) on conflict do nothing`,
      [JSON.stringify(made)],
    );
  };
  await client.query('begin');
  await load(
    'policy_document',
    readPolicyDocuments().map((one) => ({ id: documentId(one.number), ...one })),
  );
  await load(
    'policy_rate',
    rates.map((one) => ({ id: idOf('policy-rate', one.parameter, one.region, one.effective_on), ...placed(one) })),
  );
  await load(
    'policy_rule',
    rules.map((one) => ({ id: idOf('policy-rule', one.code, one.region, one.effective_on), ...placed(one) })),
  );
  await client.query('commit');
}
