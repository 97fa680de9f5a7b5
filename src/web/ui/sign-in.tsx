import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Dialog } from './dialog.tsx';
import { Form, TextField, useFields } from './form.tsx';
import { LanguageSwitch } from './frame.tsx';
import { t } from './language.ts';
import { choosePassword, type Problem, type Role, signedIn, signIn, signInWithKey, signOut } from './session.ts';
import { Loading } from './states.tsx';

const DESK_OF: Record<Role, string> = {
  kiosk: '/kiosk',
  seeker: '/me',
  intermediary: '/intermediary',
  office: '/office',
  recruiter: '/recruiter',
  administrator: '/office',
  auditor: '/office',
};

const WRONG_PASSWORD = 'UNAUTHENTICATED';
const CHOOSE_FIRST = 'PASSWORD_CHANGE_REQUIRED';

/** Name and password; the one-time password is exchanged for an own one on the way; or a key. */
function SignIn({ name }: { readonly name?: string }) {
  const [way, setWay] = useState<'password' | 'choose' | 'key'>('password');
  const fields = useFields({ name: name ?? '', password: '', newPassword: '', key: '' });
  const attempt = (work: () => Promise<void>) => async () => {
    try {
      await work();
      return [];
    } catch (error) {
      const { code, message, reason } = error as Problem;
      if (reason === CHOOSE_FIRST) {
        setWay('choose');
        return [];
      }
      const at = way === 'choose' && code === 'BAD_USER_INPUT' ? 'newPassword' : way === 'key' ? 'key' : code === WRONG_PASSWORD ? 'password' : '';
      return [{ code, message, path: [at] }];
    }
  };
  const { values, of } = fields;
  if (way === 'key')
    return (
      <>
        <Form fields={fields} submit={attempt(() => signInWithKey(values.key))} action={t('登录', 'Sign in')}>
          <TextField
            label={t('密钥', 'Key')}
            hint={t(
              '管理员签发的密钥，或启动时显示的演示凭证；关闭页面即失效',
              'A key that an administrator issued, or a demonstration credential printed at the start; it lasts as long as this page',
            )}
            required
            autoComplete="off"
            spellcheck={false}
            {...of('key')}
          />
        </Form>
        <button type="button" class="link" onClick={() => setWay('password')}>
          {t('改用登录名和密码', 'Use name and password')}
        </button>
      </>
    );
  const work = way === 'choose' ? () => choosePassword(values.name, values.password, values.newPassword) : () => signIn(values.name, values.password);
  return (
    <>
      {way === 'choose' && (
        <p class="notice">
          {t('这是一次性密码。请设置自己的密码，以后用它登录。', 'This is a one-time password. Choose one of your own, to sign in with from now on.')}
        </p>
      )}
      <Form fields={fields} submit={attempt(work)} action={way === 'choose' ? t('设置并登录', 'Set it and sign in') : t('登录', 'Sign in')}>
        <TextField label={t('登录名', 'Name')} required autoComplete="username" disabled={name !== undefined || way === 'choose'} {...of('name')} />
        <TextField
          label={way === 'choose' ? t('一次性密码', 'One-time password') : t('密码', 'Password')}
          type="password"
          required
          autoComplete="current-password"
          {...of('password')}
        />
        {way === 'choose' && (
          <TextField
            label={t('新密码', 'New password')}
            hint={t('至少 12 个字符，不含登录名', 'At least 12 characters, without the name')}
            type="password"
            required
            autoComplete="new-password"
            {...of('newPassword')}
          />
        )}
      </Form>
      {way === 'password' && (
        <button type="button" class="link" onClick={() => setWay('key')}>
          {t('用密钥登录', 'Sign in with a key')}
        </button>
      )}
    </>
  );
}

/** Lets in who is signed in with one of these roles; everybody else signs in first. A session that ends leaves the page as it is. */
export function Door({ title, roles, children }: { readonly title: string; readonly roles: readonly Role[]; readonly children: ComponentChildren }) {
  const now = signedIn.value;
  if (now.state === 'unknown') return <Loading />;
  if (now.state === 'out')
    return (
      <main class="door">
        <LanguageSwitch />
        <h1>
          <span class="brand">{t('江桥', 'Jiangqiao')}</span> {title}
        </h1>
        <SignIn />
        <p>
          <a href="/">{t('其他工作台', 'Other desks')}</a>
        </p>
      </main>
    );
  if (!roles.includes(now.role))
    return (
      <main class="door">
        <LanguageSwitch />
        <h1>{title}</h1>
        <p>{t(`“${now.name}”没有这个工作台的权限。`, `“${now.name}” may not use this desk.`)}</p>
        <p>
          <a class="button primary" href={DESK_OF[now.role]}>
            {t('去自己的工作台', 'Go to the right desk')}
          </a>{' '}
          <button type="button" onClick={() => void signOut()}>
            {t('退出登录', 'Sign out')}
          </button>
        </p>
      </main>
    );
  return (
    <>
      {children}
      {now.state === 'lost' && (
        <Dialog title={t('登录已失效，请重新登录', 'The session is over; sign in again')}>
          <p>{t('填写的内容都还在，登录后继续。', 'What you typed is still there; go on after signing in.')}</p>
          <SignIn name={now.name} />
        </Dialog>
      )}
    </>
  );
}
