import { escapeHtml } from '../../platform/privacy/html.js';

export interface Bar {
  readonly label: string;
  readonly words: string;
  /** Of the width of the chart, 0 to 1. */
  readonly share: number;
  /** Beside the bar before: the year before. */
  readonly pale?: boolean;
}

const WIDTH = 360;
const LABEL = 138;
/** For the words behind the longest bar. */
const WORDS = 74;
const ROW = 22;
const TOP = 20;

/** Bars below each other; `mark` is a line across them, 0 to 1. */
export function chart(title: string, bars: readonly Bar[], mark?: { share: number; words: string }): string {
  if (bars.length === 0) return '';
  const room = WIDTH - LABEL - WORDS;
  const height = bars.length * ROW + TOP + 4;
  const rows = bars.map(({ label, words, share, pale }, at) => {
    const [y, width] = [at * ROW + TOP - (pale ? 4 : 0), Math.max(1, Math.round(Math.min(1, share) * room))];
    const name = `<text x="${LABEL - 6}" y="${y + 12}" text-anchor="end"${pale ? ' class="less"' : ''}>${escapeHtml(label)}</text>`;
    const bar = `<rect x="${LABEL}" y="${y + 1}" width="${width}" height="14" class="${pale ? 'pale' : 'full'}"/>`;
    return `${name}${bar}<text x="${LABEL + width + 4}" y="${y + 12}"${pale ? ' class="less"' : ''}>${escapeHtml(words)}</text>`;
  });
  const at = mark ? LABEL + Math.round(mark.share * room) : 0;
  const line = mark
    ? `<line x1="${at}" x2="${at}" y1="${TOP - 4}" y2="${height - 2}" class="mark"/><text x="${at}" y="11" text-anchor="middle" class="marked">${escapeHtml(mark.words)}</text>`
    : '';
  return `<figure><figcaption>${escapeHtml(title)}</figcaption><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${rows.join('')}${line}</svg></figure>`;
}
