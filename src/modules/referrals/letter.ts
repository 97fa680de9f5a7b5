import { renderSVG } from 'uqr';
import { escapeHtml } from '../../platform/privacy/html.js';

export interface LetterFacts {
  number: string;
  issuedOn: string;
  expiresOn: string;
  institution: string;
  /** Address and phone of its counter, as far as they are known. */
  counter: string;
  seekerName: string;
  sex: string;
  employer: string;
  title: string;
  place: string;
  /** Whom to ask at the employer, as far as known. */
  contact: string;
  pay: string;
}

/** The letter of referral with its counterfoil to cut off, as a page to print on A4; nothing is loaded from elsewhere. */
export function letterPage(facts: LetterFacts): string {
  const row = (label: string, value: string): string => `<tr><th>${label}</th><td>${escapeHtml(value)}</td></tr>`;
  const code = renderSVG(facts.number, { border: 1 });
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>推荐信 ${escapeHtml(facts.number)}</title>
<style>
  @page { size: A4; margin: 20mm } body { font: 12pt/1.7 "Noto Serif CJK SC", SimSun, serif; color: #000 }
  h1 { text-align: center; letter-spacing: .5em; font-size: 20pt } table { border-collapse: collapse; width: 100% }
  th, td { border: 1px solid #000; padding: 2mm 3mm; text-align: left } th { width: 24%; font-weight: normal }
  .code { float: right; width: 26mm } .cut { border-top: 1px dashed #000; margin: 10mm 0; text-align: center; font-size: 9pt }
</style></head><body>
<section><div class="code">${code}</div><h1>推荐信</h1><p>编号：${escapeHtml(facts.number)}</p>
<p>${escapeHtml(facts.employer)}：</p><p>兹推荐 ${escapeHtml(facts.seekerName)}（${escapeHtml(facts.sex)}）前来应聘下列岗位，请予接洽，最迟 ${escapeHtml(facts.expiresOn)} 将回执交回我单位。本次服务不收取任何费用。</p>
<table>${row('岗位', facts.title)}${row('工作地点', facts.place)}${row('工资', facts.pay)}${row('联系人', facts.contact)}${row('有效期至', facts.expiresOn)}</table>
<p style="text-align:right">${escapeHtml(facts.institution)}（盖章）<br>${escapeHtml(facts.counter)}<br>${escapeHtml(facts.issuedOn)}</p></section>
<div class="cut">沿此线裁开</div>
<section><h1>回执</h1><p>编号：${escapeHtml(facts.number)}</p>
<table>${row('应聘人', facts.seekerName)}${row('岗位', facts.title)}${row('结果', '□ 录用　　□ 未录用　　□ 未到场　　□ 本人不愿去')}${row('原因', '')}${row('到岗日期', '')}</table>
<p style="text-align:right">${escapeHtml(facts.employer)}（盖章）<br>　　年　　月　　日</p></section>
</body></html>`;
}
