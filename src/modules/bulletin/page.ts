import { escapeHtml } from '../../platform/privacy/html.js';
import { change, completion, excess, type Report, type ReportedFigure } from './bulletin.js';
import { PLAN_DECIMALS } from './figures.js';
import { monthsOf } from './period.js';
import { percent } from './rounding.js';
import { amount, documentOf } from './words.js';

interface Bar {
  readonly label: string;
  readonly words: string;
  /** Of the width of the chart, 0 to 1. */
  readonly share: number;
  readonly pale?: boolean;
}

const WIDTH = 640;
const LABEL = 190;
const ROW = 24;

/** Bars below each other; `mark` is a line across them, 0 to 1. */
function chart(title: string, bars: readonly Bar[], mark?: { share: number; words: string }): string {
  if (bars.length === 0) return '';
  const room = WIDTH - LABEL - 110;
  const height = bars.length * ROW + 30;
  const rows = bars.map(({ label, words, share, pale }, at) => {
    const [y, width] = [at * ROW + 24, Math.max(1, Math.round(Math.min(1, share) * room))];
    return `<text x="${LABEL - 8}" y="${y + 13}" text-anchor="end">${escapeHtml(label)}</text><rect x="${LABEL}" y="${y}" width="${width}" height="17" class="${pale ? 'pale' : 'full'}"/><text x="${LABEL + width + 6}" y="${y + 13}">${escapeHtml(words)}</text>`;
  });
  const at = mark ? LABEL + Math.round(mark.share * room) : 0;
  const line = mark
    ? `<line x1="${at}" x2="${at}" y1="18" y2="${height - 4}" class="mark"/><text x="${at + 4}" y="14" class="small">${escapeHtml(mark.words)}</text>`
    : '';
  return `<figure><svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">${rows.join('')}${line}</svg><figcaption>${escapeHtml(title)}</figcaption></figure>`;
}

const FULL_SHARE = 1.4;

function planBars(figures: readonly ReportedFigure[]): string {
  const planned = figures.filter(({ plan, now }) => plan !== null && now.whole === null);
  const bars = planned.map(({ plan, now, indicator }) => ({
    label: indicator.name.zh,
    words: `${percent(now.value, plan!, PLAN_DECIMALS)}%`,
    share: Number((now.value * 1_000n) / plan!) / 1_000 / FULL_SHARE,
  }));
  return chart('年计划完成情况', bars, { share: 1 / FULL_SHARE, words: '年计划' });
}

function changeBars(figures: readonly ReportedFigure[]): string {
  const bars = figures
    .filter((one) => change(one) !== null)
    .flatMap(({ now, before, indicator }): Bar[] => {
      const most = now.value > before.value ? now.value : before.value;
      const share = (value: bigint): number => Number((value * 1_000n) / most) / 1_000;
      const words = (value: bigint): string => (indicator.unit === 'FEN' ? `${percent(value, 100_000_000n, 1)}万元` : String(value));
      return [
        { label: indicator.name.zh, words: words(now.value), share: share(now.value) },
        { label: '去年同期', words: words(before.value), share: share(before.value), pale: true },
      ];
    });
  return chart('与去年同期比较', bars);
}

function ratioBars(figures: readonly ReportedFigure[]): string {
  const bars = figures
    .filter(({ figure, now }) => figure.unit === 'ratio' && now.whole)
    .map((one) => ({ label: one.indicator.name.zh, words: amount(one), share: Number((one.now.value * 1_000n) / one.now.whole!) / 1_000 }));
  return chart('比例', bars);
}

function table(figures: readonly ReportedFigure[]): string {
  const cell = (text: string | null): string => `<td>${escapeHtml(text ?? '')}</td>`;
  const signed = (text: string | null): string | null => text && `${text}%`;
  const rows = figures.map((one) => {
    const part = one.partial ? `${monthsOf(one.now.period)}（部分）` : one.indicator.flow ? monthsOf(one.now.period) : `截至${one.now.period.last}`;
    return `<tr>${cell(one.indicator.name.zh)}${cell(amount(one))}${cell(part)}${cell(signed(completion(one)) ?? (excess(one) && `超 ${excess(one)}%`))}${cell(signed(change(one)))}</tr>`;
  });
  return `<table><thead><tr><th>指标</th><th>完成数</th><th>时段</th><th>计划或比率</th><th>比去年同期</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

/** The report as a page to print on A4: charts, a table for each section, the text; nothing is loaded from elsewhere. */
export function pageOf(report: Report): string {
  const figures = report.sections.flatMap((one) => one.figures);
  const [title, ...paragraphs] = documentOf(report).trimEnd().split('\n');
  const tables = report.sections.map(({ section, figures: own }) => `<h2>${escapeHtml(section.title)}</h2>${table(own)}`);
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title!)}</title>
<style>
  @page { size: A4; margin: 16mm } body { font: 11pt/1.6 "Noto Serif CJK SC", SimSun, serif; color: #000; max-width: 180mm; margin: auto }
  h1 { text-align: center; font-size: 18pt } h2 { font-size: 11.5pt; margin: 6mm 0 2mm } table { border-collapse: collapse; width: 100%; font-size: 10pt }
  th, td { border: 1px solid #000; padding: 1mm 2mm; text-align: left } figure { margin: 5mm 0; break-inside: avoid } tr { break-inside: avoid }
  figcaption { text-align: center; font-size: 10pt } svg { width: 100%; font: 12px "Noto Sans CJK SC", sans-serif }
  .full { fill: #1f4e79 } .pale { fill: #9db7d1 } .mark { stroke: #b00020; stroke-dasharray: 4 3 } .small { font-size: 11px; fill: #b00020 }
</style></head><body><h1>${escapeHtml(title!)}</h1>
${planBars(figures)}${changeBars(figures)}${ratioBars(figures)}${tables.join('\n')}
<h2>正文</h2>${paragraphs.map((one) => `<p>${escapeHtml(one)}</p>`).join('')}</body></html>`;
}
