import { readFileSync } from 'node:fs';

/** A published figure of 2007 as exact whole numbers. */
export interface Published {
  readonly id: string;
  readonly value?: number;
  readonly published: string;
  readonly num?: number;
  readonly den?: number;
  readonly pct?: string;
  readonly yoy?: string;
  readonly overPlan?: string;
  readonly base?: number;
  readonly plan?: number;
  readonly period?: string;
  readonly asOf?: string;
  readonly unit: string;
}

export const fixture = JSON.parse(readFileSync('test/bulletin/bulletin-2007.json', 'utf8')) as readonly Published[];

/** Each place of the work summary of 2007 that holds figures, in its order and words. */
export const SUMMARY: readonly string[] = [
  '1-9月',
  '减免税收22021万元',
  '行政事业收费1721.1万元',
  '社保补贴14272.3万元',
  '岗位补贴1964.0万元',
  '增长41%和4%',
  '新发放小额贷款30394万元',
  '帮助1.76万人实现就业再就业',
  '到11月底',
  '累计发放贷款98673万元',
  '帮助6.3万人实现就业再就业',
  '贷款回收率为98.2%',
  '工作机构968个',
  '总数的94%',
  '社区有928个',
  '总数的46.6%',
  '所辖社区的34%',
  '1-11月',
  '空岗信息35.62万条',
  '求职登记26.26万人次',
  '介绍成功12.67万人',
  '增长31.13%、30.42%、21.76%',
  '就业再就业培训11.53万人',
  '完成年计划的115.3%',
  '培训后就业再就业7.5万人',
  '达到65%',
  '创业培训1613人',
  '创业成功640人',
  '带动3016人就业',
  '提升培训6.32万人',
  '输出劳动力2.09万人',
  '完成年计划2万人的104.4%',
  '输出劳动力2.71万人',
  '完成年计划2.5万人的108.5%',
  '新增就业7.11万人',
  '超出年计划23.7%',
];

/** What of it a document lacks, or has in another order. */
export function missing(text: string): string[] {
  let at = 0;
  return SUMMARY.filter((words) => {
    const found = text.indexOf(words, at);
    if (found >= 0) at = found + words.length;
    return found < 0;
  });
}
