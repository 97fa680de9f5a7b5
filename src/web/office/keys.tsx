import { useState } from 'preact/hooks';
import { AdminAccounts, AdminApiKeyIssue, AdminApiKeyRevoke, AdminApiKeys, type ApiKeyScope } from '../generated/administrator.ts';
import {
  act,
  CheckField,
  choices,
  confirm,
  DateField,
  daysFrom,
  type Declined,
  Dialog,
  Empty,
  Form,
  moment,
  Page,
  PagedTable,
  SelectField,
  Shown,
  t,
  TextField,
  today,
  useAsk,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';

/** Keys of partners' programmes: issued, seen once, and revoked when one leaked. */
export function Keys() {
  const pages = usePages(AdminApiKeys, { first: 20 }, ({ apiKeys }) => apiKeys);
  const [issuing, setIssuing] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
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
    <Page
      title={t('密钥', 'Keys')}
      intro={t(
        '合作单位的程序用密钥代替登录，以某个账户的身份、在所给的权限内办事。',
        'With a key a partner’s programme acts as an account, within its scopes.',
      )}
      actions={
        <button type="button" class="primary" onClick={() => setIssuing(true)}>
          {t('发放密钥', 'Issue a key')}
        </button>
      }
    >
      <section>
        <PagedTable
          caption={t('密钥', 'Keys')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有密钥', 'No keys')}>
              <p>{t('合作单位要用程序接入时，点“发放密钥”。', 'Issue one when a partner wants to connect a programme.')}</p>
            </Empty>
          }
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
      {issuing && (
        <Issuing
          close={() => setIssuing(false)}
          done={(issued) => {
            setIssuing(false);
            setSecret(issued);
            pages.reload();
          }}
        />
      )}
      {secret !== null && (
        <Dialog title={t('新密钥', 'The new key')} close={() => setSecret(null)}>
          <p>
            {t('只显示这一次，系统不留原文。请当面或加密转交，由对方存入其程序。', 'Shown once and not kept. Hand it over in person or encrypted.')}
          </p>
          <p>
            <code class="once">{secret}</code>
          </p>
        </Dialog>
      )}
    </Page>
  );
}

const ACTS_AS = ['OFFICE', 'INTERMEDIARY', 'RECRUITER'] as const;
const LASTS_DAYS = 365;
const LONGEST_DAYS = 730;

function Issuing({ close, done }: { readonly close: () => void; readonly done: (secret: string) => void }) {
  const [role, setRole] = useState<string>('OFFICE');
  const accounts = useAsk(AdminAccounts, { first: 50, filter: { role: role as (typeof ACTS_AS)[number] } });
  const fields = useFields({ account: '', name: '', expiresOn: daysFrom(today(), LASTS_DAYS), READ: true, WRITE: false, IMPORT: false });
  const { of } = fields;
  const submit = async ({ account, name, expiresOn, ...scopes }: typeof fields.values): Promise<readonly Declined[]> => {
    const granted = Object.entries(scopes).flatMap(([scope, is]) => (is ? [scope as ApiKeyScope] : []));
    if (granted.length === 0) return [{ code: 'INVALID', message: t('至少给一项权限', 'Give it one scope at least'), path: [] }];
    const { data, declined } = await act(AdminApiKeyIssue, { input: { account, name: name.trim(), expiresOn, scopes: granted } });
    if (data) done(data.apiKeyIssue.secret ?? '–');
    return declined;
  };
  return (
    <Dialog title={t('发放密钥', 'Issue a key')} close={close}>
      <SelectField
        label={t('角色', 'Role')}
        value={role}
        onChange={(now) => {
          setRole(now);
          fields.set({ account: '' });
        }}
        options={choices('AccountRole').filter(({ value }) => (ACTS_AS as readonly string[]).includes(value))}
      />
      <Shown asked={accounts}>
        {({ accounts: { edges } }) => (
          <Form fields={fields} submit={submit} action={t('发放', 'Issue')} cancel={close}>
            <SelectField
              label={t('账户', 'Account')}
              none={t('请选择', 'Choose')}
              required
              {...of('account')}
              options={edges.filter(({ node }) => node.disabledAt === null).map(({ node }) => ({ value: node.id, label: node.name }))}
            />
            <TextField label={t('用途', 'What for')} required {...of('name')} />
            <DateField label={t('到期日', 'Last day')} required min={today()} max={daysFrom(today(), LONGEST_DAYS)} {...of('expiresOn')} />
            <fieldset>
              <legend>{t('权限', 'Scopes')}</legend>
              {(['READ', 'WRITE', 'IMPORT'] as const).map((scope) => (
                <CheckField key={scope} label={word('ApiKeyScope', scope)} {...of(scope)} />
              ))}
            </fieldset>
          </Form>
        )}
      </Shown>
    </Dialog>
  );
}
