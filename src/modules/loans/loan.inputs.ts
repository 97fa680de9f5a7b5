import { ArrayMaxSize, Max, MaxLength, Min, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int } from 'type-graphql';
import { EffectInput } from '../../platform/graphql/mutation.js';
import { BigInteger, LocalDate } from '../../platform/graphql/scalars.js';
import { Words } from '../../platform/graphql/words.js';
import { LoanKind, LoanState, MOST_PARTNERS } from './loan.js';

@InputType({ description: 'A new guarantee fund.' })
export class GuaranteeFundOpenInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Its name, unique in its division.' })
  name!: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the county or city; within the caller’s own.' })
  region!: string;

  @Words(1, 60)
  @Field(() => String, { description: 'The bank that keeps its money and lends.' })
  bank!: string;
}

@InputType({ description: 'An amount.' })
export class LoanAmountInput extends EffectInput {
  @Field(() => BigInteger, { description: 'How much, in fen.' })
  amount!: bigint;
}

@InputType({ description: 'A payment of a borrower.' })
export class LoanPaymentInput extends EffectInput {
  @Field(() => BigInteger, { description: 'How much, in fen.' })
  amount!: bigint;

  @Field(() => LocalDate, {
    nullable: true,
    description:
      'The value date of the bank, on which it counts: from the day on which the money was lent, or the fund paid, up to today; today unless given.',
  })
  valueOn?: string;
}

@InputType({ description: 'Somebody who borrows with others.' })
export class LoanPartnerInput {
  @Field(() => ID, { description: 'Who: a person who is registered.' })
  seeker!: string;

  @Field(() => Boolean, { nullable: true, description: 'The re-employment preference certificate was shown; not given is not known.' })
  certificate?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Papers of an ex-serviceman were shown; not given is not known.' })
  exServiceman?: boolean;
}

@InputType({ description: 'An application for a micro-loan.' })
export class LoanApplyInput extends EffectInput {
  @Field(() => ID, { description: 'Who borrows.' })
  seeker!: string;

  @Field(() => LoanKind, { description: 'Alone or with partners.' })
  kind!: LoanKind;

  @ArrayMaxSize(MOST_PARTNERS)
  @ValidateNested({ each: true })
  @Field(() => [LoanPartnerInput], { defaultValue: [], description: 'Who borrows with them, up to 99; nobody alone.' })
  partners!: LoanPartnerInput[];

  @MaxLength(60)
  @Field(() => String, { description: 'Code of the community that recommends; outside the main urban area a town may.' })
  region!: string;

  @Words(1, 200)
  @Field(() => String, { description: 'What the money is for.' })
  project!: string;

  @Field(() => BigInteger, { description: 'How much, in fen.' })
  amount!: bigint;

  @Field(() => Boolean, { defaultValue: false, description: 'The project is a listed micro-profit one.' })
  microProfit!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: 'On the fast track: shorter deadlines, the same checks.' })
  fastTrack!: boolean;

  @Field(() => Boolean, { nullable: true, description: 'The re-employment preference certificate was shown; not given is not known.' })
  certificate?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'Papers of an ex-serviceman were shown; not given is not known.' })
  exServiceman?: boolean;
}

@InputType({ description: 'What a fund promises.' })
export class LoanPromiseInput extends EffectInput {
  @Field(() => ID, { description: 'Which fund: of the county, or of the city.' })
  fund!: string;

  @Field(() => BigInteger, { nullable: true, description: 'How much, in fen; what was asked for unless given, and never more.' })
  amount?: bigint;
}

@InputType({ description: 'What the bank agreed to.' })
export class LoanBankApproveInput extends EffectInput {
  @Min(1)
  @Max(120)
  @Field(() => Int, { description: 'Months of the term.' })
  termMonths!: number;

  @Min(0)
  @Max(3600)
  @Field(() => Int, { description: 'Annual rate of interest, in hundredths of a per cent.' })
  annualRate!: number;
}

@InputType({ description: 'The signed contract.' })
export class LoanDisburseInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'Its number.' })
  contractNumber!: string;
}

@InputType({ description: 'An extension.' })
export class LoanExtendInput extends EffectInput {
  @Min(1)
  @Max(120)
  @Field(() => Int, { description: 'How many months more.' })
  months!: number;

  @Field(() => Boolean, { description: 'Whether the guarantor agrees.' })
  guarantorAgrees!: boolean;
}

@InputType({ description: 'Until when interest is subsidised.' })
export class LoanInterestPayInput extends EffectInput {
  @Field(() => LocalDate, { description: 'Up to this day, itself left out; today, or the end of the original term, at most.' })
  until!: string;
}

@InputType({ description: 'Which loans; all that is given must hold.' })
export class LoanFilter {
  @Field(() => LoanState, { nullable: true, description: 'Only in this state.' })
  state?: LoanState;

  @MaxLength(60)
  @Field(() => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' })
  region?: string;

  @Field(() => Boolean, { nullable: true, description: 'Only on the fast track, or only off it.' })
  fastTrack?: boolean;

  @Field(() => Boolean, { nullable: true, description: 'True: only those whose next step is late.' })
  late?: boolean;
}
