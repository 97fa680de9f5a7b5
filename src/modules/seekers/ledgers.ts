import type { LedgerSource } from '../../platform/measures/ledger.js';

const FIELDS = {
  cause: { zh: '失业原因（当前状况）', en: 'cause (situation)' },
  wish: { zh: '求职意愿', en: 'job wish' },
  skills: { zh: '技能（等级、证书或学历）', en: 'skills (level, certificate or education)' },
  family: { zh: '家庭情况', en: 'family' },
  contact: { zh: '联系电话', en: 'phone' },
};

/** People who live in the division, with what a ledger may ask of each; empty is null. */
const people = (condition: string): string =>
  `select s.id, s.region_path as path, s.id as seeker_id, s.situation as cause,
          case when s.wish_any_trade or s.wish_occupations <> '{}' then true end as wish,
          case when s.skill_level is not null or s.certificates <> '{}' or s.education <> 'NONE' then true end as skills,
          coalesce(s.circumstances_household_number, s.circumstances_marital_status) as family, s.phone_masked as contact
     from seeker s where s.state = 'ACTIVE' and ${condition}`;
const hardship = (category: string): string => `'${category}' = any(s.circumstances_hardships)`;
const source = (code: string, zh: string, en: string, condition: string): LedgerSource => ({
  code,
  name: { zh, en },
  entries: people(condition),
  fields: FIELDS,
});

export const ledgers: readonly LedgerSource[] = [
  source('LAID_OFF_AND_UNEMPLOYED', '下岗失业人员', 'Laid-off and unemployed people', "s.situation in ('LAID_OFF', 'UNEMPLOYED')"),
  source('HARD_TO_EMPLOY', '就业困难群体（申报）', 'People who state a hardship', "s.circumstances_hardships <> '{}'"),
  source('AGED_4050', '“4050”人员（申报）', 'Women from 40, men from 50, as stated', hardship('AGED_4050')),
  source(
    'LOW_INCOME_UNEMPLOYED',
    '低保失业人员（申报）',
    'Unemployed people on the minimum living allowance, as stated',
    `${hardship('MLA_RECIPIENT')} and s.situation in ('LAID_OFF', 'UNEMPLOYED')`,
  ),
  source(
    'LAND_LOST_AND_RESETTLED',
    '失地农民和移民',
    'People who lost their land or were resettled',
    `(${hardship('LAND_LOST')} or s.resettler <> 'NONE')`,
  ),
  {
    code: 'REGISTRATIONS_OPEN',
    name: { zh: '求职登记', en: 'Open registrations' },
    entries: `select g.id, s.region_path as path, g.seeker_id, g.officer, s.phone_masked as contact
                from registration g join seeker s on s.id = g.seeker_id and s.state = 'ACTIVE' where g.state in ('ACTIVE', 'SUSPENDED')`,
    fields: { officer: { zh: '经办人', en: 'officer' }, contact: FIELDS.contact },
  },
];
