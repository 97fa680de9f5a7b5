import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { line } from './client.ts';
import { language, say, t, type Words } from './language.ts';
import { signedIn, signOut } from './session.ts';

export function LanguageSwitch() {
  const english = language.value === 'en';
  return (
    <button type="button" class="language screen-only" lang={english ? 'zh-CN' : 'en'} onClick={() => void (language.value = english ? 'zh' : 'en')}>
      {english ? '中文' : 'English'}
    </button>
  );
}

export interface Entry extends Words {
  /** Whole, with the desk's own: `/office/orders`. */
  readonly path: string;
  /** Under which heading of the menu. */
  readonly group?: Words;
}

/** Heading, menu and page of a desk for people who sit at it. */
export function Frame({
  title,
  entries,
  children,
}: {
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly children: ComponentChildren;
}) {
  const { path } = useLocation();
  const [open, setOpen] = useState(false);
  const now = signedIn.value;
  const under = entries.filter((one) => path === one.path || path.startsWith(`${one.path}/`)).sort((a, b) => b.path.length - a.path.length);
  /** The desk's own address shows its first page. */
  const current = under[0] ?? (/^\/\w+\/?$/.test(path) ? entries[0] : undefined);
  const groups = [...Map.groupBy(entries, ({ group }) => (group ? say(group) : ''))];
  return (
    <div class="frame">
      <a class="skip" href="#page">
        {t('跳到正文', 'Skip to the page')}
      </a>
      <header class="frame-head screen-only">
        <a class="brand" href={entries[0]?.path ?? '/'}>
          {t('江桥', 'Jiangqiao')}
        </a>
        <span class="frame-title">{title}</span>
        <span class="frame-line">
          {line.value === 'open' && <span class="live">{t('实时', 'Live')}</span>}
          {line.value === 'cut' && <span class="cut">{t('连接中断，正在重连', 'Cut off, reconnecting')}</span>}
        </span>
        {'name' in now && <span class="frame-name">{now.name}</span>}
        <LanguageSwitch />
        {'name' in now && (
          <button type="button" onClick={() => void signOut()}>
            {t('退出', 'Sign out')}
          </button>
        )}
        <button type="button" class="menu-button" aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>
          {t('菜单', 'Menu')}
        </button>
      </header>
      <nav id="menu" class={open ? 'menu open screen-only' : 'menu screen-only'} aria-label={t('菜单', 'Menu')}>
        {groups.map(([heading, some]) => (
          <div key={heading}>
            {heading && <p class="menu-heading">{heading}</p>}
            <ul>
              {some.map((one) => (
                <li key={one.path}>
                  <a href={one.path} aria-current={one === current ? 'page' : undefined} onClick={() => setOpen(false)}>
                    {say(one)}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        ))}
      </nav>
      <main id="page" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

/** A page: its heading, what can be done on it, and what it shows. */
export function Page({
  title,
  intro,
  actions,
  children,
}: {
  readonly title: string;
  readonly intro?: string;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}) {
  return (
    <article class="page">
      <header class="page-head">
        <h1>{title}</h1>
        {actions && <div class="page-actions screen-only">{actions}</div>}
      </header>
      {intro && <p class="intro">{intro}</p>}
      {children}
    </article>
  );
}
