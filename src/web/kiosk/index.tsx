import { effect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect } from 'preact/hooks';
import { lazy, LocationProvider, Route, Router, useLocation } from 'preact-iso';
import { LanguageSwitch, language, learnWords, line, mount, resumeDevice, signedIn, t } from '../ui/index.ts';
import { Booths } from './booths.tsx';
import { Detail } from './detail.tsx';
import { Enrol } from './enrol.tsx';
import { fair, keepUp } from './fair.ts';
import { FairPosts, Find, Search } from './find.tsx';
import { Idle } from './idle.tsx';
import { replay, waiting } from './interests.ts';
import { PassPage } from './pass.tsx';
import { Fairs, Start } from './start.tsx';
import { pass, wipe } from './visit.ts';
import './kiosk.css';

const Wall = lazy(() => import('./wall.tsx').then((one) => one.Wall as ComponentType));

function Head() {
  const { path, route } = useLocation();
  const start = path === '/kiosk';
  const end = (): void => {
    wipe();
    route('/kiosk', true);
  };
  return (
    <header class="k-head screen-only">
      <span class="brand">{t('江桥 · 求职服务', 'Jiangqiao')}</span>
      <span class="frame-line">
        {line.value === 'cut' && <span class="cut">{t('网络中断，正在重连', 'Cut off, reconnecting')}</span>}
        {waiting.value.length > 0 && <span class="cut">{t(`${waiting.value.length} 条意向待提交`, `${waiting.value.length} to be sent`)}</span>}
      </span>
      {!start && (
        <button type="button" onClick={() => history.back()}>
          {t('‹ 返回', '‹ Back')}
        </button>
      )}
      {!start && (
        <a class="button" href="/kiosk">
          {t('首页', 'Start')}
        </a>
      )}
      {(!start || pass.value) && (
        <button type="button" onClick={end}>
          {t('结束', 'Finish')}
        </button>
      )}
      <LanguageSwitch />
    </header>
  );
}

function Pages() {
  const wall = useLocation().path === '/kiosk/wall';
  return (
    <div class={wall ? undefined : 'k'}>
      {!wall && <Head />}
      <main id="page" tabIndex={-1}>
        <Router onRouteChange={() => scrollTo(0, 0)}>
          <Route path="/kiosk" component={Start} />
          <Route path="/kiosk/find" component={Find} />
          <Route path="/kiosk/search" component={Search} />
          <Route path="/kiosk/fair" component={FairPosts} />
          <Route path="/kiosk/fairs" component={Fairs} />
          <Route path="/kiosk/booths" component={Booths} />
          <Route path="/kiosk/pass" component={PassPage} />
          <Route path="/kiosk/vacancy/:id" component={Detail} />
          <Route path="/kiosk/enrol" component={Enrol} />
          <Route path="/kiosk/wall" component={Wall} />
          <Route default component={Start} />
        </Router>
      </main>
      {!wall && <Idle />}
    </div>
  );
}

function Kiosk() {
  const enrolled = signedIn.value.state === 'in';
  const spoken = language.value;
  useEffect(() => void learnWords().catch(() => undefined), [spoken]);
  useEffect(() => {
    if (!enrolled) return void (fair.value = null);
    void replay();
    return keepUp();
  }, [enrolled]);
  return (
    <LocationProvider scope="/kiosk">
      <Pages />
    </LocationProvider>
  );
}

effect(() => void (document.title = t('求职服务一体机 · 江桥', 'Kiosk · Jiangqiao')));
resumeDevice();
mount(Kiosk);
