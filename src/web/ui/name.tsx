import { effect, signal } from '@preact/signals';
import { language } from './language.ts';

type Spell = (text: string) => string[];

/** Loaded when English is first chosen: the table of readings is larger than a desk. */
const spell = signal<Spell | null>(null);
effect(() => {
  if (language.value === 'en' && spell.peek() === null)
    void import('pinyin-pro').then(
      ({ pinyin }) => void (spell.value = (text) => pinyin(text, { toneType: 'none', type: 'array', nonZh: 'consecutive' })),
      () => undefined,
    );
});

const CHINESE = /\p{Script=Han}/u;
const DIGITS: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
/** What names end with or hold and English has a word for; the rest is only spelt. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/([一二三四五六七八九])号厅/g, 'Hall $1'],
  [/(\d+)号厅/g, 'Hall $1'],
  [/公共就业服务中心/g, 'Public Employment Service Centre'],
  [/社会保障服务站/g, 'Social Security Station'],
  [/人力资源/g, 'Human Resources'],
  [/劳务(?=有限)/g, 'Labour Services'],
  [/服务(?=有限)/g, 'Services'],
  [/制造(?=有限)/g, 'Manufacturing'],
  [/服饰(?=有限)/g, 'Garments'],
  [/建筑(?=有限)/g, 'Construction'],
  [/电子(?=有限)/g, 'Electronics'],
  [/股份有限公司|有限责任公司|有限公司/g, 'Co., Ltd.'],
  [/专场招聘会/g, 'Special Job Fair'],
  [/招聘会/g, 'Job Fair'],
  [/（演示）/g, '(demo)'],
];
const words = new Intl.Segmenter('zh-CN', { granularity: 'word' });
const PUNCTUATION: Readonly<Record<string, string>> = { '，': ',', '（': ' (', '）': ')', '“': '“', '”': '”', '、': ',', '·': '·' };

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A Chinese name spelt in pinyin, word by word, with the English of what every name of its kind has; never a translation. */
export function spelt(name: string, by: Spell): string {
  const known = WORDS.reduce(
    (text, [zh, en]) => text.replace(zh, (_, digit?: string) => ` ${en.replace('$1', String(DIGITS[digit ?? ''] ?? digit))} `),
    name,
  );
  const parts = [...words.segment(known)].map(({ segment }) => {
    if (CHINESE.test(segment)) return ` ${capital(by(segment).join(''))} `;
    return PUNCTUATION[segment] ?? segment;
  });
  return parts
    .join('')
    .replace(/\s+/g, ' ')
    .replace(/ ([,”)])/g, '$1')
    .replace(/([“(]) /g, '$1')
    .trim();
}

/** The pinyin of a name that stands in Chinese alone; empty in Chinese, and before it is known. */
export const reading = (name: string): string => (language.value === 'en' && spell.value && CHINESE.test(name) ? spelt(name, spell.value) : '');

/** A name as it is written, and for English readers under it how it is read. */
export function Name({ of }: { readonly of: string }) {
  const latin = reading(of);
  return (
    <>
      {of}
      {latin && (
        <span class="reading" lang="zh-Latn">
          {latin}
        </span>
      )}
    </>
  );
}
