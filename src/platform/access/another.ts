import { Refusal } from '../graphql/errors.js';
import type { Level, Viewer } from './viewer.js';

/** Nobody takes two steps of one matter in succession; gives who takes this one, to be kept for the next. */
export function byAnother(viewer: Viewer, before: string | null, path: readonly string[] = ['id']): string | null {
  if (before === null || before !== viewer.userId) return viewer.userId;
  throw new Refusal('NOT_ELIGIBLE', path, {
    zh: '上一步也是您办理的，请由另一人办理这一步',
    en: 'You took the step before: another person has to take this one',
  });
}

const LEVEL_NAMES = {
  city: ['市级', 'the city'],
  county: ['区县', 'the county'],
  street: ['街道（乡镇）', 'the street or town'],
  community: ['社区', 'the community'],
} as const;

/** A step that belongs to offices of these levels. */
export function assertLevel(viewer: Viewer, levels: readonly Level[], path: readonly string[] = ['id']): void {
  if (viewer.level !== null && levels.includes(viewer.level)) return;
  const names = levels.map((level) => LEVEL_NAMES[level]);
  throw new Refusal('NOT_ELIGIBLE', path, {
    zh: `这一步由${names.map(([zh]) => zh).join('或')}办理`,
    en: `This step is taken by an office of ${names.map(([, en]) => en).join(' or ')}`,
  });
}
