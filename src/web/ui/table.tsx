import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type Asked, useAsk } from './client.ts';
import { count } from './format.ts';
import type { Known } from './known.ts';
import { t } from './language.ts';
import { Empty, Loading, Wrong } from './states.tsx';

export interface Column<Row> {
  readonly key: string;
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** By what the rows shown can be put in order. */
  readonly by?: (row: Row) => string | number | null;
  /** Aligned at the right, digits of one width. */
  readonly numeric?: boolean;
  /** Not on paper. */
  readonly screenOnly?: boolean;
}

export interface TableProps<Row> {
  /** What the table is, for who cannot see it; shown above unless `quiet`. */
  readonly caption: string;
  readonly quiet?: boolean;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly keyOf: (row: Row) => string;
  /** Instead of rows, when there are none. */
  readonly empty?: ComponentChildren;
  /** A last row of sums: one cell for each column. */
  readonly foot?: readonly ComponentChildren[];
  readonly current?: string;
}

/** Rows under heads; a head that can put them in order is a button. Wide tables scroll by themselves, also by keyboard. */
export function Table<Row>({ caption, quiet, rows, columns, keyOf, empty, foot, current }: TableProps<Row>) {
  const [order, setOrder] = useState<{ key: string; down: boolean } | null>(null);
  const by = columns.find(({ key }) => key === order?.key)?.by;
  const shown = by ? inOrder(rows, by, order!.down) : rows;
  if (rows.length === 0) return <>{empty ?? <Empty title={t('没有记录', 'Nothing here')} />}</>;
  return (
    <div class="table-scroll" role="region" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={quiet ? 'unseen' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ key, head, numeric, by: sortable, screenOnly }) => (
              <th
                key={key}
                scope="col"
                class={classes(numeric, screenOnly)}
                aria-sort={order?.key === key ? (order.down ? 'descending' : 'ascending') : undefined}
              >
                {sortable ? (
                  <button type="button" class="head" onClick={() => setOrder({ key, down: order?.key === key && !order.down })}>
                    {head}
                    <span aria-hidden="true">{order?.key === key ? (order.down ? ' ↓' : ' ↑') : ' ↕'}</span>
                  </button>
                ) : (
                  head
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={keyOf(row)} class={current === keyOf(row) ? 'current' : undefined}>
              {columns.map(({ key, head, cell, numeric, screenOnly }) => (
                <td key={key} class={classes(numeric, screenOnly)} data-head={head}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {foot && (
          <tfoot>
            <tr>
              {foot.map((cell, at) => (
                <td key={columns[at]!.key} class={classes(columns[at]!.numeric, columns[at]!.screenOnly)}>
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  );
}

const classes = (numeric?: boolean, screenOnly?: boolean): string | undefined =>
  [numeric && 'numeric', screenOnly && 'screen-only'].filter(Boolean).join(' ') || undefined;

/** Chinese by sound, numbers by size, what is missing last. */
function inOrder<Row>(rows: readonly Row[], by: (row: Row) => string | number | null, down: boolean): Row[] {
  const sound = new Intl.Collator('zh-CN', { numeric: true });
  const compare = (a: string | number, b: string | number): number =>
    typeof a === 'number' && typeof b === 'number' ? a - b : sound.compare(String(a), String(b));
  return rows.toSorted((a, b) => {
    const [left, right] = [by(a), by(b)];
    if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
    return down ? compare(right, left) : compare(left, right);
  });
}

/** A connection of the API. */
export interface Connection<Row> {
  readonly totalCount?: number;
  readonly edges: readonly { readonly node: Row }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null };
}

export interface Pages<Row> extends Asked<Connection<Row>> {
  readonly rows: readonly Row[];
  /** From 1. */
  readonly page: number;
  readonly next: (() => void) | undefined;
  readonly previous: (() => void) | undefined;
}

/** A connection page by page; other variables begin again at the first. `after` is set here. */
export function usePages<Data, Variables extends { after?: string | null | undefined }, Row>(
  document: Known<Data, Variables>,
  variables: Variables | null,
  pick: (data: Data) => Connection<Row>,
): Pages<Row> {
  const wanted = JSON.stringify(variables);
  const [{ of, cursors }, set] = useState<{ of: string; cursors: string[] }>({ of: wanted, cursors: [] });
  const before = of === wanted ? cursors : [];
  useEffect(() => set((now) => (now.of === wanted ? now : { of: wanted, cursors: [] })), [wanted]);
  const asked = useAsk(document, variables && ({ ...variables, after: before.at(-1) ?? null } as Variables));
  const connection = asked.data && pick(asked.data);
  const end = connection?.pageInfo.endCursor;
  return {
    ...asked,
    data: connection,
    rows: connection?.edges.map(({ node }) => node) ?? [],
    page: before.length + 1,
    next: connection?.pageInfo.hasNextPage && end ? () => set({ of: wanted, cursors: [...before, end] }) : undefined,
    previous: before.length > 0 ? () => set({ of: wanted, cursors: before.slice(0, -1) }) : undefined,
  };
}

/** Back and forth, with where one is. */
export function Pager<Row>({ pages }: { readonly pages: Pages<Row> }) {
  const { data, page, next, previous } = pages;
  if (!next && !previous) return data?.totalCount === undefined ? null : <p class="pager">{total(data.totalCount)}</p>;
  return (
    <nav class="pager screen-only" aria-label={t('翻页', 'Pages')}>
      <button type="button" disabled={!previous} onClick={previous}>
        {t('上一页', 'Previous')}
      </button>
      <span>
        {t(`第 ${page} 页`, `Page ${page}`)}
        {data?.totalCount === undefined ? '' : ` · ${total(data.totalCount)}`}
      </span>
      <button type="button" disabled={!next} onClick={next}>
        {t('下一页', 'Next')}
      </button>
    </nav>
  );
}

const total = (all: number): string => t(`共 ${count(all)} 条`, `${count(all)} in all`);

/** A table over a connection, with its states and its pager. */
export function PagedTable<Row>({ pages, ...table }: Omit<TableProps<Row>, 'rows'> & { readonly pages: Pages<Row> }) {
  return (
    <div class="shown" aria-busy={pages.loading}>
      {pages.problem && <Wrong problem={pages.problem} again={pages.reload} />}
      {pages.data ? <Table {...table} rows={pages.rows} /> : pages.loading && <Loading />}
      <Pager pages={pages} />
    </div>
  );
}
