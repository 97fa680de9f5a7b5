import { t } from '../ui/index.ts';
import type { Measure, ProgressRow } from './progress-rows.ts';

const MOST_COUNTIES = 12;

/** A picture of who sends whom where; the smaller counties are drawn together. */
export function flow(rows: readonly ProgressRow[], measure: Measure) {
  const valued = rows
    .map((row) => ({ from: row.county!.name, to: row.destination!.name, value: row[measure] ?? 0 }))
    .filter(({ value }) => value > 0);
  const sums = Object.entries(Object.groupBy(valued, ({ from }) => from))
    .map(([name, own]) => ({ name, sum: own!.reduce((all, { value }) => all + value, 0) }))
    .toSorted((a, b) => b.sum - a.sum);
  const drawn = new Set(sums.slice(0, MOST_COUNTIES).map(({ name }) => name));
  const others = t('其他区县', 'Other counties');
  const links = new Map<string, { source: string; target: string; value: number }>();
  for (const { from, to, value } of valued) {
    const source = drawn.has(from) ? from : others;
    // A place that sends and receives stands on both sides.
    const target = `→ ${to}`;
    const key = `${source} ${target}`;
    links.set(key, { source, target, value: (links.get(key)?.value ?? 0) + value });
  }
  const all = [...links.values()];
  const names = new Set(all.flatMap(({ source, target }) => [source, target]));
  return {
    aria: { enabled: true },
    animation: false,
    tooltip: { renderMode: 'richText' as const },
    series: [
      {
        type: 'sankey' as const,
        left: 8,
        right: 110,
        top: 8,
        bottom: 8,
        nodeGap: 6,
        nodeWidth: 14,
        draggable: false,
        emphasis: { focus: 'adjacency' as const },
        label: { color: '#16202b', fontSize: 12 },
        lineStyle: { color: 'source' as const, opacity: 0.35 },
        data: [...names].map((name) => ({ name })),
        links: all,
      },
    ],
  };
}
