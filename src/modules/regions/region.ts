import type { Ref } from '@mikro-orm/core';
import { Entity, Enum, Index, ManyToOne, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';

export const RegionLevel = enumOf('RegionLevel', 'How high a division stands.', {
  COUNTRY: '国家 The country.',
  PROVINCE: '省级 Province, autonomous region or municipality.',
  PREFECTURE: '地级 Prefecture-level city or prefecture.',
  COUNTY: '县级 County, district or county-level city.',
  TOWNSHIP: '乡级 Street, town or township.',
  COMMUNITY: '社区 Community.',
});
export type RegionLevel = keyof typeof RegionLevel;

export const RegionRevision = enumOf('RegionRevision', 'The editions of GB/T 2260 that know a division.', {
  BOTH: '2007年和2023年 In both editions: of December 2007 and of June 2023.',
  Y2007: '仅2007年 Only in the edition of December 2007.',
  Y2023: '仅2023年 Only in the edition of June 2023.',
});
export type RegionRevision = keyof typeof RegionRevision;

export const Zone = enumOf('Zone', 'The zones of Chongqing in 2007 ("one circle, two wings").', {
  ONE_HOUR_CIRCLE: '一小时经济圈 One-hour economic circle.',
  NORTHEAST_WING: '渝东北翼 North-east wing.',
  SOUTHEAST_WING: '渝东南翼 South-east wing.',
});
export type Zone = keyof typeof Zone;

@ObjectType({
  description:
    'An administrative division, in the edition of GB/T 2260 that knows it. A division that was renamed or merged stands below its successor, so that the successor’s subtree holds its rows too.',
  simpleResolvers: true,
})
@Entity()
@Unique({ name: 'region_code_revision', properties: ['code', 'revision'] })
@Index({ name: 'region_path', expression: 'create unique index region_path on region (path collate "C")' })
export class Region extends Row {
  @Field(() => String, { description: 'GB/T 2260 code; nine digits for streets and towns, twelve for communities.' })
  @Property({ type: 'text' })
  code!: string;

  @Field(() => RegionRevision, { description: 'The editions that know it: a code is unique only within one.' })
  @Enum({ items: () => RegionRevision, type: 'text' })
  revision!: RegionRevision;

  @Field(() => RegionLevel, { description: 'Its level.' })
  @Enum({ items: () => RegionLevel, type: 'text' })
  level!: RegionLevel;

  @Field(() => String, { description: 'Chinese name.' })
  @Property({ type: 'text' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'English name, where one is established.' })
  @Property({ type: 'text', nullable: true })
  nameEn: string | null = null;

  @Field(() => [String], { description: 'Short and former names under which it is found.' })
  @Property({ type: 'text[]', defaultRaw: "'{}'" })
  aliases: string[] = [];

  @Field(() => String, { description: 'Codes from the country down, separated by slashes; a subtree is a prefix.' })
  @Property({ type: 'text' })
  path!: string;

  @Field(() => Region, { nullable: true, description: 'The division above it.' })
  @ManyToOne(() => Region, { ref: true, nullable: true, index: true })
  parent: Ref<Region> | null = null;

  @Field(() => Region, { nullable: true, description: 'The division of 2023 that took it over.' })
  @ManyToOne(() => Region, { ref: true, nullable: true })
  successor: Ref<Region> | null = null;

  @Field(() => Zone, { nullable: true, description: 'Zone of 2007; counties of Chongqing only.' })
  @Enum({ items: () => Zone, type: 'text', nullable: true })
  zone: Zone | null = null;

  @Field(() => Boolean, { description: 'One of the fifteen of the Three Gorges reservoir area in Chongqing, or one of the four in Hubei.' })
  @Property({ type: 'boolean', default: false })
  reservoir = false;

  @Field(() => Boolean, { description: 'One of the nine main urban districts.' })
  @Property({ type: 'boolean', default: false })
  mainUrban = false;

  @Field(() => Boolean, { description: 'National pilot of integrated urban–rural employment.' })
  @Property({ type: 'boolean', default: false })
  pilot = false;
}

export const PartnerConfidence = enumOf('PartnerConfidence', 'How well a pairing is evidenced.', {
  VERIFIED: '已核实 Verified: read in a source that is named.',
  WEAK: '来源较弱 Weak: read in one weak source.',
  UNVERIFIED: '未核实 Unverified: recalled, not read.',
  SYNTHETIC: '演示数据 Made up: for a demonstration.',
});
export type PartnerConfidence = keyof typeof PartnerConfidence;

@ObjectType({ description: 'A reservoir county and a region that is paired with it for support (对口支援).', simpleResolvers: true })
@Entity()
@Unique({ name: 'partner_region_pair', properties: ['county', 'partner'] })
export class PartnerRegion extends Row {
  @Field(() => Region, { description: 'The reservoir county.' })
  @ManyToOne(() => Region, { ref: true })
  county!: Ref<Region>;

  @Field(() => Region, { description: 'The supporting region.' })
  @ManyToOne(() => Region, { ref: true })
  partner!: Ref<Region>;

  @Field(() => PartnerConfidence, { description: 'How well the pairing is evidenced.' })
  @Enum({ items: () => PartnerConfidence, type: 'text' })
  confidence!: PartnerConfidence;

  @Field(() => String, { nullable: true, description: 'Where it was read.' })
  @Property({ type: 'text', nullable: true })
  source: string | null = null;
}
