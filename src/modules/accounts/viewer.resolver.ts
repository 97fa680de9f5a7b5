import { Ctx, Field, ObjectType, Query, Resolver } from 'type-graphql';
import { Context } from '../../platform/graphql/context.js';
import { labelOf } from '../../platform/graphql/enum.js';
import { ROLES, type Role } from '../../platform/access/viewer.js';
import { AccountRole } from './account.js';
import { registerEnumType } from 'type-graphql';

const roleName = (name: string): string => (name === 'ANONYMOUS' ? '未登录' : labelOf(AccountRole, name).zh);
const ViewerRole = Object.fromEntries(ROLES.map((role) => [role.toUpperCase(), role])) as Record<string, Role>;
registerEnumType(ViewerRole, {
  name: 'ViewerRole',
  description: 'Who asks.',
  valuesConfig: Object.fromEntries(
    Object.keys(ViewerRole).map((name) => [name, { description: `${roleName(name)} Signed in as ${name.toLowerCase()}.` }]),
  ),
});

@ObjectType('Viewer', { description: 'The one who asks.', simpleResolvers: true })
export class ViewerView {
  @Field(() => ViewerRole, { description: 'The role of the credential.' })
  role!: Role;

  @Field(() => String, { nullable: true, description: 'The name of the account.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'The subtree an office holds, as a path of codes.' })
  regionPath!: string | null;
}

@Resolver(() => ViewerView)
export class ViewerResolver {
  @Query(() => ViewerView, { description: 'Who the server takes you for. Everyone may ask.' })
  viewer(@Ctx() context: Context): ViewerView {
    const { role, name, regionPath } = context.viewer;
    return { role, name, regionPath };
  }
}
