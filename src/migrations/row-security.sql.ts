/**
 * Row-level policies in SQL, written without a look at the application's scopes: a mistake in one of them is caught by
 * the other. Migrations of every number are written with these functions: what they write must not change.
 */

/** A setting of the viewer, read once a statement; null where it is empty, which no comparison passes. */
const setting = (name: string, type = 'text'): string => `(select nullif(current_setting('app.${name}', true), '')::${type})`;

/** A setting that counts for viewers of one role only; for others it is null. */
const settingOf = (role: string, name: string, type: string, tail = ''): string =>
  `(select nullif(current_setting('app.${name}', true), '')::${type}${tail} where current_setting('app.role', true) = '${role}')`;

/** `settingsOf(viewer)` sets it for one transaction; `system` is the role of work that is no viewer's. */
const role = setting('role');
export const actor = `coalesce(${setting('user_id')}, ${role})`;
export const user = setting('user_id', 'uuid');

export const anybody = `${role} is not null`;
export const is = (...roles: string[]): string =>
  roles.length === 1 ? `${role} = '${roles[0]}'` : `${role} in (${roles.map((one) => `'${one}'`).join(', ')})`;

/** The division that an office holds has the path. */
export const inDivision = (path: string): string => `(${path} || '/') ^@ ${settingOf('office', 'region_path', 'text', " || '/'")}`;
/** The division that an office holds is the path's, or lies below it. */
export const aboveDivision = (path: string): string => `${settingOf('office', 'region_path', 'text', " || '/'")} ^@ (${path} || '/')`;
/** The institution of an intermediary; null for others. */
export const institution = settingOf('intermediary', 'institution_id', 'uuid');
/** An intermediary's own institution. */
export const inInstitution = (column: string): string => `${column} = ${institution}`;
/** One of the employers that a recruiter acts for. */
export const ofEmployers = (column: string): string => `${column} = any(${settingOf('recruiter', 'employer_ids', 'uuid[]')}::uuid[])`;
export const ofSeeker = (column: string): string => `${column} = ${settingOf('seeker', 'seeker_id', 'uuid')}`;

/** Set by whoever has a person's ID document before them: the person, and the keyed digests of the number. */
export const inHand = {
  person: (column: string): string => `${column} = ${setting('person', 'uuid')}`,
  digest: (column: string): string => `encode(${column}, 'hex') = any(string_to_array(${setting('digests')}, ','))`,
};

/**
 * Some row of another table, of which its own policies show what the viewer may see. Looked up for each row that asks:
 * `offset 0` keeps the planner from reading the whole table first.
 */
export const some = (table: string, alias: string, condition: string): string => `exists (select from ${table} ${alias} where ${condition} offset 0)`;

type Command = 'select' | 'insert' | 'update' | 'delete';
/** What a way lets through; for an update one condition for the row as it was and as it will be, or two. */
export type Way = Partial<Record<Exclude<Command, 'update'>, string>> & { update?: string | { from: string; to: string } };

/** Row-level security that binds the owner too, who then passes by a policy of its own; everybody else needs a way. */
export const secured = (table: string): string[] => [
  `alter table ${table} enable row level security`,
  `alter table ${table} force row level security`,
  `create policy owner on ${table} to jiangqiao_owner using (true) with check (true)`,
];

/** A way to rows of a table: one policy for each command, named `<way>_<command>`; ways add up. */
export const way = (table: string, name: string, opens: Way, to = 'jiangqiao_app'): string[] =>
  (Object.entries(opens) as [Command, NonNullable<Way['update']>][]).map(([command, condition]) => {
    const policy = `create policy ${name}_${command} on ${table} for ${command} to ${to}`;
    if (typeof condition !== 'string') return `${policy} using (${condition.from}) with check (${condition.to})`;
    return command === 'insert' ? `${policy} with check (${condition})` : `${policy} using (${condition})`;
  });

/** Policies know rows, not columns: whose a row is, nobody changes but the owner of the table. */
export const fixed = (table: string, ...columns: string[]): string[] => {
  const [before, after] = ['old', 'new'].map((row) => `(${columns.map((column) => `${row}.${column}`).join(', ')})`);
  return [
    `create trigger ${table}_fixed before update of ${columns.join(', ')} on ${table} for each row
       when (current_user <> 'jiangqiao_owner' and ${before} is distinct from ${after}) execute function refuse_change()`,
  ];
};

export const withoutWay = (table: string, name: string, ...commands: Command[]): string[] =>
  commands.map((command) => `drop policy ${name}_${command} on ${table}`);
