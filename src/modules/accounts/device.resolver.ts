import type { GraphQLResolveInfo } from 'graphql';
import { MaxLength } from 'class-validator';
import { Arg, Ctx, Field, ID, Info, InputType, Int, Mutation, Query, Resolver } from 'type-graphql';
import { all, sql } from '../../platform/database/sql.js';
import { type Connection, connectionOf, page } from '../../platform/graphql/connection.js';
import { Context } from '../../platform/graphql/context.js';
import { EffectInput, mutate, payloadOf, StepInput } from '../../platform/graphql/mutation.js';
import { Words } from '../../platform/graphql/words.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { Device } from './device.js';
import { disableDevice, enrolDevice, renewDevice } from './device.service.js';
import { mutateShowing, withSecret } from './payload.js';
import { doerOf } from './rights.js';

@InputType({ description: 'A new kiosk.' })
class DeviceEnrolInput extends EffectInput {
  @Words(1, 60)
  @Field(() => String, { description: 'What it is called: hall, stand, number.' })
  name!: string;

  @MaxLength(60)
  @Field(() => String, { description: 'Code or name of the division it stands in; an office’s own or below.' })
  region!: string;

  @Field(() => ID, { nullable: true, description: 'The institution it belongs to.' })
  institution?: string;
}

const DeviceConnection = connectionOf(Device);
const changed = { device: 'Device' };
const CODE = 'The code to type in at the device (POST /devices/enrol) within ten minutes; it opens once.';
const DeviceEnrolPayload = withSecret(payloadOf('DeviceEnrol', { device: Device }), 'code', CODE);
const DeviceRenewPayload = withSecret(payloadOf('DeviceRenew', { device: Device }), 'code', CODE);
const DeviceDisablePayload = payloadOf('DeviceDisable', { device: Device });

@Resolver(() => Device)
export class DeviceResolver {
  @Query(() => DeviceConnection, { description: 'Kiosks, newest first. Administrators; offices those of their division.' })
  devices(
    @Arg('region', () => String, { nullable: true, description: 'Code or name of the division whose subtree is meant.' }) region: string | undefined,
    @Arg('disabled', () => Boolean, { nullable: true, description: 'Only disabled ones, or only the others.' }) disabled: boolean | undefined,
    @Arg('first', () => Int, { defaultValue: 20, description: 'Rows on a page, up to 100.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'Cursor of the row before.' }) after: string | undefined,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Connection<object>> {
    const where = all([
      region !== undefined && places.within('t.region_path', regionByCode(region).path),
      disabled !== undefined && (disabled ? sql`t.disabled_at is not null` : sql`t.disabled_at is null`),
    ]);
    return page(context, info, {
      entity: 'Device',
      where,
      order: { name: 'newest', by: 't.created_at', type: 'timestamptz', direction: 'desc' },
      first,
      after,
    });
  }

  @Mutation(() => DeviceEnrolPayload, {
    description:
      'Makes ready for a kiosk: it takes its token with the code. Administrators; offices in their division. Refuses INVALID, NOT_FOUND (division or institution outside).',
  })
  deviceEnrol(
    @Arg('input', () => DeviceEnrolInput, { description: 'Which, and where.' }) input: DeviceEnrolInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutateShowing('code', context, info, changed, { input }, async (em) => {
      const { device, code } = await enrolDevice(em, doerOf(context, input), input);
      return { ids: { device: device.id }, secret: code };
    });
  }

  @Mutation(() => DeviceRenewPayload, {
    description:
      'Gives a kiosk a new code and ends its token, if it has one: for a code that ran out, a machine that was replaced, a disabled one that comes back. Administrators; offices in their division. Refuses NOT_FOUND.',
  })
  deviceRenew(
    @Arg('id', () => ID, { description: 'Which kiosk.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutateShowing('code', context, info, changed, { id, input }, async (em) => {
      const { device, code } = await renewDevice(em, doerOf(context, input), id);
      return { ids: { device: device.id }, secret: code };
    });
  }

  @Mutation(() => DeviceDisablePayload, {
    description:
      'Shuts a kiosk out: its token and open sockets end within two seconds. Administrators; offices in their division. Refuses NOT_FOUND, ILLEGAL_TRANSITION (disabled already).',
  })
  deviceDisable(
    @Arg('id', () => ID, { description: 'Which kiosk.' }) id: string,
    @Arg('input', () => StepInput, { description: 'The key of the step.' }) input: StepInput,
    @Ctx() context: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    return mutate(context, info, changed, { id, input }, async (em) => ({
      device: (await disableDevice(em, doerOf(context, input), id)).id,
    }));
  }
}
