import { AdminAccounts } from '../generated/administrator.ts';
import { moment, Page, PagedTable, t, usePages, word } from '../ui/index.ts';

export function Accounts() {
  const pages = usePages(AdminAccounts, { first: 20 }, ({ accounts }) => accounts);
  return (
    <Page title={t('用户', 'Users')}>
      <section>
        <PagedTable
          caption={t('用户', 'Users')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'name', head: t('登录名', 'Name'), cell: ({ name }) => name },
            { key: 'role', head: t('角色', 'Role'), cell: ({ role }) => word('AccountRole', role) },
            { key: 'at', head: t('最近登录', 'Last signed in'), cell: ({ signedInAt }) => moment(signedInAt) },
          ]}
        />
      </section>
    </Page>
  );
}
