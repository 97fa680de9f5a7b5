import type { EntityManager } from '@mikro-orm/postgresql';
import { raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { maskName } from '../../platform/privacy/text.js';
import type { OfficeList, RegisterSheet, Taken } from '../employment/register-sheet.js';
import { type Row, refuse } from '../imports/row.js';
import { places, regionByPath, regionNamed, regionOfCode } from '../regions/region.queries.js';
import { CommunityState, FullEmploymentCommunity } from './community.js';
import { startCommunity } from './community.service.js';
import { filedEntries } from './ledger.service.js';

/** A row is a community that starts; one that has started is a repeat. */
async function takeStart(em: EntityManager, { viewer }: Context, row: Row): Promise<Taken> {
  const named = row.needed('community', '社区', 'community');
  const place =
    regionOfCode(named) ?? regionNamed(named) ?? refuse('community', '社区无法识别，请填写代码', 'The community is not recognised; give its code');
  if (await em.findOne(FullEmploymentCommunity, { region: place.id, state: { $ne: 'REVOKED' } })) return 'repeated';
  await startCommunity(em, viewer, place.code);
  return 'stored';
}

export const communitySheets: Readonly<Record<string, RegisterSheet>> = {
  'full-employment': {
    fields: [{ key: 'community', names: ['社区', '社区代码', '社区名称', 'community'], required: true }],
    take: (em, context, row) => takeStart(em, context, row),
  },
};

const MOST_ROWS = 20_000;

export const communityLists: Readonly<Record<string, OfficeList>> = {
  'full-employment': {
    title: '充分就业社区创建情况表',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'code', title: '社区代码' },
      { key: 'community', title: '社区' },
      { key: 'street', title: '街道（乡镇）' },
      { key: 'state', title: '状态' },
      { key: 'startedOn', title: '创建日期' },
      { key: 'workforce', title: '劳动力人数', sum: true },
      { key: 'employed', title: '就业人数', sum: true },
      { key: 'certifiedOn', title: '认定日期' },
      { key: 'validUntil', title: '有效期至' },
    ],
    rows: async (context, path) => {
      const scope = context.shapes.scope('FullEmploymentCommunity', 'f', context.viewer) ?? raw('true');
      const rows = await context.reading.rows(sql`
        select r.code, r.name, p.name, f.state, f.started_on::text, s.workforce, s.employed, f.certified_on::text, f.valid_until::text
          from full_employment_community f join region r on r.id = f.region_id left join region p on p.id = r.parent_id
          left join lateral (select l.workforce, l.employed from community_step l where l.community_id = f.id and l.workforce is not null
                              order by l.on_day desc, l.id desc limit 1) s on true
         where (${scope}) and ${places.within('f.path', path)} order by f.path limit ${raw(String(MOST_ROWS))}`);
      return rows.map(([code, community, street, state, startedOn, workforce, employed, certifiedOn, validUntil]) => ({
        code,
        community,
        street,
        state: labelOf(CommunityState, state as string).zh,
        startedOn,
        workforce,
        employed,
        certifiedOn,
        validUntil,
      }));
    },
  },
  ledgers: {
    title: '社区就业工作台账',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'ledger', title: '台账' },
      { key: 'community', title: '所在地' },
      { key: 'person', title: '人员' },
      { key: 'verifiedOn', title: '核实日期' },
      { key: 'dueOn', title: '下次核实期限' },
      { key: 'overdue', title: '是否逾期' },
      { key: 'missing', title: '缺项' },
      { key: 'owner', title: '责任人' },
    ],
    rows: async (context, path, { number }) =>
      (await filedEntries(context, path, Number(number ?? 1), MOST_ROWS)).map(({ place, name, overdue, missing, ...entry }) => ({
        ...entry,
        community: regionByPath(place)?.name ?? '',
        person: name === null ? '' : maskName(name),
        overdue: overdue ? '是' : '否',
        missing: missing.join('、'),
      })),
  },
};
