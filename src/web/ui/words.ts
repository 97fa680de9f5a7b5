import { signal } from '@preact/signals';
import { Words } from '../generated/visitor.ts';
import { ask } from './client.ts';
import { language, type Language } from './language.ts';
import type { Option } from './form.tsx';

const known = signal<{ language: Language; words: ReadonlyMap<string, ReadonlyMap<string, string>> } | null>(null);

/** The server's words for the values of enums, in the chosen language. */
export async function learnWords(): Promise<void> {
  const spoken = language.value;
  if (known.peek()?.language === spoken) return;
  const { enumLabels } = await ask(Words, {});
  const words = new Map(enumLabels.map(({ name, values }) => [name, new Map(values.map(({ value, label }) => [value, label]))]));
  known.value = { language: spoken, words };
}

/** The word for a value: `word('HouseholdState', household.state)`. */
export const word = (name: string, value: string | null | undefined): string =>
  value === null || value === undefined ? '–' : (known.value?.words.get(name)?.get(value) ?? value);

/** All values of an enum, to choose from. */
export const choices = (name: string): Option[] => [...(known.value?.words.get(name) ?? [])].map(([value, label]) => ({ value, label }));
