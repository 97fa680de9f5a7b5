import type { Viewer } from '../../platform/access/viewer.js';
import { Refusal } from '../../platform/graphql/errors.js';

export const inside = (path: string, root: string): boolean => path === root || path.startsWith(`${root}/`);

/** An office acts only in its own subtree; what lies outside is not found. */
export function assertInside(viewer: Viewer, path: string, where: readonly string[]): void {
  if (viewer.regionPath !== null && inside(path, viewer.regionPath)) return;
  throw new Refusal('NOT_FOUND', where, {
    zh: '不在您的管辖范围内，请检查地区',
    en: 'Not in your division; check the region',
  });
}
