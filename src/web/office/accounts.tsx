import { useState } from 'preact/hooks';
import {
  AdminAccountDisable,
  AdminAccountEnable,
  AdminAccountOpen,
  AdminAccountPasswordReset,
  AdminAccounts,
  type AdminAccountsQuery,
  AdminAccountUnlock,
  type AccountRole,
} from '../generated/administrator.ts';
import {
  act,
  choices,
  confirm,
  type Declined,
  Dialog,
  Empty,
  Form,
  moment,
  Page,
  PagedTable,
  SelectField,
  t,
  TextField,
  toast,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';

type Account = AdminAccountsQuery['accounts']['edges'][number]['node'];

/** People who sign in: opened with a one-time password, disabled, unlocked. */
export function Accounts() {
  const [role, setRole] = useState('');
  const [opening, setOpening] = useState(false);
  const [told, setTold] = useState<{ name: string; password: string } | null>(null);
  const pages = usePages(AdminAccounts, { first: 20, filter: role ? { role: role as AccountRole } : {} }, ({ accounts }) => accounts);
  const step = async (question: Parameters<typeof confirm>[0]): Promise<void> => {
    if (!(await confirm(question))) return;
    toast(`${question.title} ✓`);
    pages.reload();
  };
  const reset = ({ id, name }: Account): Promise<void> =>
    step({
      title: t('重置密码', 'Reset the password'),
      text: t(
        `${name} 现在的密码和所有登录即刻失效，另发一次性密码。`,
        `The password of ${name} and all sessions end now; a one-time password takes its place.`,
      ),
      action: t('重置密码', 'Reset it'),
      danger: true,
      work: async () => {
        const { data, declined } = await act(AdminAccountPasswordReset, { id, input: {} });
        const password = data?.accountPasswordReset.oneTimePassword;
        if (password) setTold({ name, password });
        return declined;
      },
    });
  const toggle = ({ id, name, disabledAt }: Account): Promise<void> =>
    disabledAt
      ? step({
          title: t('启用账户', 'Enable the account'),
          text: name,
          action: t('启用', 'Enable'),
          work: async () => (await act(AdminAccountEnable, { id, input: {} })).declined,
        })
      : step({
          title: t('停用账户', 'Disable the account'),
          text: t(`${name} 的登录和密钥即刻失效。`, `Sessions and keys of ${name} end now.`),
          action: t('停用', 'Disable'),
          danger: true,
          work: async () => (await act(AdminAccountDisable, { id, input: {} })).declined,
        });
  const unlock = ({ id, name }: Account): Promise<void> =>
    step({
      title: t('解除锁定', 'Unlock'),
      text: name,
      action: t('解除锁定', 'Unlock'),
      work: async () => (await act(AdminAccountUnlock, { id, input: {} })).declined,
    });
  return (
    <Page
      title={t('用户', 'Users')}
      actions={
        <button type="button" class="primary" onClick={() => setOpening(true)}>
          {t('开立账户', 'Open an account')}
        </button>
      }
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('角色', 'Role')} none={t('全部', 'All')} value={role} onChange={setRole} options={choices('AccountRole')} />
        </div>
        <PagedTable
          caption={t('用户', 'Users')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('没有这样的用户', 'No such user')} />}
          columns={[
            { key: 'name', head: t('登录名', 'Name'), cell: ({ name }) => name, by: ({ name }) => name },
            { key: 'role', head: t('角色', 'Role'), cell: (one) => word('AccountRole', one.role), by: (one) => one.role },
            {
              key: 'scope',
              head: t('范围', 'Scope'),
              cell: ({ region, institution, employers }) =>
                [region?.name, institution?.name, ...employers.map(({ name }) => name)].filter(Boolean).join('，') || '–',
            },
            { key: 'at', head: t('最近登录', 'Last signed in'), cell: ({ signedInAt }) => moment(signedInAt), by: ({ signedInAt }) => signedInAt },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: ({ disabledAt, lockedUntil }) =>
                disabledAt ? (
                  <span class="tag tone-bad">{t('已停用', 'Disabled')}</span>
                ) : lockedUntil ? (
                  <span class="tag tone-warn">{`${t('锁定到', 'Locked until')} ${moment(lockedUntil)}`}</span>
                ) : (
                  <span class="tag tone-good">{t('正常', 'Open')}</span>
                ),
            },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) => (
                <>
                  <button type="button" aria-label={`${t('重置密码', 'Reset the password')} ${one.name}`} onClick={() => void reset(one)}>
                    {t('重置密码', 'Reset the password')}
                  </button>{' '}
                  <button
                    type="button"
                    aria-label={`${one.disabledAt ? t('启用', 'Enable') : t('停用', 'Disable')} ${one.name}`}
                    onClick={() => void toggle(one)}
                  >
                    {one.disabledAt ? t('启用', 'Enable') : t('停用', 'Disable')}
                  </button>{' '}
                  {one.lockedUntil && (
                    <button type="button" aria-label={`${t('解除锁定', 'Unlock')} ${one.name}`} onClick={() => void unlock(one)}>
                      {t('解除锁定', 'Unlock')}
                    </button>
                  )}
                </>
              ),
            },
          ]}
        />
      </section>
      {opening && (
        <Opening
          close={() => setOpening(false)}
          done={(name, password) => {
            setOpening(false);
            setTold({ name, password });
            pages.reload();
          }}
        />
      )}
      {told && (
        <Dialog title={t('一次性密码', 'One-time password')} close={() => setTold(null)}>
          <p>
            {t(
              '只显示这一次，24 小时内有效。请转交本人，由其登录时设置自己的密码。',
              'Shown once, good for 24 hours. Hand it to its owner, who chooses another at the sign-in.',
            )}
          </p>
          <dl class="facts">
            <dt>{t('登录名', 'Name')}</dt>
            <dd>{told.name}</dd>
            <dt>{t('一次性密码', 'Password')}</dt>
            <dd>
              <code class="once">{told.password}</code>
            </dd>
          </dl>
        </Dialog>
      )}
    </Page>
  );
}

const OPENED: readonly AccountRole[] = ['OFFICE', 'INTERMEDIARY', 'RECRUITER', 'ADMINISTRATOR', 'AUDITOR'];

function Opening({ close, done }: { readonly close: () => void; readonly done: (name: string, password: string) => void }) {
  const fields = useFields({ role: 'OFFICE', name: '', region: '', institution: '', employers: '' });
  const { values, of } = fields;
  const submit = async ({ role, name, region, institution, employers }: typeof values): Promise<readonly Declined[]> => {
    const listed = employers.split(/[\s,，、]+/).filter(Boolean);
    const scope = { region: region.trim() || null, institution: institution.trim() || null, employers: role === 'RECRUITER' ? listed : null };
    const { data, declined } = await act(AdminAccountOpen, { input: { role: role as AccountRole, name: name.trim(), ...scope } });
    if (data) done(name.trim(), data.accountOpen.oneTimePassword ?? '–');
    return declined;
  };
  return (
    <Dialog title={t('开立账户', 'Open an account')} close={close}>
      <Form fields={fields} submit={submit} action={t('开立', 'Open')} cancel={close}>
        <SelectField
          label={t('角色', 'Role')}
          {...of('role')}
          options={choices('AccountRole').filter(({ value }) => OPENED.includes(value as AccountRole))}
        />
        <TextField label={t('登录名', 'Name')} required {...of('name')} />
        {values.role === 'OFFICE' && (
          <TextField
            label={t('管辖区划', 'Division')}
            hint={t('名称或代码，如 万州区、500101', 'Name or code, such as 万州区 or 500101')}
            required
            {...of('region')}
          />
        )}
        {['OFFICE', 'INTERMEDIARY'].includes(values.role) && (
          <TextField
            label={t('机构编号', 'Id of the institution')}
            hint={t('中介必填', 'Needed for an intermediary')}
            required={values.role === 'INTERMEDIARY'}
            {...of('institution')}
          />
        )}
        {values.role === 'RECRUITER' && (
          <TextField
            label={t('单位编号', 'Ids of the employers')}
            hint={t('一个或多个，用逗号分隔', 'One or more, separated by commas')}
            required
            {...of('employers')}
          />
        )}
      </Form>
    </Dialog>
  );
}
