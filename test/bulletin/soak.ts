import { linesOf } from '../../src/modules/bulletin/lines.js';
import { cityWorld } from '../bench/city.js';
import { recomputed, reportOf } from '../support/bulletin.js';
import { documentOf } from '../../src/modules/bulletin/words.js';
import { fixture, missing, type Published } from './fixture.js';

const texts = ['published', 'pct', 'yoy', 'overPlan'] as const;

/** What differs from the published figure. */
function against(published: Published, line: Record<string, unknown>): string[] {
  const { id, value, num, den } = published;
  const expected: Record<string, unknown> = { value, num, den, ...Object.fromEntries(texts.map((name) => [name, published[name]])) };
  return Object.entries(expected).flatMap(([name, wanted]) =>
    (wanted ?? null) === line[name] ? [] : [`${id}.${name}: ${String(line[name])}, published ${JSON.stringify(wanted ?? null)}`],
  );
}

/** The city at full scale: the published figures, and each of them from the rows that it lists. */
export async function bulletinRun(say: (line: string) => void, data?: string): Promise<string[]> {
  const city = await cityWorld(1, say, data);
  try {
    const { platform } = city.application;
    const whole = await reportOf(platform);
    const lines = new Map(linesOf(whole).map((line) => [line.id, line]));
    const wrong = fixture.flatMap((one) => against(one, { ...lines.get(one.id) }));
    for (const words of missing(documentOf(whole))) wrong.push(`the document lacks ${words}`);
    for (const { id, listed, value, whole, now } of await recomputed(platform)) {
      const of = (number: bigint, all: bigint | null): string => (all === null ? `${number}` : `${number} of ${all}`);
      say(`  ${id}: ${of(now.value, now.whole)}; from ${listed} rows ${of(value, whole)}`);
      if (value !== now.value || whole !== now.whole) wrong.push(`${id}: its rows give ${of(value, whole)}`);
    }
    return wrong;
  } finally {
    await city.stop();
  }
}
