import { percent } from './format.ts';

export type Tone = 'good' | 'warn' | 'bad' | 'plain';

/** How far long work is, or that it goes on while nobody knows how far. */
export function Progress({ label, done, of }: { readonly label: string; readonly done?: number; readonly of?: number }) {
  const known = done !== undefined && of !== undefined && of > 0;
  return (
    <div class="progress">
      <span>{label}</span>
      {known ? <progress aria-label={label} value={done} max={of} /> : <progress aria-label={label} />}
      {known && <span class="numeric">{percent(done / of)}</span>}
    </div>
  );
}

const WIDTH = 200;
const HEIGHT = 18;

/**
 * Parts of a whole on one scale, the darkest first, with upright marks: a plan, the time that has passed. Drawn as SVG, so
 * that it is as sharp on paper; `label` says it in words.
 */
export function Bar({
  label,
  parts,
  marks = [],
  max,
}: {
  readonly label: string;
  readonly parts: readonly { readonly value: number; readonly tone: Tone; readonly weight?: 1 | 2 | 3 }[];
  readonly marks?: readonly { readonly at: number; readonly kind: 'plan' | 'time' }[];
  readonly max: number;
}) {
  const scale = (value: number): number => (max > 0 ? Math.min(WIDTH, (value / max) * WIDTH) : 0);
  return (
    <svg class="bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <title>{label}</title>
      <rect class="bar-ground" x="0" y="3" width={WIDTH} height={HEIGHT - 6} />
      {parts.map(({ value, tone, weight = 1 }, at) => (
        <rect key={at} class={`bar-part tone-${tone} weight-${weight}`} x="0" y="3" width={scale(value)} height={HEIGHT - 6} />
      ))}
      {marks.map(({ at, kind }) => (
        <line key={kind} class={`bar-mark mark-${kind}`} x1={scale(at)} x2={scale(at)} y1="0" y2={HEIGHT} />
      ))}
    </svg>
  );
}
