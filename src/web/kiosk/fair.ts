import { signal } from '@preact/signals';
import {
  KioskFairFeed,
  KioskFairNow,
  KioskFairPlace,
  KioskFairPosts,
  KioskFairStands,
  type KioskCountersFragment,
  type KioskEventFragment,
  type KioskStandFragment,
} from '../generated/kiosk.ts';
import { ask, follow, type Problem } from '../ui/index.ts';
import { fairWorkOf, type FairWork } from './work.ts';

export interface Stand {
  readonly participation: string | null;
  readonly employer: string;
  readonly booth: string | null;
  readonly hall: string | null;
  readonly called: number;
  readonly drawn: number;
  readonly waiting: number;
  /** When its last number was called, in the order of the feed; 0 before this screen saw one. */
  readonly turn: number;
}

export interface Announcement {
  readonly at: string;
  readonly zh: string;
  readonly en: string | null;
}

/** The fair at which this device stands, as far as it has heard. */
export interface FairNow {
  readonly id: string;
  readonly name: string;
  readonly venue: string;
  readonly state: string;
  readonly hall: string;
  /** Where to go on. */
  readonly cursor: string;
  readonly counters: KioskCountersFragment;
  /** Open ones by id, newest first. */
  readonly posts: ReadonlyMap<string, FairWork>;
  /** By hall and number of the booth. */
  readonly stands: ReadonlyMap<string, Stand>;
  /** Newest first. */
  readonly announcements: readonly Announcement[];
  /** What was heard since this screen began, newest first. */
  readonly news: readonly KioskEventFragment[];
  /** How many of them there were. */
  readonly heard: number;
  /** Vacancies whose last head was hired meanwhile. */
  readonly filled: ReadonlySet<string>;
}

export const fair = signal<FairNow | null>(null);

const MOST_NEWS = 60;
const MOST_ANNOUNCEMENTS = 5;

const standKey = (hall: string | null, booth: string | null): string => `${hall ?? ''} ${booth ?? ''}`;

const standOf = ({ id, employer, booth, called, drawn, waiting }: KioskStandFragment): Stand => ({
  participation: id,
  employer: employer.name,
  booth: booth?.number ?? null,
  hall: booth?.hall.name ?? null,
  called,
  drawn,
  waiting,
  turn: 0,
});

const STATES: Readonly<Record<string, string>> = { FAIR_OPENED: 'OPEN', FAIR_CLOSED: 'CLOSED', FAIR_CANCELLED: 'CANCELLED' };

/** The fair after an event: the same event twice leaves the same. */
export function after(now: FairNow, event: KioskEventFragment): FairNow {
  const { kind, post, queue, announcement, counters, cursor } = event;
  const heard = now.heard + 1;
  const next = {
    ...now,
    cursor,
    counters,
    heard,
    state: STATES[kind] ?? now.state,
    news: [event, ...now.news].slice(0, MOST_NEWS),
  };
  if (announcement)
    next.announcements = [{ ...announcement, at: event.at }, ...now.announcements.filter(({ at }) => at !== event.at)].slice(0, MOST_ANNOUNCEMENTS);
  if (queue) {
    const at = standKey(queue.hall, queue.booth);
    const before = now.stands.get(at);
    const { employer, booth, hall, called, drawn, waiting } = queue;
    const turn = kind === 'NUMBER_CALLED' ? heard : (before?.turn ?? 0);
    next.stands = new Map(now.stands).set(at, { participation: before?.participation ?? null, employer, booth, hall, called, drawn, waiting, turn });
  }
  if (post) {
    const posts = new Map(now.posts);
    const before = posts.get(post.post);
    if (kind === 'POST_FILLED' || kind === 'POST_CLOSED' || post.headsLeft === 0) posts.delete(post.post);
    if (kind === 'POST_FILLED') next.filled = new Set(now.filled).add(post.vacancy);
    if (before && posts.has(post.post)) posts.set(post.post, { ...before, headCount: post.headCount, headsLeft: post.headsLeft, title: post.title });
    next.posts = kind === 'POST_OPENED' && post.headsLeft > 0 ? new Map([[post.post, before ?? fresh(post)], ...posts]) : posts;
    if (kind === 'POST_OPENED') next.filled = new Set([...next.filled].filter((one) => one !== post.vacancy));
  }
  return next;
}

const fresh = (post: NonNullable<KioskEventFragment['post']>): FairWork => ({
  post: post.post,
  vacancy: post.vacancy,
  title: post.title,
  employer: post.employer,
  place: post.region ?? '',
  pay: { from: post.payFrom, to: post.payTo, period: 'MONTH', negotiable: false, text: post.payText },
  headCount: post.headCount,
  headsLeft: post.headsLeft,
  board: null,
  lodging: null,
  ageMin: null,
  ageMax: null,
  validUntil: null,
  booth: post.booth,
  hall: post.hall,
});

/** Where the fair stands, with the cursor of that instant; later pages may be younger, which the feed then repeats. */
async function read(): Promise<FairNow | null> {
  const { fairKiosk } = await ask(KioskFairPlace, {});
  if (!fairKiosk?.fair) return null;
  const { id, name, venue, state } = fairKiosk.fair;
  const { jobFairSnapshot, fairPosts, fairParticipations, fairAnnouncements } = await ask(KioskFairNow, { fairId: id });
  const posts = [...fairPosts.edges];
  for (let page = fairPosts.pageInfo; page.hasNextPage;) {
    const more = (await ask(KioskFairPosts, { fairId: id, after: page.endCursor })).fairPosts;
    posts.push(...more.edges);
    page = more.pageInfo;
  }
  const stands = [...fairParticipations.edges];
  for (let page = fairParticipations.pageInfo; page.hasNextPage;) {
    const more = (await ask(KioskFairStands, { fairId: id, after: page.endCursor })).fairParticipations;
    stands.push(...more.edges);
    page = more.pageInfo;
  }
  const before = fair.peek();
  return {
    id,
    name,
    venue,
    state,
    hall: fairKiosk.hall.name,
    cursor: jobFairSnapshot.cursor,
    counters: jobFairSnapshot.counters,
    posts: new Map(posts.flatMap(({ node }) => fairWorkOf(node)).map((one) => [one.post, one])),
    stands: new Map(stands.map(({ node }) => standOf(node)).map((one) => [standKey(one.hall, one.booth), one])),
    announcements: fairAnnouncements.edges.map(({ node: { createdAt, zh, en } }) => ({ at: createdAt, zh, en })),
    news: before?.news ?? [],
    heard: before?.heard ?? 0,
    filled: before?.filled ?? new Set(),
  };
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Away from a fair: how soon it notices that the office put it at one. */
const LOOK_AGAIN_MS = 60_000;

/**
 * Keeps `fair` up to date until the returned function is called: a snapshot, then the feed from its cursor through every
 * cut; a new snapshot where the server no longer has what came after the cursor.
 */
export function keepUp(): () => void {
  let over = false;
  let failed = 0;
  let end = (): void => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const later = (): void => {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failed++);
    timer = setTimeout(() => void begin(), wait / 2 + (Math.random() * wait) / 2);
  };
  const begin = async (): Promise<void> => {
    const now = await read().catch(() => undefined);
    if (over) return;
    if (now === undefined) return later();
    fair.value = now;
    failed = 0;
    if (now === null) return void (timer = setTimeout(() => void begin(), LOOK_AGAIN_MS));
    const variables = { fairId: now.id, after: now.cursor };
    end = follow(
      KioskFairFeed,
      variables,
      ({ jobFairFeed }) => {
        variables.after = jobFairFeed.cursor;
        fair.value = after(fair.peek()!, jobFairFeed);
      },
      ({ code }: Problem) => {
        end();
        if (over) return;
        if (code === 'CURSOR_EXPIRED') void begin();
        else later();
      },
    );
  };
  void begin();
  return () => {
    over = true;
    clearTimeout(timer);
    end();
  };
}

export const postOf = (vacancy: string): FairWork | undefined => [...(fair.value?.posts.values() ?? [])].find((one) => one.vacancy === vacancy);

export const standAt = (hall: string | null, booth: string | null): Stand | undefined => fair.value?.stands.get(standKey(hall, booth));
