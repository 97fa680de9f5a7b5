import { effect } from '@preact/signals';
import { type ComponentType, type FunctionComponent, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { lazy, LocationProvider, Route, Router } from 'preact-iso';
import { Questions } from './dialog.tsx';
import { type Entry, Frame } from './frame.tsx';
import { language, say, t, type Words } from './language.ts';
import { resume, type Role, signedIn } from './session.ts';
import { Door } from './sign-in.tsx';
import { Empty, Loading } from './states.tsx';
import { Toasts } from './toast.tsx';
import { learnWords } from './words.ts';
import './ui.css';

/** Shows a desk of its own making; what every desk has comes with it. */
export function mount(App: FunctionComponent): void {
  render(
    <>
      <App />
      <Questions />
      <Toasts />
    </>,
    document.getElementById('desk')!,
  );
}

export interface DeskPage extends Entry {
  /** Who sees it; everybody at the desk unless given. */
  readonly roles?: readonly Role[];
  /** Not in the menu: a page under another one. */
  readonly hidden?: boolean;
  /** Loaded when it is first opened: `() => import('./orders.tsx').then((one) => one.Orders)`. */
  readonly load: () => Promise<ComponentType>;
}

export interface Desk {
  readonly title: Words;
  /** `/office` */
  readonly at: string;
  readonly roles: readonly Role[];
  readonly pages: readonly DeskPage[];
}

/** A desk for people who sign in: door, menu, pages. The first page is where it opens. */
export function openDesk({ title, at, roles, pages }: Desk): void {
  const parts = pages.map(({ load, ...page }) => ({ ...page, View: lazy(load as () => Promise<ComponentType>) }));
  effect(() => void (document.title = `${say(title)} · ${t('江桥', 'Jiangqiao')}`));
  function Inside() {
    const now = signedIn.value;
    const spoken = language.value;
    const [learned, setLearned] = useState(false);
    useEffect(() => void learnWords().finally(() => setLearned(true)), [spoken]);
    const mine = parts.filter((one) => !one.roles || ('role' in now && one.roles.includes(now.role)));
    const [first] = mine;
    if (!learned) return <Loading />;
    return (
      <Frame title={say(title)} entries={mine.filter(({ hidden }) => !hidden)}>
        <Router onRouteChange={() => document.getElementById('page')?.scrollTo(0, 0)}>
          {first ? <Route path={at} component={first.View} /> : <></>}
          {mine.map(({ path, View }) => (
            <Route key={path} path={path} component={View} />
          ))}
          <Route
            default
            component={() => (
              <Empty title={t('没有这个页面', 'There is no such page')}>
                <a href={at}>{t('回到首页', 'Back to the first page')}</a>
              </Empty>
            )}
          />
        </Router>
      </Frame>
    );
  }
  mount(() => (
    <LocationProvider scope={at}>
      <Door title={say(title)} roles={roles}>
        <Inside />
      </Door>
    </LocationProvider>
  ));
  resume().catch(() => void (signedIn.value = { state: 'out' }));
}
