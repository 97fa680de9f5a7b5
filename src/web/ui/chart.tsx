import type { EChartsCoreOption } from 'echarts/core';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { t } from './language.ts';

/** A picture of numbers, drawn when it is first shown. Nothing is only in it: use `Figure`. */
function Chart({
  label,
  option,
  height,
  onPick,
}: {
  readonly label: string;
  readonly option: EChartsCoreOption;
  readonly height: number;
  readonly onPick?: (name: string) => void;
}) {
  const at = useRef<HTMLDivElement>(null);
  const pick = useRef(onPick);
  pick.current = onPick;
  const chart = useRef<{ setOption(option: EChartsCoreOption, replace: boolean): void } | null>(null);
  const latest = useRef(option);
  latest.current = option;
  useEffect(() => {
    let end = (): void => undefined;
    let over = false;
    void import('./charts.ts').then(({ init }) => {
      if (over) return;
      const made = init(at.current!, null, { renderer: 'svg' });
      made.setOption(latest.current, true);
      made.on('click', ({ name }) => pick.current?.(name));
      chart.current = made;
      const sized = new ResizeObserver(() => made.resize());
      sized.observe(at.current!);
      end = () => {
        sized.disconnect();
        made.dispose();
      };
    });
    return () => {
      over = true;
      end();
    };
  }, []);
  const drawn = JSON.stringify(option);
  useEffect(() => chart.current?.setOption(latest.current, true), [drawn]);
  return <div ref={at} class="chart" role="img" aria-label={label} style={{ height: `${height}px` }} />;
}

/** A chart with its title and, beside or behind a button, the same numbers as a table, which is what is read aloud and printed. */
export function Figure({
  title,
  option,
  table,
  height = 320,
  onPick,
}: {
  readonly title: string;
  readonly option: EChartsCoreOption;
  readonly table: ComponentChildren;
  readonly height?: number;
  readonly onPick?: (name: string) => void;
}) {
  const [asTable, setAsTable] = useState(false);
  return (
    <figure class="figure">
      <figcaption>
        <h3>{title}</h3>
        <button type="button" class="screen-only" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t('看图', 'Chart') : t('看数据表', 'Table')}
        </button>
      </figcaption>
      {!asTable && <Chart label={title} option={option} height={height} {...(onPick ? { onPick } : {})} />}
      <div class={asTable ? undefined : 'paper-only'}>{table}</div>
    </figure>
  );
}
