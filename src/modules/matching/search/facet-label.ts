import { labelOf } from '../../../platform/graphql/enum.js';
import type { Message } from '../../../platform/graphql/errors.js';
import { placeWords, regionOfCode } from '../../regions/region.queries.js';
import { Shift } from '../../vacancies/terms.js';
import { trades } from '../../vacancies/trades.js';
import type { SearchFacet } from '../search.resolver.js';

const YES_NO: Partial<Record<SearchFacet, Record<string, Message>>> = {
  BOARD: { true: { zh: '包吃', en: 'Board' }, false: { zh: '不包吃', en: 'No board' } },
  LODGING: { true: { zh: '包住', en: 'Lodging' }, false: { zh: '不包住', en: 'No lodging' } },
};

/** What a person reads for a value that was counted. */
export function facetLabel(facet: SearchFacet, value: string): Message {
  if (facet === 'PLACE') return placeLabel(value);
  if (facet === 'SHIFT') return labelOf(Shift, value);
  if (facet === 'PAY_BAND') return bandLabel(value);
  if (facet === 'TRADE_GROUP') return groupLabel(value);
  return YES_NO[facet]?.[value] ?? { zh: value, en: value };
}

function placeLabel(code: string): Message {
  const region = regionOfCode(code);
  return region ? { zh: region.name, en: placeWords(region.path).en } : { zh: code, en: code };
}

function bandLabel(band: string): Message {
  if (band === 'UNSTATED') return { zh: '工资未写明', en: 'Pay not stated' };
  if (band.endsWith('+')) return { zh: `${band.slice(0, -1)} 元以上`, en: `${band.slice(0, -1)} yuan and more` };
  const range = band.replace('-', '–');
  return { zh: `${range} 元`, en: `${range} yuan` };
}

const MOST_NAMED = 2;
function groupLabel(group: string): Message {
  const codes = trades().inGroup(group);
  if (codes.length === 0) return { zh: group, en: group };
  const [shown, more] = [codes.slice(0, MOST_NAMED), codes.length > MOST_NAMED];
  return {
    zh: `${shown.map((code) => trades().nameOf(code)).join('、')}${more ? '等' : ''}`,
    en: `${shown.map((code) => trades().englishOf(code)).join(', ')}${more ? ', …' : ''}`,
  };
}
