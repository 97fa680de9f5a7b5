import type { EntityManager } from '@mikro-orm/postgresql';
import { raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { maskName } from '../../platform/privacy/text.js';
import { type Occasion, type OfficeList, personOf, type RegisterSheet, type Taken } from '../employment/register-sheet.js';
import { type Row, refuse } from '../imports/row.js';
import type { Words } from '../imports/words.js';
import { places, regionOfCode } from '../regions/region.queries.js';
import { HouseholdMember, HouseholdRelation, HouseholdState, MemberStanding } from './household.js';
import { HouseholdDeclareInput } from './household.inputs.js';
import { declareHousehold, joinHousehold } from './household.service.js';

const RELATIONS: Words<HouseholdRelation> = [
  [/户主|本人/, 'HEAD'],
  [/配偶|妻|夫/, 'SPOUSE'],
  [/子|女/, 'CHILD'],
  [/父|母/, 'PARENT'],
  [/其他|亲/, 'OTHER'],
];
const STANDINGS: Words<MemberStanding> = [
  [/学生|在校/, 'STUDENT'],
  [/退休/, 'RETIRED'],
  [/丧失|不能/, 'UNABLE'],
  [/劳动|失业|无业/, 'WORKING_AGE'],
];

/** Households of this sheet so far, by their number in it. */
const begun = new WeakMap<Occasion, Map<string, string>>();

/** A row is a member; the head's comes first and declares the household. */
async function takeMember(em: EntityManager, context: Context, row: Row, occasion: Occasion): Promise<Taken> {
  const known = begun.get(occasion) ?? new Map<string, string>();
  begun.set(occasion, known);
  const number = row.needed('number', '家庭编号', 'number of the household');
  const seeker = await personOf(em, context, row, occasion);
  const relation =
    row.oneOf('relation', RELATIONS, '与户主关系无法识别：户主、配偶、子女、父母或其他', 'The relation is not understood') ??
    refuse('relation', '请填写与户主关系', 'Say what to the head');
  const standing =
    row.oneOf('standing', STANDINGS, '劳动状态无法识别：劳动年龄内、在校学生、退休或丧失劳动能力', 'The standing is not understood') ?? 'WORKING_AGE';
  const listed = await em.findOne(HouseholdMember, { seeker: seeker.id, open: true });
  if (listed && (relation === 'HEAD' ? listed.relation === 'HEAD' : listed.household.id === known.get(number))) {
    known.set(number, listed.household.id);
    return 'repeated';
  }
  const member = { seeker: seeker.id, relation, standing };
  if (relation === 'HEAD') {
    const community = row.needed('community', '社区', 'community');
    const place =
      regionOfCode(community) ?? row.division('community', community, '社区无法识别，请填写代码', 'The community is not recognised; give its code')!;
    const familySize = row.whole('familySize', '家庭人口', 'size of the family') ?? 1;
    const input = Object.assign(new HouseholdDeclareInput(), { community: place.code, familySize, members: [member] });
    known.set(number, (await declareHousehold(em, context, input, seeker)).id);
    return 'stored';
  }
  const household = known.get(number) ?? refuse('number', '前面没有该家庭的户主', 'The head of that household does not stand above');
  await joinHousehold(em, context, household, member, seeker);
  return 'stored';
}

export const householdSheets: Readonly<Record<string, RegisterSheet>> = {
  households: {
    fields: [
      { key: 'number', names: ['家庭编号', '户编号', '户号', 'number'], required: true },
      { key: 'community', names: ['社区', '所在社区', '社区代码', 'community'] },
      { key: 'familySize', names: ['家庭人口', '家庭人口数', 'familySize'] },
      { key: 'relation', names: ['与户主关系', '关系', 'relation'], required: true },
      { key: 'name', names: ['姓名', 'name'], required: true },
      { key: 'idNumber', names: ['身份证号', '身份证号码', '证件号码', 'idNumber'], required: true },
      { key: 'standing', names: ['劳动状态', '劳动能力', 'standing'] },
    ],
    take: takeMember,
  },
};

const MOST_ROWS = 20_000;

export const householdLists: Readonly<Record<string, OfficeList>> = {
  households: {
    title: '城镇零就业家庭台账',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'card', title: '零就业家庭卡号' },
      { key: 'community', title: '社区' },
      { key: 'head', title: '户主' },
      { key: 'familySize', title: '家庭人口', sum: true },
      { key: 'counted', title: '劳动年龄成员', sum: true },
      { key: 'state', title: '状态' },
      { key: 'since', title: '状态起始日期' },
      { key: 'dueOn', title: '办理或消除期限' },
      { key: 'overdue', title: '是否逾期' },
      { key: 'officer', title: '责任人' },
      { key: 'measures', title: '援助措施次数', sum: true },
      { key: 'refusals', title: '无故拒绝次数', sum: true },
      { key: 'employed', title: '是否已有一人就业' },
    ],
    rows: async (context, path) => {
      const scope = context.shapes.scope('Household', 'h', context.viewer) ?? raw('true');
      const rows = await context.reading.rows(sql`
        select h.card_number, r.name, s.name, h.family_size, m.counted, h.state, h.since::text, h.due_on::text, coalesce(h.due_on < app_today(), false),
               account_name(h.officer_id), a.offered, a.refused, household_at_work(h.id)
          from household h join region r on r.id = h.region_id
          left join household_member g on g.household_id = h.id and g.relation = 'HEAD'
          left join seeker s on s.id = g.seeker_id
          cross join lateral (select count(*)::int as counted from household_member c where c.household_id = h.id and c.left_on is null and c.standing = 'WORKING_AGE') m
          cross join lateral (select count(*)::int as offered, count(*) filter (where o.state = 'REFUSED' and not o.with_cause)::int as refused
                                from assistance_measure o where o.household_id = h.id) a
         where (${scope}) and ${places.within('h.region_path', path)} order by h.region_path, h.created_at, h.id limit ${raw(String(MOST_ROWS))}`);
      return rows.map(([card, community, head, familySize, counted, state, since, dueOn, overdue, officer, measures, refusals, atWork]) => ({
        card,
        community,
        head: head === null ? '' : maskName(head as string),
        familySize,
        counted,
        state: labelOf(HouseholdState, state as string).zh,
        since,
        dueOn,
        overdue: overdue === true ? '是' : '否',
        officer,
        measures,
        refusals,
        employed: atWork === true ? '是' : '否',
      }));
    },
  },
};
