import { useEffect, useState } from 'preact/hooks';
import { useLocation } from 'preact-iso';
import { Dialog, language, t } from '../ui/index.ts';
import { choice, numbers, pass, wipe, words } from './visit.ts';

const IDLE_MS = 60_000;
const WARNING_S = 15;
const SIGNS = ['pointerdown', 'keydown', 'wheel', 'touchmove'] as const;

const untouched = (path: string): boolean =>
  path === '/kiosk' &&
  language.value === 'zh' &&
  words.value === '' &&
  pass.value === null &&
  numbers.value.length === 0 &&
  Object.keys(choice.value).length === 0;

/** A minute without a touch, then a warning, then the start page with nothing of the person before. */
export function Idle() {
  const { path, route } = useLocation();
  const [left, setLeft] = useState<number | null>(null);
  const clean = untouched(path);
  useEffect(() => {
    setLeft(null);
    if (clean) return;
    let last = Date.now();
    const touched = (): void => {
      last = Date.now();
      setLeft(null);
    };
    const look = (): void => {
      const over = Date.now() - last - IDLE_MS;
      if (over < 0) return;
      const seconds = WARNING_S - Math.floor(over / 1_000);
      if (seconds > 0) return setLeft(seconds);
      wipe();
      route('/kiosk', true);
    };
    for (const sign of SIGNS) document.addEventListener(sign, touched, { passive: true, capture: true });
    const timer = setInterval(look, 500);
    return () => {
      clearInterval(timer);
      for (const sign of SIGNS) document.removeEventListener(sign, touched, { capture: true });
    };
  }, [clean, path]);
  if (left === null) return null;
  return (
    <Dialog title={t('还在使用吗？', 'Are you still there?')} close={() => setLeft(null)}>
      <p>{t(`${left} 秒后清除您的查询并返回首页。`, `In ${left} seconds your search is wiped and the first page shown.`)}</p>
      <button type="button" class="primary k-wide" onClick={() => setLeft(null)}>
        {t('继续使用', 'Go on')}
      </button>
    </Dialog>
  );
}
