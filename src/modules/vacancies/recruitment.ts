import { Embeddable, Property } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { enumOf } from '../../platform/graphql/enum.js';

export const EmploymentKind = enumOf('EmploymentKind', 'On what terms of employment the post is offered.', {
  FULL_TIME: '全日制 Full-time.',
  PART_TIME: '非全日制 Part-time: four hours a day, twenty-four a week at most.',
  DISPATCH: '劳务派遣 Dispatched by an agency.',
  INTERNSHIP: '实习 Internship of a student.',
});
export type EmploymentKind = keyof typeof EmploymentKind;

export const ReferralRoute = enumOf('ReferralRoute', 'How one applies.', {
  LETTER: '凭推荐信 With a letter of the institution.',
  DIRECT: '直接联系单位 Straight to the employer.',
  FAIR: '招聘会现场 At a job fair.',
});
export type ReferralRoute = keyof typeof ReferralRoute;

export const SocialInsurance = enumOf('SocialInsurance', 'What the employer pays for beside wages.', {
  PENSION: '养老保险 Pension.',
  MEDICAL: '医疗保险 Medical.',
  UNEMPLOYMENT: '失业保险 Unemployment.',
  WORK_INJURY: '工伤保险 Work injury.',
  MATERNITY: '生育保险 Maternity.',
  HOUSING_FUND: '住房公积金 Housing fund.',
});
export type SocialInsurance = keyof typeof SocialInsurance;

@ObjectType({ description: 'Whom to ask at the employer; not shown to visitors and kiosks.', simpleResolvers: true })
@Embeddable()
export class Contact {
  @Field(() => String, { nullable: true, description: 'Name of the person.' })
  @Property({ type: 'text', nullable: true })
  name: string | null = null;

  @Field(() => String, { nullable: true, description: 'Phone of the employer, E.164.' })
  @Property({ type: 'text', nullable: true })
  phone: string | null = null;
}
