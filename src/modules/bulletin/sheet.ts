import { writeForm } from '../../platform/sheets/form.js';
import { change, completion, excess, type Report } from './bulletin.js';
import { linesOf } from './lines.js';
import { fromWords, monthsOf, toWords } from './period.js';
import { amount } from './words.js';

const COLUMNS = [
  { key: 'section', title: '节' },
  { key: 'name', title: '指标' },
  { key: 'published', title: '完成数' },
  { key: 'value', title: '精确值' },
  { key: 'num', title: '分子' },
  { key: 'den', title: '分母' },
  { key: 'from', title: '起' },
  { key: 'to', title: '止' },
  { key: 'plan', title: '年计划' },
  { key: 'completion', title: '完成年计划 %' },
  { key: 'excess', title: '超出年计划 %' },
  { key: 'before', title: '去年同期' },
  { key: 'change', title: '比去年同期 %' },
  { key: 'partial', title: '是否部分时段' },
  { key: 'definition', title: '口径' },
];

/** The report as an office files it. Money in yuan. */
export function sheetOf(report: Report, date: string): Promise<Buffer> {
  const lines = new Map(linesOf(report).map((line) => [line.id, line]));
  const rows = report.sections.flatMap(({ section, figures }) =>
    figures.map((reported) => {
      const { indicator, now, before, plan, partial } = reported;
      const { value, num, den } = lines.get(reported.figure.id)!;
      return {
        section: section.number,
        name: indicator.name.zh,
        published: amount(reported),
        value,
        num,
        den,
        from: indicator.flow ? fromWords(now.period) : '',
        to: indicator.flow ? toWords(now.period) : now.period.last,
        plan,
        completion: completion(reported) ?? '',
        excess: excess(reported) ?? '',
        before: before.value === 0n || now.whole !== null ? '' : indicator.unit === 'FEN' ? before.value / 100n : before.value,
        change: change(reported) ?? '',
        partial: partial ? '是' : '否',
        definition: indicator.definition.zh,
      };
    }),
  );
  return writeForm({
    title: `${report.period.first.slice(0, 4)} 年 ${monthsOf(report.period)}就业再就业工作情况表`,
    unit: report.region.name,
    date,
    columns: COLUMNS,
    rows,
  });
}
