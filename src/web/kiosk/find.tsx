import type { ComponentChildren } from 'preact';
import { FindWork, type FindWorkQuery, TradesLike } from '../generated/visitor.ts';
import { useEffect, useState } from 'preact/hooks';
import { Shown, t, TextField, useAsk } from '../ui/index.ts';
import { Cards } from './cards.tsx';
import { fair } from './fair.ts';
import { Keys } from './keys.tsx';
import { type Choice, choice, type Chosen, words } from './visit.ts';
import { workOf } from './work.ts';

const STEPS = ['place', 'trade', 'pay'] as const;
type Step = (typeof STEPS)[number];
const MOST_CHOICES = 11;
const MOST_CARDS = 24;
const FEN = 100;

interface Offered extends Chosen {
  readonly count: number;
}

function asksFor(step: Step): string {
  if (step === 'place') return t('想在哪里工作？', 'Where?');
  return step === 'trade' ? t('想做什么工作？', 'Which trade?') : t('每月至少多少工资？', 'At least how much a month?');
}

const filterOf = ({ place, trade, pay }: Choice) => ({
  ...(place ? { region: place.value } : {}),
  ...(trade ? { occupations: [trade.value] } : {}),
  ...(pay ? { payAtLeast: pay.value } : {}),
});

/** What can be tapped at a step, most posts first; pay as “this much and more”. */
function offered(step: Step, facets: FindWorkQuery['vacancySearch']['facets']): readonly Offered[] {
  const counts = (facet: string) => facets.find((one) => one.facet === facet)?.counts ?? [];
  if (step !== 'pay') return counts(step === 'place' ? 'PLACE' : 'TRADE_GROUP').slice(0, MOST_CHOICES);
  const bands = counts('PAY_BAND')
    .flatMap(({ value, count }) => (/^\d/.test(value) ? [{ from: Number.parseInt(value, 10), count }] : []))
    .sort((a, b) => b.from - a.from);
  let sum = 0;
  return bands
    .map(({ from, count }) => {
      sum += count;
      return { value: String(from * FEN), label: t(`${from} 元以上`, `¥${from} and more`), count: sum };
    })
    .reverse()
    .slice(0, MOST_CHOICES);
}

/** Place, trade, pay: three taps. */
export function Find() {
  const chosen = choice.value;
  const step = STEPS.find((one) => chosen[one] === undefined);
  const asked = useAsk(FindWork, { query: '', filter: filterOf(chosen), first: step ? 1 : MOST_CARDS });
  const set = (one: Step, value: Chosen | null): void => void (choice.value = { ...chosen, [one]: value });
  const undo = (one: Step): void =>
    void (choice.value = Object.fromEntries(STEPS.slice(0, STEPS.indexOf(one)).map((before) => [before, chosen[before] ?? null])));
  return (
    <>
      <h1>{step ? asksFor(step) : t('符合的岗位', 'What fits')}</h1>
      <p class="k-chosen">
        {STEPS.filter((one) => chosen[one] !== undefined).map((one) => (
          <button key={one} type="button" onClick={() => undo(one)} aria-label={t(`更改：${asksFor(one)}`, `Change: ${asksFor(one)}`)}>
            {chosen[one]?.label ?? t('不限', 'Any')} ✕
          </button>
        ))}
      </p>
      <Shown asked={asked}>
        {({ vacancySearch: { facets, edges, totalCount } }) =>
          step ? (
            <ul class="k-tiles" aria-busy={asked.loading}>
              <li>
                <button type="button" onClick={() => set(step, null)}>
                  <span class="k-title">{t('不限', 'Any')}</span>
                  <span>{t(`${totalCount} 个岗位`, `${totalCount} posts`)}</span>
                </button>
              </li>
              {offered(step, facets).map(({ value, label, count }) => (
                <li key={value}>
                  <button type="button" onClick={() => set(step, { value, label })}>
                    <span class="k-title">{label}</span>
                    <span>{t(`${count} 个岗位`, `${count} posts`)}</span>
                  </button>
                </li>
              ))}
            </ul>
          ) : (
            <Found total={totalCount} cards={<Cards works={edges.map(({ node }) => workOf(node))} />} />
          )
        }
      </Shown>
    </>
  );
}

function Found({ total, cards }: { readonly total: number; readonly cards: ComponentChildren }) {
  const more = total > MOST_CARDS ? t(`，先列出前 ${MOST_CARDS} 个`, `; the first ${MOST_CARDS} are shown`) : '';
  return (
    <>
      <p role="status">{t(`共 ${total} 个岗位`, `${total} posts`) + more}</p>
      {cards}
    </>
  );
}

const PAUSE_MS = 300;

/** By words, a place, or initials of pinyin, in large type. */
export function Search() {
  const typed = words.value;
  const [query, setQuery] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setQuery(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const asked = useAsk(FindWork, query ? { query, first: MOST_CARDS } : null);
  const trades = useAsk(TradesLike, query ? { search: query } : null);
  const set = (text: string): void => void (words.value = text);
  const suggested = query
    ? [...new Set([...(trades.data?.occupations.slice(0, 6).map(({ name }) => name) ?? []), ...(asked.data?.vacancySearch.suggestions ?? [])])]
    : [];
  return (
    <>
      <h1>{t('搜岗位', 'Search')}</h1>
      <div class="k-search">
        <div>
          <TextField
            label={t('工种、地点或拼音首字母，如 dg 即电工', 'Trade, place or initials of pinyin: dg is 电工')}
            type="search"
            autoComplete="off"
            value={typed}
            onChange={set}
          />
          <Keys value={typed} onChange={set} />
          <p class="k-chosen" role="group" aria-label={t('猜您想找', 'Suggestions')}>
            {suggested.map((name) => (
              <button key={name} type="button" onClick={() => set(name)}>
                {name}
              </button>
            ))}
          </p>
        </div>
        <div>
          {query && (
            <Shown asked={asked}>
              {({ vacancySearch: { edges, totalCount } }) => (
                <Found total={totalCount} cards={<Cards works={edges.map(({ node }) => workOf(node))} />} />
              )}
            </Shown>
          )}
        </div>
      </div>
    </>
  );
}

/** What is offered at this fair now, also while the line is cut. */
export function FairPosts() {
  const now = fair.value;
  return (
    <>
      <h1>{t('本场岗位', 'Posts at this fair')}</h1>
      {now && <p role="status">{t(`共 ${now.posts.size} 个岗位`, `${now.posts.size} posts`)}</p>}
      {now && <Cards works={[...now.posts.values()]} />}
    </>
  );
}
