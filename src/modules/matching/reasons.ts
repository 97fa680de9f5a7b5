import type { Match, PairFacts } from './match.js';
import { PARTS, type PartName } from './rules.js';
import { regionByPath } from '../regions/region.queries.js';
import { trades } from '../vacancies/trades.js';

export type ReasonKind = 'MET' | 'TRADED_OFF';

export interface Reason {
  criterion: PartName;
  kind: ReasonKind;
  zh: string;
  en: string;
}

const yuan = (fen: string | null): string => (fen === null ? '—' : String(Math.round(Number(fen) / 100)));
const pay = ({ payFrom, payTo }: PairFacts): string => (payFrom === payTo ? yuan(payTo) : `${yuan(payFrom)}–${yuan(payTo)}`);
const placeName = (path: string): string => regionByPath(path)?.name ?? path;
const wanted = ({ place, wishedPaths }: PairFacts): number => wishedPaths.findIndex((path) => place === path || place.startsWith(`${path}/`));

/** Each criterion with its values, in both languages: met, or traded off against the others. */
const sentences: Record<PartName, (facts: PairFacts, part: number) => [zh: string, en: string]> = {
  TRADE: ({ occupation, wishedOccupations }, part) => {
    const post = occupation === null ? '未编码 uncoded' : `${trades().nameOf(occupation)}（${occupation}）`;
    const wish = wishedOccupations.map((code) => trades().nameOf(code)).join('、');
    if (part >= 90) return [`工种一致：${post}`, `The trade wished for: ${post}`];
    if (part >= 70) return [`同一小类的工种：${post}，意向为${wish}`, `Same minor group: ${post}; wished for ${wish}`];
    return [`不限工种：${post}`, `Any trade would do: ${post}`];
  },
  PLACE: (facts) => {
    const at = wanted(facts);
    const [post, wish] = [placeName(facts.place), placeName(facts.wishedPaths[at] ?? facts.place)];
    return [`工作地点${post}，在第 ${at + 1} 意向地区${wish}内`, `Place ${post} lies in choice ${at + 1}, ${wish}`];
  },
  WAGE: (facts, part) => {
    if (facts.wageFloor === null) return [`月工资 ${pay(facts)} 元，未设最低要求`, `${pay(facts)} yuan a month; no least pay is set`];
    if (facts.payTo === null && facts.payFrom === null)
      return [
        `未写明工资，最低要求 ${yuan(facts.wageFloor)} 元，请先问清`,
        `Pay is not stated; the least is ${yuan(facts.wageFloor)} yuan: ask first`,
      ];
    if (part === 100)
      return [
        `月工资 ${pay(facts)} 元，不低于最低要求 ${yuan(facts.wageFloor)} 元`,
        `${pay(facts)} yuan a month, from the least of ${yuan(facts.wageFloor)} up`,
      ];
    return [
      `月工资 ${pay(facts)} 元，可达到最低要求 ${yuan(facts.wageFloor)} 元，但不保证`,
      `${pay(facts)} yuan a month can reach the least of ${yuan(facts.wageFloor)}, but need not`,
    ];
  },
  LODGING: ({ lodging, needsLodging }) => {
    if (!needsLodging) return ['不需要安排住宿', 'No lodging is needed'];
    if (lodging === null) return ['需要住宿，岗位未写明，请先问清', 'Lodging is needed and not stated: ask first'];
    return lodging ? ['需要住宿，岗位包住', 'Lodging is needed and provided'] : ['需要住宿，岗位不提供', 'Lodging is needed and not provided'];
  },
  SHIFT: ({ shift, shifts }) => {
    if (shift === null) return ['岗位未写明班次', 'The shift is not stated'];
    return shifts.length === 0 ? [`班次 ${shift}，未限定`, `Shift ${shift}; any would do`] : [`班次 ${shift} 可以接受`, `Shift ${shift} is accepted`];
  },
};

const FULLY: Record<PartName, number> = { TRADE: 90, PLACE: 100, WAGE: 80, LODGING: 100, SHIFT: 50 };

export const reasonsOf = ({ facts, parts }: Match): Reason[] =>
  PARTS.map((criterion) => {
    const [zh, en] = sentences[criterion](facts, parts[criterion]);
    return { criterion, kind: parts[criterion] >= FULLY[criterion] ? 'MET' : 'TRADED_OFF', zh, en };
  });
