import { useEffect, useState } from 'preact/hooks';
import type { KioskEventFragment } from '../generated/kiosk.ts';
import { count, heardAt, LanguageSwitch, line, moment, Name, reading, signedIn, t } from '../ui/index.ts';
import { fair, type FairNow } from './fair.ts';
import { boothWords, headWords, keepWords, payWords } from './work.ts';
import './wall.css';

const TURN_MS = 9_000;
const ON_A_PAGE = 6;
const CALLS = 5;
const SECOND_MS = 1_000;

/** Ticks with the clock, so that ages and turns are looked at again. */
function useClock(): number {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => set(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}

/** For a whole hall to look at: what is new, who is called, what is left; never touched, never wiped. */
export function Wall() {
  const now = useClock();
  const shown = fair.value;
  if (!shown)
    return (
      <div class="wall wall-empty">
        <h1>
          {signedIn.value.state === 'in' ? t('本机未登记到招聘会', 'This device stands at no fair') : t('请先登记本机', 'Enrol this device first')}
        </h1>
        <p>{t('请在就业服务工作台把本机登记到一场招聘会。', 'Enrol it to a fair at the office desk.')}</p>
        <p>
          <a class="button" href="/kiosk">
            {t('返回', 'Back')}
          </a>
        </p>
      </div>
    );
  return (
    <div class="wall" data-heard={shown.heard} data-cursor={shown.cursor}>
      <header class="wall-head">
        <h1>
          <Name of={shown.name} />
        </h1>
        <Age now={now} />
        <span class="wall-clock">{moment(new Date(now).toISOString()).slice(11)}</span>
        <LanguageSwitch />
      </header>
      <Counters fair={shown} />
      <Posts fair={shown} turn={Math.floor(now / TURN_MS)} />
      <Calls fair={shown} />
      <News fair={shown} />
      <Announced fair={shown} turn={Math.floor(now / TURN_MS)} />
    </div>
  );
}

/** How old it is what one sees, and whether the line is cut. */
function Age({ now }: { readonly now: number }) {
  const seconds = Math.max(0, Math.round((now - heardAt.value) / 1_000));
  if (line.value === 'open') return <span class="live">{t(`实时 · ${seconds} 秒前更新`, `Live · ${seconds} s ago`)}</span>;
  return (
    <span class="cut" role="status">
      {heardAt.value === 0 ? t('正在连接', 'Connecting') : t(`离线 · 数据截至 ${seconds} 秒前`, `Offline · as of ${seconds} s ago`)}
    </span>
  );
}

const COUNTED = [
  ['posts', '岗位', 'Posts'],
  ['heads', '招聘人数', 'Wanted'],
  ['visitors', '入场', 'Visitors'],
  ['interests', '意向', 'Interests'],
  ['interviews', '面试', 'Interviews'],
  ['hires', '现场录用', 'Hired'],
] as const;

function Counters({ fair: { counters } }: { readonly fair: FairNow }) {
  return (
    <ul class="wall-counters">
      {COUNTED.map(([name, zh, en]) => (
        <li key={name} data-counter={name}>
          <strong>{count(counters[name])}</strong>
          <span>{t(zh, en)}</span>
        </li>
      ))}
    </ul>
  );
}

function Posts({ fair: { posts }, turn }: { readonly fair: FairNow; readonly turn: number }) {
  const all = [...posts.values()];
  const pages = Math.max(1, Math.ceil(all.length / ON_A_PAGE));
  const page = turn % pages;
  return (
    <section class="wall-posts">
      <h2>
        {t('最新岗位', 'New posts')} <span class="wall-page">{`${page + 1} / ${pages}`}</span>
      </h2>
      <ul>
        {all.slice(page * ON_A_PAGE, (page + 1) * ON_A_PAGE).map((one) => (
          <li key={one.post}>
            <strong>{one.title}</strong>
            <span class="k-pay">{payWords(one.pay)}</span>
            <span>{[one.employer, one.place].filter(Boolean).join(' · ')}</span>
            {reading(one.employer) && <span class="reading">{reading(one.employer)}</span>}
            <span>
              <b>{boothWords(one.booth, one.hall)}</b> {[keepWords(one), headWords(one.headsLeft)].filter(Boolean).join(' · ')}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Calls({ fair: { stands } }: { readonly fair: FairNow }) {
  const called = [...stands.values()].filter((one) => one.called > 0).sort((a, b) => b.turn - a.turn || b.called - a.called);
  return (
    <section class="wall-calls">
      <h2>{t('叫号', 'Now called')}</h2>
      <ul>
        {called.slice(0, CALLS).map(({ booth, hall, employer, called: number, waiting, turn }) => (
          <li key={`${hall} ${booth}`} class={turn > 0 && turn === called[0]!.turn ? 'wall-now' : undefined}>
            <strong>{number}</strong>
            <span>
              <b>{boothWords(booth, hall)}</b>
              <br />
              {reading(employer) || employer}
            </span>
            <span class="wall-waiting">{t(`等候 ${waiting}`, `${waiting} wait`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function told({ kind, post, queue, announcement }: KioskEventFragment): string {
  if (announcement) return t(`广播：${announcement.zh}`, `Said: ${announcement.en ?? announcement.zh}`);
  const booth = boothWords(queue?.booth ?? post?.booth ?? null, null);
  if (kind === 'NUMBER_CALLED') return t(`请 ${queue!.number} 号到 ${booth}`, `Number ${queue!.number} to ${booth}`);
  if (kind === 'NUMBER_DRAWN') return t(`${booth} 取号 ${queue!.number}`, `${booth}: number ${queue!.number} drawn`);
  if (kind === 'QUEUE_CHANGED') return t(`${booth} 等候 ${queue!.waiting} 人`, `${booth}: ${queue!.waiting} wait`);
  if (kind === 'POST_OPENED') return t(`新岗位 ${post!.title}，${booth}`, `New: ${post!.title}, ${booth}`);
  if (kind === 'POST_FILLED') return t(`${post!.title} 已招满`, `${post!.title} is filled`);
  if (kind === 'POST_CLOSED') return t(`${post!.title} 已撤下`, `${post!.title} was taken down`);
  if (kind === 'HEADS_LEFT' || kind === 'POST_CHANGED') return `${post!.title} ${headWords(post!.headsLeft)}`;
  if (kind === 'HIRED') return t('现场录用 1 人', 'Somebody was hired');
  if (kind === 'FAIR_OPENED') return t('招聘会开始', 'The doors opened');
  if (kind === 'FAIR_CLOSED') return t('招聘会结束', 'The doors closed');
  if (kind === 'FAIR_CANCELLED') return t('招聘会取消', 'The fair was called off');
  return t('人数更新', 'Counted');
}

/** Each event that this wall heard, newest first. */
function News({ fair: { news } }: { readonly fair: FairNow }) {
  return (
    <section class="wall-news">
      <h2>{t('动态', 'Just now')}</h2>
      {news.length === 0 && <p>{t('有新消息时显示在这里', 'What happens is shown here')}</p>}
      <ol>
        {news.map((event) => (
          <li key={event.cursor} data-event={event.cursor}>
            <time>{moment(event.at).slice(11)}</time> {told(event)}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Announced({ fair: { announcements }, turn }: { readonly fair: FairNow; readonly turn: number }) {
  const one = announcements[turn % Math.max(1, announcements.length)];
  return <p class="wall-said">{one ? t(one.zh, one.en ?? one.zh) : t('本场服务不收取任何费用', 'This service is free of charge')}</p>;
}
