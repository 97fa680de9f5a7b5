import { Ctx, Field, ObjectType, Query, registerEnumType, Resolver } from 'type-graphql';
import { LEVELS, type Level, ROLES, type Role } from '../../platform/access/viewer.js';
import { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { AccountRole } from './account.js';

const upper = <T extends string>(values: readonly T[]): Record<string, T> => Object.fromEntries(values.map((value) => [value.toUpperCase(), value]));

const roleName = (name: string): string => (name === 'ANONYMOUS' ? '未登录' : labelOf(AccountRole, name).zh);
const ViewerRole = upper(ROLES);
registerEnumType(ViewerRole, {
  name: 'ViewerRole',
  description: 'Who asks.',
  valuesConfig: Object.fromEntries(
    Object.keys(ViewerRole).map((name) => [name, { description: `${roleName(name)} Signed in as ${name.toLowerCase()}.` }]),
  ),
});

const OfficeLevel = upper(LEVELS);
registerEnumType(OfficeLevel, {
  name: 'OfficeLevel',
  description: 'How high an office stands; successive steps of a procedure are taken at successive levels.',
  valuesConfig: {
    CITY: { description: '市 The bureau of the whole city, or above.' },
    COUNTY: { description: '区县 County or district.' },
    STREET: { description: '街道（乡镇） Street, town or township.' },
    COMMUNITY: { description: '社区 Community.' },
  },
});

@ObjectType('Viewer', { description: 'The one who asks.', simpleResolvers: true })
export class ViewerView {
  @Field(() => ViewerRole, { description: 'The role of the credential.' })
  role!: Role;

  @Field(() => String, { nullable: true, description: 'The name of the account, or of the kiosk.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'The subtree an office holds, or where a kiosk stands, as a path of codes.' })
  regionPath!: string | null;

  @Field(() => OfficeLevel, { nullable: true, description: 'How high the office stands; null for everybody else.' })
  level!: Level | null;
}

@Resolver(() => ViewerView)
export class ViewerResolver {
  @Query(() => ViewerView, { description: 'Who the server takes you for. Everyone may ask.' })
  viewer(@Ctx() context: Context): ViewerView {
    const { role, name, regionPath, level } = context.viewer;
    return { role, name, regionPath, level };
  }
}
