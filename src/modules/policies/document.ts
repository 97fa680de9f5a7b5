import { Entity, Enum, Property, Unique } from '@mikro-orm/decorators/legacy';
import { Field, ObjectType } from 'type-graphql';
import { Row } from '../../platform/database/base.js';
import { enumOf } from '../../platform/graphql/enum.js';
import { LocalDate } from '../../platform/graphql/scalars.js';

export const PolicyTextState = enumOf('PolicyTextState', 'How much of a document’s text is known here.', {
  READ: '已读原文 Its text was read.',
  PARTLY_READ: '部分原文 A part of its text was read.',
  NOT_FOUND: '未见原文 Known by its number only; the text was not found.',
});
export type PolicyTextState = keyof typeof PolicyTextState;

export const PolicyBasis = enumOf('PolicyBasis', 'What a rate or a rule rests on.', {
  PUBLISHED: '已公布 A published text that applies here.',
  ELSEWHERE: '外地规定 A published text of another place, taken until one of this place is on file.',
  RECALLED: '待核实 Generally known; the text was not read again and is to be verified.',
  OURS: '系统建议 A proposal of this platform, no public rule.',
});
export type PolicyBasis = keyof typeof PolicyBasis;

@ObjectType({ description: 'A policy document (政策文件), known by its number: what rates and rules cite.', simpleResolvers: true })
@Entity({ tableName: 'policy_document' })
export class PolicyDocument extends Row {
  @Field(() => String, { description: 'Its number, such as 渝劳社办发〔2007〕174号.' })
  @Property({ type: 'text' })
  @Unique({ name: 'policy_document_number' })
  number!: string;

  @Field(() => String, { description: 'Its title, or what it is about.' })
  @Property({ type: 'text' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'Who issued it; null when not known.' })
  @Property({ type: 'text', nullable: true })
  issuer: string | null = null;

  @Field(() => LocalDate, { nullable: true, description: 'When it was issued; null when the day is not known.' })
  @Property({ type: 'date', nullable: true })
  issuedOn: string | null = null;

  @Field(() => PolicyTextState, { description: 'How much of its text is known here.' })
  @Enum({ items: () => PolicyTextState, type: 'text' })
  textState!: PolicyTextState;

  @Field(() => String, { nullable: true, description: 'Where it was read, and what of it is not known.' })
  @Property({ type: 'text', nullable: true })
  note: string | null = null;
}
