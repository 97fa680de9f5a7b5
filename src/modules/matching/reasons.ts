import { labelOf } from '../../platform/graphql/enum.js';
import type { Message } from '../../platform/graphql/errors.js';
import { placeWords } from '../regions/region.queries.js';
import { amountWords, payWords } from '../vacancies/pay-words.js';
import { Shift } from '../vacancies/terms.js';
import { groupOf, trades } from '../vacancies/trades.js';
import type { Match, PairFacts } from './match.js';
import { PARTS, type PartName } from './rules.js';

export type ReasonKind = 'MET' | 'TRADED_OFF';

export interface Reason extends Message {
  criterion: PartName;
  kind: ReasonKind;
}

const CHOICES = ['一', '二', '三', '四', '五'];
const yuan = (fen: string): string => String(Math.round(Number(fen) / 100));

/** Each criterion with its values as one reads them to the person: met, or traded off against the others. */
const sentences: Record<PartName, (facts: PairFacts, part: number) => Message> = {
  TRADE: ({ occupation, wishedOccupations }, part) => {
    if (occupation === null) return { zh: '岗位的工种未编码，求职者不限工种', en: 'The trade of the post is not coded; any trade would do' };
    const { zh, en } = { zh: trades().nameOf(occupation), en: trades().englishOf(occupation) };
    const group = groupOf(occupation);
    const wished = wishedOccupations
      .filter((code) => groupOf(code) === group)
      .map((code) => [trades().nameOf(code), trades().englishOf(code)] as const);
    const [zhWished, enWished] = [wished.map(([name]) => name).join('、'), wished.map(([, name]) => name).join(', ')];
    if (part >= 0.9) return { zh: `工种符合意向：${zh}`, en: `The trade wished for: ${en}` };
    if (part >= 0.7) return { zh: `岗位是${zh}，与意向的${zhWished}同属一个小类`, en: `${en}, of the same minor group as ${enWished}` };
    return { zh: `岗位是${zh}，求职者不限工种`, en: `${en}; any trade would do` };
  },
  PLACE: ({ place, wishedPaths }) => {
    const at = wishedPaths.findIndex((path) => place === path || place.startsWith(`${path}/`));
    const [post, wish] = [placeWords(place), placeWords(wishedPaths[at] ?? place)];
    const choice = CHOICES[at] ?? String(at + 1);
    if (post.zh === wish.zh) return { zh: `工作地点${post.zh}，就是第${choice}意向地区`, en: `${post.en}, which is choice ${at + 1}` };
    return { zh: `工作地点${post.zh}，在第${choice}意向地区（${wish.zh}）之内`, en: `${post.en}, within choice ${at + 1}, ${wish.en}` };
  },
  WAGE: (facts, part) => {
    const pay = monthlyWords(facts);
    if (facts.wageFloor === null) return { zh: `${pay.zh}，求职者未设最低要求`, en: `${pay.en}; no least pay is set` };
    const [zh, en] = [`最低要求 ${yuan(facts.wageFloor)} 元`, `the least of ${yuan(facts.wageFloor)} yuan`];
    if (facts.payTo === null && facts.payFrom === null) return { zh: `${pay.zh}；${zh}，请先问清`, en: `${pay.en}; ask first about ${en}` };
    if (part === 1) return { zh: `${pay.zh}，不低于${zh}`, en: `${pay.en}, not below ${en}` };
    return { zh: `${pay.zh}，可达到${zh}，但不保证`, en: `${pay.en}: can reach ${en}, but need not` };
  },
  LODGING: ({ board, needsBoard, lodging, needsLodging }) => {
    const items = [...(needsBoard ? [offered(board, BOARD)] : []), ...(needsLodging ? [offered(lodging, LODGING)] : [])];
    if (items.length === 0) return { zh: '求职者不需要安排食宿', en: 'Neither board nor lodging is needed' };
    const needs = needsBoard && needsLodging ? ['食宿', 'Board and lodging are'] : needsBoard ? ['包吃', 'Board is'] : ['住宿', 'Lodging is'];
    return { zh: `需要${needs[0]}：${items.map((one) => one.zh).join('，')}`, en: `${needs[1]} needed: ${items.map((one) => one.en).join(', ')}` };
  },
  SHIFT: ({ shift, shifts }) => {
    if (shift === null) return { zh: '岗位未写明班次，请先问清', en: 'The shift is not stated; ask first' };
    const { zh, en } = labelOf(Shift, shift);
    return shifts.length === 0
      ? { zh: `班次为${zh}，求职者不限班次`, en: `${en}; any shift would do` }
      : { zh: `班次为${zh}，可以接受`, en: `${en}, which is accepted` };
  },
};

type Offered = readonly [yes: Message, unstated: Message, no: Message];
const BOARD: Offered = [
  { zh: '岗位包吃', en: 'board is provided' },
  { zh: '是否包吃未写明，请先问清', en: 'board is not stated, ask first' },
  { zh: '岗位不包吃', en: 'no board' },
];
const LODGING: Offered = [
  { zh: '岗位包住', en: 'lodging is provided' },
  { zh: '是否包住未写明，请先问清', en: 'lodging is not stated, ask first' },
  { zh: '岗位不包住', en: 'no lodging' },
];
const offered = (there: boolean | null, [yes, unstated, no]: Offered): Message => (there === null ? unstated : there ? yes : no);

/** What the offer comes to in a month; pay by another period also as it was offered. */
function monthlyWords({ payFrom, payTo, offerFrom, offerTo, period, basis, negotiable }: PairFacts): Message {
  const offer = payWords({ from: offerFrom, to: offerTo, period, basis, negotiable: false });
  const [from, to] = [payFrom && String(Math.round(Number(payFrom) / 100) * 100), payTo && String(Math.round(Number(payTo) / 100) * 100)];
  const monthly = amountWords(from, to);
  if (monthly === null) return { zh: `工资${negotiable || basis !== 'PIECE' ? '' : '为'}${offer.zh}`, en: `Pay is ${offer.en}` };
  if (period === 'MONTH') return { zh: `月工资 ${monthly.zh}`, en: `${monthly.en} a month` };
  return { zh: `工资 ${offer.zh}，约合每月 ${monthly.zh}`, en: `${offer.en}, about ${monthly.en} a month` };
}

const FULLY: Record<PartName, number> = { TRADE: 0.9, PLACE: 1, WAGE: 0.8, LODGING: 1, SHIFT: 0.5 };

export const reasonsOf = ({ facts, parts }: Match): Reason[] =>
  PARTS.map((criterion) => ({
    criterion,
    kind: parts[criterion] >= FULLY[criterion] ? 'MET' : 'TRADED_OFF',
    ...sentences[criterion](facts, parts[criterion]),
  }));
