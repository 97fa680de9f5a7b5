import { effect, signal } from '@preact/signals';

export type Language = 'zh' | 'en';

const KEPT_AS = 'jiangqiao-language';

/** What the desk is read in; the server answers in the same. */
export const language = signal<Language>(localStorage.getItem(KEPT_AS) === 'en' ? 'en' : 'zh');

effect(() => {
  localStorage.setItem(KEPT_AS, language.value);
  document.documentElement.lang = language.value === 'en' ? 'en' : 'zh-CN';
});

/** The words for it in the chosen language. */
export const t = (zh: string, en: string): string => (language.value === 'en' ? en : zh);

export interface Words {
  readonly zh: string;
  readonly en: string;
}

export const say = ({ zh, en }: Words): string => t(zh, en);
