import { Type } from '@mikro-orm/core';
import { GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDateTimeISO, GraphQLLocalDate, GraphQLUUID } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { Mistake } from './errors.js';

export { GraphQLDateTimeISO as Instant, GraphQLLocalDate as LocalDate, GraphQLUUID as UUID };

const wrong = (): Mistake =>
  new Mistake('BAD_USER_INPUT', { zh: '金额须为十进制整数字符串（分）', en: 'An amount is a decimal integer string, in fen' });
const read = (value: unknown): bigint => {
  if (typeof value !== 'string' || !/^-?\d{1,18}$/.test(value)) throw wrong();
  return BigInt(value);
};
/** An integer of any size up to 18 digits, a decimal string on the wire, never a float. */
export const BigInteger = new GraphQLScalarType<bigint, string>({
  name: 'BigInt',
  description: 'A whole number of up to 18 digits, as a decimal string.',
  serialize: (value) => String(value),
  parseValue: read,
  parseLiteral: (node) => read(node.kind === Kind.STRING || node.kind === Kind.INT ? node.value : undefined),
});

@ObjectType({ description: 'An amount of money.', simpleResolvers: true })
export class Money {
  @Field(() => BigInteger, { description: 'The amount in the smallest unit (fen), as a decimal string.' })
  amountMinor!: string;

  @Field(() => String, { description: 'ISO 4217 code; CNY here.' })
  currency!: string;
}

/** A `bigint` column of fen, shown as `Money`. */
export class MoneyType extends Type<bigint | null, string | null> {
  override convertToDatabaseValue(value: bigint | null): string | null {
    return value === null || value === undefined ? null : String(value);
  }

  override convertToJSValue(value: string | bigint | null): bigint | null {
    return value === null || value === undefined ? null : BigInt(value);
  }

  override getColumnType(): string {
    return 'bigint';
  }

  override compareAsType(): string {
    return 'bigint';
  }

  readRow(value: unknown): Money {
    return { amountMinor: String(value), currency: 'CNY' };
  }
}
