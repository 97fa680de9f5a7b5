import { AdminApiKeyRevoke, AdminApiKeys } from '../generated/administrator.ts';
import { act, confirm, Empty, moment, Page, PagedTable, t, usePages, word } from '../ui/index.ts';

/** Keys of partners' programmes; one that leaked is revoked here. */
export function Keys() {
  const pages = usePages(AdminApiKeys, { first: 20 }, ({ apiKeys }) => apiKeys);
  const revoke = async (id: string, name: string): Promise<void> => {
    const done = await confirm({
      title: t('吊销密钥', 'Revoke the key'),
      text: t(`“${name}”即刻失效，不能恢复。`, `“${name}” ends now and does not come back.`),
      action: t('吊销', 'Revoke'),
      danger: true,
      work: async () => (await act(AdminApiKeyRevoke, { id, input: {} })).declined,
    });
    if (done) pages.reload();
  };
  return (
    <Page title={t('密钥', 'Keys')}>
      <section>
        <PagedTable
          caption={t('密钥', 'Keys')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('没有密钥', 'No keys')} />}
          columns={[
            { key: 'prefix', head: t('前缀', 'Prefix'), cell: ({ prefix }) => <code>{prefix}</code> },
            { key: 'name', head: t('用途', 'For'), cell: ({ name }) => name || '–' },
            { key: 'account', head: t('账户', 'Account'), cell: ({ account }) => `${account.name}（${word('AccountRole', account.role)}）` },
            { key: 'scopes', head: t('权限', 'Scopes'), cell: ({ scopes }) => scopes.map((scope) => word('ApiKeyScope', scope)).join('、') },
            { key: 'expires', head: t('到期', 'Expires'), cell: ({ expiresAt }) => moment(expiresAt) },
            { key: 'used', head: t('最近使用', 'Last used'), cell: ({ lastUsedAt }) => moment(lastUsedAt) },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: ({ id, prefix, revokedAt }) =>
                revokedAt ? (
                  <span class="tag">{t('已吊销', 'Revoked')}</span>
                ) : (
                  <button type="button" aria-label={`${t('吊销', 'Revoke')} ${prefix}`} onClick={() => void revoke(id, prefix)}>
                    {t('吊销', 'Revoke')}
                  </button>
                ),
            },
          ]}
        />
      </section>
    </Page>
  );
}
