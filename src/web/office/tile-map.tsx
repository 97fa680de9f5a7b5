import { t } from '../ui/index.ts';
import { completion, type CountyTotal, toneOf, toneWord } from './progress-rows.ts';

/** Where each county lies among its neighbours: column and row from the north-west. A scheme, no map to measure on. */
const PLACES: Readonly<Record<string, readonly [name: string, column: number, row: number]>> = {
  '500229': ['城口县', 10, 1],
  '500154': ['开州区', 9, 2],
  '500235': ['云阳县', 10, 2],
  '500238': ['巫溪县', 11, 2],
  '500155': ['梁平区', 8, 3],
  '500101': ['万州区', 9, 3],
  '500236': ['奉节县', 10, 3],
  '500237': ['巫山县', 11, 3],
  '500152': ['潼南区', 1, 4],
  '500117': ['合川区', 3, 4],
  '500109': ['北碚区', 4, 4],
  '500112': ['渝北区', 5, 4],
  '500115': ['长寿区', 6, 4],
  '500231': ['垫江县', 7, 4],
  '500233': ['忠县', 8, 4],
  '500240': ['石柱土家族自治县', 9, 4],
  '500111': ['大足区', 1, 5],
  '500151': ['铜梁区', 2, 5],
  '500120': ['璧山区', 3, 5],
  '500106': ['沙坪坝区', 4, 5],
  '500105': ['江北区', 5, 5],
  '500102': ['涪陵区', 7, 5],
  '500230': ['丰都县', 8, 5],
  '500114': ['黔江区', 9, 6],
  '500153': ['荣昌区', 1, 6],
  '500118': ['永川区', 2, 6],
  '500107': ['九龙坡区', 4, 6],
  '500103': ['渝中区', 5, 6],
  '500108': ['南岸区', 6, 6],
  '500156': ['武隆区', 7, 6],
  '500243': ['彭水苗族土家族自治县', 8, 6],
  '500116': ['江津区', 3, 7],
  '500104': ['大渡口区', 4, 7],
  '500113': ['巴南区', 5, 7],
  '500110': ['綦江区', 6, 7],
  '500119': ['南川区', 7, 7],
  '500242': ['酉阳土家族苗族自治县', 9, 7],
  '500241': ['秀山土家族苗族自治县', 10, 7],
};

/** Short enough for a tile: 石柱土家族自治县 is 石柱. */
const short = (name: string): string => name.replace(/(土家族|苗族)+自治县$/, '').replace(/(?<=..)[区县]$/, '');

/** The counties as tiles, each with its completion and its colour; a tile chooses its county. */
export function TileMap({
  totals,
  timeProgress,
  chosen,
  choose,
}: {
  readonly totals: readonly CountyTotal[];
  readonly timeProgress: number;
  readonly chosen: string;
  readonly choose: (code: string) => void;
}) {
  const known = new Map(totals.map((one) => [one.code, one]));
  return (
    <ul class="tiles" aria-label={t('各区县完成率', 'Completion by county')}>
      {Object.entries(PLACES).map(([code, [name, column, row]]) => {
        const total = known.get(code);
        const tone = total ? toneOf(total, timeProgress) : 'plain';
        const rate = total ? completion(total) : '–';
        return (
          <li key={code} style={{ gridColumn: String(column), gridRow: String(row) }}>
            <button
              type="button"
              class={`tile tone-${tone}`}
              disabled={!total}
              aria-pressed={chosen === code}
              title={`${name} ${rate} ${toneWord(tone)}`}
              onClick={() => choose(chosen === code ? '' : code)}
            >
              <span>{short(name)}</span>
              <span class="tile-rate">{rate}</span>
              <span class="unseen">{toneWord(tone)}</span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
