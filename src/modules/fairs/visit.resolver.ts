import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, FieldResolver, ID, Info, InputType, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Reads } from '../../platform/database/selection.js';
import { all, hasId } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { Cost } from '../../platform/graphql/cost.js';
import { EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Placement } from '../placements/placement.js';
import { Referral } from '../referrals/referral.js';
import { JobFair } from './job-fair.js';
import { FairReasonInput } from './participation.resolver.js';
import { passCode, passSlip, qrOf } from './slip.js';
import { FairInterest, FairInterview, FairTicket, FairVisit } from './visit.js';
import {
  admitVisitor,
  cancelVisit,
  checkIn,
  declineAfter,
  drawTicket,
  hireAt,
  holdInterview,
  leaveQueue,
  noteInterest,
  offerAfter,
  registerVisit,
} from './visit.service.js';

@InputType({ description: 'Who will come.' })
class FairVisitRegisterInput extends EffectInput {
  @Field(() => ID, { description: 'The fair.' })
  fair!: string;

  @Field(() => ID, { nullable: true, description: 'Who; a seeker leaves it out.' })
  seeker?: string;
}

@InputType({ description: 'Somebody walks in.' })
class FairVisitAdmitInput extends EffectInput {
  @Field(() => ID, { description: 'The fair.' })
  fair!: string;
}

@InputType({ description: 'A pass at the entrance.' })
class FairVisitCheckInInput extends EffectInput {
  @Field(() => ID, { description: 'The fair.' })
  fair!: string;

  @MaxLength(20)
  @Field(() => String, { description: 'The pass, in any case, with or without its dash.' })
  pass!: string;
}

@InputType({ description: 'A number that is drawn.' })
class FairTicketDrawInput extends EffectInput {
  @Field(() => ID, { description: 'At whose booth: the employer’s registration.' })
  participation!: string;

  @MaxLength(20)
  @Field(() => String, { description: 'The visitor’s pass.' })
  pass!: string;
}

@InputType({ description: 'A number that is given back.' })
class FairTicketLeaveInput extends EffectInput {
  @MaxLength(20)
  @Field(() => String, { description: 'The visitor’s pass.' })
  pass!: string;
}

@InputType({ description: 'A visitor and a post.' })
class FairInterestNoteInput extends EffectInput {
  @Field(() => ID, { description: 'The post at the fair.' })
  post!: string;

  @MaxLength(20)
  @Field(() => String, { description: 'The visitor’s pass.' })
  pass!: string;
}

@InputType({ description: 'Who is hired.' })
class FairInterviewHireInput extends EffectInput {
  @Field(() => ID, { description: 'The active registration of the person.' })
  registration!: string;

  @Field(() => ID, { nullable: true, description: 'Places (名额) of which the person takes one with the hire.' })
  quota?: string;
}

const NEWEST = { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' } as const;
const FairVisitConnection = connectionOf(FairVisit);
const FairInterestConnection = connectionOf(FairInterest);
const FairInterviewConnection = connectionOf(FairInterview);
const FairVisitRegisterPayload = payloadOf('FairVisitRegister', { visit: FairVisit });
const FairVisitCancelPayload = payloadOf('FairVisitCancel', { visit: FairVisit });
const FairVisitAdmitPayload = payloadOf('FairVisitAdmit', { visit: FairVisit });
const FairVisitCheckInPayload = payloadOf('FairVisitCheckIn', { visit: FairVisit });
const FairTicketDrawPayload = payloadOf('FairTicketDraw', { ticket: FairTicket });
const FairTicketLeavePayload = payloadOf('FairTicketLeave', { ticket: FairTicket });
const FairInterestNotePayload = payloadOf('FairInterestNote', { interest: FairInterest });
const FairInterviewHoldPayload = payloadOf('FairInterviewHold', { interview: FairInterview });
const FairInterviewOfferPayload = payloadOf('FairInterviewOffer', { interview: FairInterview });
const FairInterviewDeclinePayload = payloadOf('FairInterviewDecline', { interview: FairInterview });
const FairInterviewHirePayload = payloadOf('FairInterviewHire', { interview: FairInterview });

@Resolver(() => FairVisit)
export class VisitResolver {
  @Query(() => FairVisit, {
    nullable: true,
    description: 'A visit by id, or null when there is none in your sight. The seeker, the office that holds the fair.',
  })
  fairVisit(
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object | null> {
    return context.one('FairVisit', hasId('t.id', id), info);
  }

  @Query(() => FairVisitConnection, {
    description: 'Visits of a fair in your sight, newest first. Seekers their own, the office that holds the fair, auditors without passes.',
  })
  fairVisits(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, { entity: 'FairVisit', where: hasId('t.fair_id', fair), order: NEWEST, first, after });
  }

  @Query(() => FairInterestConnection, {
    description:
      'Interests noted at a fair in your sight, newest first. Recruiters for their posts, the office that holds the fair, seekers their own, auditors.',
  })
  fairInterests(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('post', () => ID, { nullable: true, description: 'Only for this post.' }) post: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, {
      entity: 'FairInterest',
      where: all([hasId('t.fair_id', fair), post !== undefined && hasId('t.post_id', post)]),
      order: NEWEST,
      first,
      after,
    });
  }

  @Query(() => FairInterviewConnection, {
    description:
      'Interviews of a fair in your sight, newest first. Recruiters for their posts, the office that holds the fair, seekers their own, auditors.',
  })
  fairInterviews(
    @Arg('fair', () => ID, { description: 'At which fair.' }) fair: string,
    @Arg('post', () => ID, { nullable: true, description: 'Only for this post.' }) post: string | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    return page(context, info, {
      entity: 'FairInterview',
      where: all([hasId('t.fair_id', fair), post !== undefined && hasId('t.post_id', post)]),
      order: NEWEST,
      first,
      after,
    });
  }

  @Reads('pass')
  @FieldResolver(() => String, { description: 'The QR code of its pass as SVG.' })
  qr(@Root() { pass }: { pass: string }): string {
    return qrOf(passCode(pass));
  }

  @Reads('pass')
  @FieldResolver(() => String, { description: 'The pass to print, as a page of HTML for an 80 mm printer.' })
  slip(@Root() { pass }: { pass: string }): string {
    return passSlip(pass);
  }

  @Reads()
  @Cost({ atMost: 50 })
  @FieldResolver(() => [FairTicket], { description: 'Its queue numbers in your sight, newest first, up to 50.' })
  tickets(@Root() visit: FairVisit, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object[]> {
    return context.ofEach('FairTicket', { on: 't.visit_id = p.id', order: 't.created_at desc, t.id', atMost: 50 }, visit.id, info);
  }

  @Mutation(() => FairVisitRegisterPayload, {
    description:
      'Somebody will come to a fair, and gets a pass. Seekers for themselves, the office that holds the fair for somebody it serves. Refuses NOT_FOUND, EXPIRED (fair over), ALREADY_EXISTS.',
  })
  fairVisitRegister(
    @Arg('input', () => FairVisitRegisterInput, { description: 'What is sent.' }) input: FairVisitRegisterInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { visit: 'FairVisit' }, { input }, async (em) => ({ visit: (await registerVisit(em, context.viewer, input)).id }));
  }

  @Mutation(() => FairVisitCancelPayload, {
    description: 'Calls a visit off before coming. The seeker, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  fairVisitCancel(
    @Arg('id', () => ID, { description: 'Which visit.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { visit: 'FairVisit' }, { id, input }, async (em) => ({ visit: (await cancelVisit(em, context.viewer, id)).id }));
  }

  @Mutation(() => FairVisitAdmitPayload, {
    description:
      'Whoever walks in gets a pass and gives no name. Kiosks of the fair, the office that holds it. Refuses NOT_FOUND, ILLEGAL_TRANSITION (not open yet), EXPIRED.',
  })
  fairVisitAdmit(
    @Arg('input', () => FairVisitAdmitInput, { description: 'What is sent.' }) input: FairVisitAdmitInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { visit: 'FairVisit' }, { input }, async (em) => ({
      visit: (await admitVisitor(em, context.viewer, input.fair)).id,
    }));
  }

  @Mutation(() => FairVisitCheckInPayload, {
    description:
      'The QR code of a pass at the entrance, once. Kiosks of the fair, the office that holds it. Refuses NOT_FOUND (no such pass at this fair), ALREADY_EXISTS (came in already), ILLEGAL_TRANSITION, EXPIRED.',
  })
  fairVisitCheckIn(
    @Arg('input', () => FairVisitCheckInInput, { description: 'What is sent.' }) input: FairVisitCheckInInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { visit: 'FairVisit' }, { input }, async (em) => ({
      visit: (await checkIn(em, context.viewer, input.fair, input.pass)).id,
    }));
  }

  @Mutation(() => FairTicketDrawPayload, {
    description:
      'Draws the next number at a booth. By the pass: kiosks of the fair, the office that holds it, the seeker themself. Refuses NOT_FOUND, ILLEGAL_TRANSITION (not checked in, not open yet), EXPIRED, ALREADY_EXISTS (has a number there).',
  })
  fairTicketDraw(
    @Arg('input', () => FairTicketDrawInput, { description: 'What is sent.' }) input: FairTicketDrawInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { ticket: 'FairTicket' }, { input }, async (em) => ({ ticket: (await drawTicket(em, context.viewer, input)).id }));
  }

  @Mutation(() => FairTicketLeavePayload, {
    description:
      'Gives a number back. By the pass: kiosks of the fair, the office that holds it, the seeker themself. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  fairTicketLeave(
    @Arg('id', () => ID, { description: 'Which number.' }) id: string,
    @Arg('input', () => FairTicketLeaveInput, { description: 'What is sent.' }) input: FairTicketLeaveInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { ticket: 'FairTicket' }, { id, input }, async (em) => ({
      ticket: (await leaveQueue(em, context.viewer, id, input.pass)).id,
    }));
  }

  @Mutation(() => FairInterestNotePayload, {
    description:
      'Notes an interest in a post, with no more of the visitor than the pass. What was collected offline is sent with the keys it got then, up to a day after the fair. Kiosks of the fair, the office that holds it, the seeker themself. Refuses NOT_FOUND, ILLEGAL_TRANSITION (not checked in, not open yet), EXPIRED, ALREADY_EXISTS (noted before).',
  })
  fairInterestNote(
    @Arg('input', () => FairInterestNoteInput, { description: 'What is sent.' }) input: FairInterestNoteInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { interest: 'FairInterest' }, { input }, async (em) => ({
      interest: (await noteInterest(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => FairInterviewHoldPayload, {
    description:
      'An interview took place at the booth. The recruiter, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION, EXPIRED, ALREADY_EXISTS.',
  })
  fairInterviewHold(
    @Arg('input', () => FairInterestNoteInput, { description: 'What is sent.' }) input: FairInterestNoteInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { interview: 'FairInterview' }, { input }, async (em) => ({
      interview: (await holdInterview(em, context.viewer, input)).id,
    }));
  }

  @Mutation(() => FairInterviewOfferPayload, {
    description: 'The employer would hire. The recruiter, or the office that holds the fair. Refuses NOT_FOUND, ILLEGAL_TRANSITION.',
  })
  fairInterviewOffer(
    @Arg('id', () => ID, { description: 'Which interview.' }) id: string,
    @Arg('input', () => StepInput, { description: 'What is sent.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { interview: 'FairInterview' }, { id, input }, async (em) => ({
      interview: (await offerAfter(em, context.viewer, id)).id,
    }));
  }

  @Mutation(() => FairInterviewDeclinePayload, {
    description: 'The employer does not hire. The recruiter, or the office that holds the fair. Refuses NOT_FOUND, INVALID, ILLEGAL_TRANSITION.',
  })
  fairInterviewDecline(
    @Arg('id', () => ID, { description: 'Which interview.' }) id: string,
    @Arg('input', () => FairReasonInput, { description: 'What is sent.' }) input: FairReasonInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { interview: 'FairInterview' }, { id, input }, async (em) => ({
      interview: (await declineAfter(em, context.viewer, id, input.reason)).id,
    }));
  }

  @Mutation(() => FairInterviewHirePayload, {
    description:
      'Hires on the spot: a referral with its letter, a head of the vacancy, a placement, all with the fair as their origin, or nothing. The office that holds the fair, once the employer offers. Refuses NOT_FOUND, CONFLICT (registration of another person), NOT_ELIGIBLE (a rule of the post), EXPIRED, ILLEGAL_TRANSITION, ALREADY_EXISTS (works elsewhere).',
  })
  fairInterviewHire(
    @Arg('id', () => ID, { description: 'Which interview.' }) id: string,
    @Arg('input', () => FairInterviewHireInput, { description: 'What is sent.' }) input: FairInterviewHireInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, { interview: 'FairInterview' }, { id, input }, async (em) => ({
      interview: (await hireAt(em, context.viewer, id, input)).id,
    }));
  }
}

@Resolver(() => Referral)
export class ReferralFairResolver {
  @Reads()
  @FieldResolver(() => JobFair, { nullable: true, description: 'The fair that it came from; null when from none, or out of your sight.' })
  async fair(@Root() referral: Referral, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    const on = 't.id = (select i.fair_id from fair_interview i where i.referral_id = p.id)';
    const [one] = await context.ofEach('JobFair', { on, order: 't.id', atMost: 1 }, referral.id, info);
    return one ?? null;
  }
}

@Resolver(() => Placement)
export class PlacementFairResolver {
  @Reads()
  @FieldResolver(() => JobFair, { nullable: true, description: 'The fair that it came from; null when from none, or out of your sight.' })
  async fair(@Root() placement: Placement, @Ctx() context: Context, @Info() info: GraphQLResolveInfo): Promise<object | null> {
    const on = 't.id = (select i.fair_id from fair_interview i where i.placement_id = p.id)';
    const [one] = await context.ofEach('JobFair', { on, order: 't.id', atMost: 1 }, placement.id, info);
    return one ?? null;
  }
}
