import { escapeHtml } from '../../platform/privacy/html.js';
import { change, completion, excess, type Report, type ReportedFigure } from './bulletin.js';
import { type Bar, chart } from './chart.js';
import { PLAN_DECIMALS } from './figures.js';
import { endOf, monthsOf } from './period.js';
import { percent, quotient } from './rounding.js';
import { amount, documentOf, FEN_IN_TEN_THOUSAND, NUMERALS, planAmount } from './words.js';

const PERCENT = 100;
/** Beyond it a bar of a plan is cut off. */
const FULL_SHARE = 1.4;
const share = (part: bigint, whole: bigint): number => Number((part * 1_000n) / whole) / 1_000;

function planBars(figures: readonly ReportedFigure[]): string {
  const bars = figures
    .filter(({ plan, now }) => plan && now.whole === null)
    .map(({ plan, now, indicator }) => ({
      label: indicator.name.zh.replace('三峡库区', '库区').replace('市外对口支援地区', '市外'),
      words: `${percent(now.value, plan!, PLAN_DECIMALS)}%`,
      share: share(now.value, plan!) / FULL_SHARE,
    }));
  return chart('年计划完成情况', bars, { share: 1 / FULL_SHARE, words: `年计划 ${PERCENT}%` });
}

/** A value of before in the words of now. */
const likewise = (reported: ReportedFigure): string => amount({ ...reported, now: reported.before });

function changeBars(figures: readonly ReportedFigure[]): string {
  const bars = figures
    .filter((one) => change(one) !== null)
    .flatMap((one): Bar[] => {
      const { now, before, indicator } = one;
      const most = now.value > before.value ? now.value : before.value;
      return [
        { label: indicator.name.zh, words: amount(one), share: share(now.value, most) },
        { label: '去年同期', words: likewise(one), share: share(before.value, most), pale: true },
      ];
    });
  return chart('与去年同期比较', bars);
}

function ratioBars(figures: readonly ReportedFigure[]): string {
  const bars = figures
    .filter(({ now }) => now.whole !== null && now.whole > 0n)
    .map((one) => ({
      label: one.indicator.name.zh.replace('社会保障工作', '').replace('充分就业社区比例', '达标社区').replace('创建工作的', '创建的'),
      words: amount(one),
      share: share(one.now.value, one.now.whole!),
    }));
  return chart('比例', bars);
}

/** `928／1991`, of money in ten thousand yuan. */
function partOfWhole({ indicator, now }: ReportedFigure): string {
  const money = indicator.counted?.measure === 'SUM';
  const plain = (value: bigint): string => (money ? quotient(value, FEN_IN_TEN_THOUSAND, 0) : String(value));
  return `${plain(now.value)}／${plain(now.whole!)}${money ? '万元' : ''}`;
}

const COLUMNS = [
  ['指标', 24],
  ['完成数', 12],
  ['分子／分母', 15],
  ['时段', 12],
  ['年计划', 8],
  ['完成率', 8],
  ['去年同期', 12],
  ['同比', 9],
] as const;

function row(reported: ReportedFigure): string {
  const { indicator, now, partial } = reported;
  const window = indicator.flow ? monthsOf(now.period) : endOf(now.period);
  const [done, over, changed] = [completion(reported), excess(reported), change(reported)];
  const cell = (text: string | null, kind: string): string => `<td class="${text ? kind : 'none'}">${escapeHtml(text || '—')}</td>`;
  const cells = [
    cell(indicator.name.zh, ''),
    cell(amount(reported), 'number strong'),
    cell(now.whole === null ? null : partOfWhole(reported), 'number small'),
    cell(partial ? `${window}（部分）` : window, partial ? 'partial' : ''),
    cell(planAmount(reported), 'number'),
    cell(over === null ? done && `${done}%` : `超 ${over}%`, 'number'),
    cell(changed && likewise(reported), 'number'),
    cell(changed && `${changed.startsWith('-') ? '' : '+'}${changed}%`, 'number'),
  ];
  return `<tr>${cells.join('')}</tr>`;
}

const head = `<colgroup>${COLUMNS.map(([, share]) => `<col style="width:${share}%">`).join('')}</colgroup><thead><tr>${COLUMNS.map(([name]) => `<th>${name}</th>`).join('')}</tr></thead>`;
const table = (figures: readonly ReportedFigure[]): string => `<table>${head}<tbody>${figures.map(row).join('')}</tbody></table>`;

const STYLE = `
  @page { size: A4; margin: 15mm 14mm 17mm; @bottom-center { content: counter(page) " / " counter(pages); font: 9pt sans-serif } }
  * { box-sizing: border-box }
  body { font: 10.5pt/1.65 "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif; color: #111; max-width: 182mm; margin: 0 auto; font-variant-numeric: tabular-nums }
  h1 { text-align: center; font-size: 19pt; line-height: 1.3; margin: 0 0 2mm } .under { display: flex; justify-content: space-between; border-bottom: .6mm double #111; padding-bottom: 1mm; font-size: 9.5pt }
  h2 { font-size: 11pt; line-height: 1.4; margin: 5mm 0 1.5mm; break-after: avoid } h3 { font-size: 10.5pt; margin: 3mm 0 0; break-after: avoid } p { margin: 0; text-indent: 2em; text-align: justify }
  .charts { columns: 2; column-gap: 6mm; margin: 4mm 0 0 } figure { margin: 0 0 3mm; break-inside: avoid } figcaption { font-weight: bold; font-size: 9.5pt }
  svg { width: 100%; display: block; font: 11px "Noto Sans CJK SC", "Source Han Sans SC", SimHei, sans-serif }
  .full { fill: #1f4e79 } .pale { fill: #a9bfd6 } .less { fill: #555 } .mark { stroke: #b00020; stroke-dasharray: 4 3 } .marked { font-size: 10px; fill: #b00020 }
  table { border-collapse: collapse; table-layout: fixed; width: 100%; font-size: 9pt; line-height: 1.35 } th, td { border: .25mm solid #777; padding: .9mm 1.4mm } th { background: #e8eef5; font-weight: bold; white-space: nowrap }
  tr, thead, section { break-inside: avoid } .number { text-align: right; white-space: nowrap } .strong { font-weight: bold } .small { font-size: 8pt; color: #444 } .none { text-align: center; color: #999 } .partial { color: #b00020 } .notes { font-size: 9pt; margin-top: 3mm; text-indent: 0 }
  @media print { * { print-color-adjust: exact; -webkit-print-color-adjust: exact } }`;

/** Headings and paragraphs of the document. */
const told = (lines: readonly string[]): string =>
  lines
    .map((line) => {
      const tag = /^[零一二三四五六七八九]、/.test(line) ? 'h3' : 'p';
      return `<${tag}${line.startsWith('注:') ? ' class="notes"' : ''}>${escapeHtml(line)}</${tag}>`;
    })
    .join('');

/** The report as a page to print on A4: charts, a table for each section, the text; nothing is loaded from elsewhere. */
export function pageOf(report: Report): string {
  const figures = report.sections.flatMap((one) => one.figures);
  const [title, ...lines] = documentOf(report).trimEnd().split('\n');
  const tables = report.sections.map(
    ({ section, figures: own }) => `<section><h2>${NUMERALS[section.number]}、${escapeHtml(section.title)}</h2>${table(own)}</section>`,
  );
  const { first, last } = report.period;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>${escapeHtml(title!)}</title><style>${STYLE}
</style></head><body><h1>${escapeHtml(title!)}</h1>
<div class="under"><span>地区：${escapeHtml(report.region.name)}</span><span>${first} 至 ${last}</span></div>
<div class="charts">${planBars(figures)}${ratioBars(figures)}${changeBars(figures)}</div>
${tables.join('\n')}
<h2>正文</h2>${told(lines)}</body></html>
`;
}
