import { Refusal } from '../../platform/graphql/errors.js';
import type { Judgement, KnownRule } from './eligibility.js';

/** What stands against somebody, or is missing, as a refusal that names each condition. */
export function refusalOf({ outcome, clauses }: Judgement<KnownRule>, path: readonly string[]): Refusal {
  if (outcome === 'NOT_IN_FORCE')
    return new Refusal('NOT_ELIGIBLE', path, {
      zh: '当地当时没有该项政策的规则，请先录入',
      en: 'No rule of that policy is on file there for that day; enter one first',
    });
  const against = clauses.filter((one) => one.outcome === (outcome === 'NOT_ELIGIBLE' ? 'NOT_MET' : 'MISSING'));
  const said = (language: 'zh' | 'en', or: string, and: string): string =>
    against.map(({ rules }) => rules.map(({ rule }) => rule[language]).join(or)).join(and);
  const [zh, en] = [said('zh', '，或', '；'), said('en', ', or ', '; ')];
  return new Refusal(
    'NOT_ELIGIBLE',
    path,
    outcome === 'NOT_ELIGIBLE' ? { zh: `不符合：${zh}`, en: `It does not hold: ${en}` } : { zh: `缺少依据：${zh}`, en: `Not shown: ${en}` },
  );
}
