import { raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { escapeHtml } from '../../platform/privacy/html.js';

const SEXES: Record<string, string> = { MALE: '男', FEMALE: '女' };

/** Everybody aboard, numbered, as a page to print on A4; null when nobody of them is in the viewer's sight. */
export async function manifestOf(context: Context, batchId: string): Promise<string | null> {
  const scope = (entity: string, alias: string) => context.shapes.scope(entity, alias, context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select b.leader, b.vehicle, b.insurance, b.meeting_point, b.depart_on, i.name, v.title, e.name, p.name, s.name, s.sex,
           full_years(s.birth_on, app_today()), s.phone_masked, o.name, coalesce(g.name, ''), coalesce(t.contract_number, '')
      from transfer t join departure_batch b on b.id = t.batch_id join institution i on i.id = b.institution_id join labour_order l on l.id = b.order_id
      join vacancy v on v.id = l.vacancy_id join employer e on e.id = v.employer_id join region p on p.id = t.destination_id join region o on o.id = t.origin_id
      join seeker s on s.id = t.seeker_id left join travel_group g on g.id = t.travel_group_id
     where t.batch_id = ${batchId}::uuid and (${scope('Transfer', 't')}) and (${scope('Seeker', 's')}) order by t.position, t.id`);
  if (rows.length === 0) return null;
  const [leader, vehicle, insurance, meetingPoint, departOn, institution, title, employer, place] = rows[0] as string[];
  const cell = (value: string | number | null | undefined): string => `<td>${escapeHtml(String(value ?? ''))}</td>`;
  const lines = (rows as (string | null)[][]).map(
    ([, , , , , , , , , name, sex, age, phone, origin, group, contract], at) =>
      `<tr>${[at + 1, name, SEXES[String(sex)] ?? '', age, origin, phone, group, contract].map(cell).join('')}${cell('')}</tr>`,
  );
  const fact = (label: string, value: string | undefined): string => `<tr><th>${label}</th>${cell(value)}</tr>`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>劳务输出人员名册</title>
<style>
  @page { size: A4; margin: 15mm } body { font: 11pt/1.6 "Noto Serif CJK SC", SimSun, serif; color: #000 }
  h1 { text-align: center; font-size: 18pt } table { border-collapse: collapse; width: 100%; margin-bottom: 6mm }
  th, td { border: 1px solid #000; padding: 1mm 2mm; text-align: left; font-weight: normal } thead { display: table-header-group } tr { break-inside: avoid }
</style></head><body><h1>劳务输出人员名册</h1>
<table>${fact('输出单位', institution)}${fact('用人单位', employer)}${fact('岗位', title)}${fact('输入地', place)}${fact('出发日期', departOn)}${fact('带队人', leader)}${fact('车次', vehicle)}${fact('保险单号', insurance)}${fact('集合', meetingPoint)}</table>
<table><thead><tr><th>序号</th><th>姓名</th><th>性别</th><th>年龄</th><th>来源地</th><th>电话</th><th>同行组</th><th>合同编号</th><th>签到</th></tr></thead><tbody>${lines.join('')}</tbody>
<tfoot><tr><td colspan="9">合计 ${rows.length} 人　　带队人签字：　　　　　　　　</td></tr></tfoot></table></body></html>`;
}
