/**
 * Row-level policies in SQL, written without a look at the application's scopes: a mistake in one of them is caught by
 * the other. Migrations of every number are written with these functions: what they write must not change.
 */

/** A setting of the viewer, read once a statement; null where it is empty, which no comparison passes. */
const setting = (name: string, type = 'text'): string => `(select nullif(current_setting('app.${name}', true), '')::${type})`;

/** Settings that `settingsOf(viewer)` sets for one transaction; `system` is the role of work that is no viewer's. */
export const viewer = {
  role: setting('role'),
  user: setting('user_id', 'uuid'),
  region: setting('region_path'),
  institution: setting('institution_id', 'uuid'),
  employers: `${setting('employer_ids', 'uuid[]')}::uuid[]`,
  seeker: setting('seeker_id', 'uuid'),
};

/** Set by whoever has a person's ID document before them: the person, and the keyed digests of the number. */
export const inHand = { person: setting('person', 'uuid'), digests: `string_to_array(${setting('digests')}, ',')` };

export const is = (...roles: string[]): string =>
  roles.length === 1 ? `${viewer.role} = '${roles[0]}'` : `${viewer.role} in (${roles.map((role) => `'${role}'`).join(', ')})`;

export const anybody = `${viewer.role} is not null`;

/** The office's division holds the path. */
export const inDivision = (path: string): string =>
  `${is('office')} and (${path} collate "C" = ${viewer.region} or ${path} collate "C" ^@ (${viewer.region} || '/'))`;

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
export const way = (table: string, name: string, opens: Way, role = 'jiangqiao_app'): string[] =>
  (Object.entries(opens) as [Command, NonNullable<Way['update']>][]).map(([command, condition]) => {
    const policy = `create policy ${name}_${command} on ${table} for ${command} to ${role}`;
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
