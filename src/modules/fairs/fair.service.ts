import { ref } from '@mikro-orm/core';
import { type EntityManager, LockMode } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { EARLIEST_DAY, now, plusMonths, today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { found } from '../../platform/graphql/mutation.js';
import { freeText } from '../../platform/privacy/redact.js';
import { Device } from '../accounts/device.js';
import type { Institution } from '../institutions/institution.js';
import { assertInside, inside, openInstitution } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import { Campaign } from './campaign.js';
import type { CampaignOpenInput, FairKioskEnrolInput, FairSessionInput, JobFairPlanInput, JobFairRescheduleInput } from './fair.inputs.js';
import { FairBooth, type FairCounters, FairHall, type FairSession, JobFair, type JobFairState } from './job-fair.js';
import { FairAnnouncement, FairKiosk } from './kiosk.js';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;

export const refuse = (field: string, zh: string, en: string): never => {
  throw new Refusal('INVALID', ['input', ...field.split('.')], { zh, en });
};
export const unseen = (path: readonly string[]): Promise<never> => found<never>(Promise.resolve(null), path);

export const textOf = (text: string, field: string): string => freeText(text) || refuse(field, '不能为空', 'It must not be empty');

async function holderOf(em: EntityManager, viewer: Viewer, id: string | undefined): Promise<Institution> {
  const path = ['input', 'institution'];
  const institution = await openInstitution(em, viewer, id);
  assertInside(viewer, institution.regionPath, path);
  return institution;
}

/** The first Sunday of November (重庆农民工日, first held on 2007-11-04). */
function firstSundayOfNovember(year: number): string {
  const first = new Date(Date.UTC(year, 10, 1)).getUTCDay();
  return `${year}-11-${String(1 + ((7 - first) % 7)).padStart(2, '0')}`;
}

export async function openCampaign(em: EntityManager, viewer: Viewer, input: CampaignOpenInput): Promise<Campaign> {
  const institution = await holderOf(em, viewer, input.institution);
  const year = Number(input.opensOn.slice(0, 4));
  if (input.opensOn < EARLIEST_DAY) refuse('opensOn', `开始日期不能早于 ${EARLIEST_DAY}`, `The first day is not before ${EARLIEST_DAY}`);
  if (input.closesOn < input.opensOn) refuse('closesOn', '结束日期不能早于开始日期', 'The last day cannot be before the first');
  if (input.closesOn > plusMonths(input.opensOn, 12)) refuse('closesOn', '活动最长一年', 'A campaign lasts a year at most');
  if (input.kind === 'MIGRANT_WORKERS_DAY' && (year < 2007 || input.opensOn !== firstSundayOfNovember(year))) {
    refuse('opensOn', '重庆农民工日是 11 月第一个星期日（2007 年起）', 'Migrant Workers’ Day is the first Sunday of November, from 2007 on');
  }
  const campaign = Object.assign(new Campaign(), {
    kind: input.kind,
    year,
    name: textOf(input.name, 'name'),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    opensOn: input.opensOn,
    closesOn: input.closesOn,
  });
  em.persist(campaign);
  return campaign;
}

/** Business dates and hours of the sessions, which stand in order and apart. */
function hoursOf(sessions: readonly FairSessionInput[]): { sessions: FairSession[]; opensOn: string; closesOn: string } {
  let before = -Infinity;
  for (const { opensAt, closesAt } of sessions) {
    const [from, to] = [opensAt.getTime(), closesAt.getTime()];
    if (!(from > before && to > from && to - from <= DAY_MS)) {
      refuse('sessions', '开放时间须依次排列、互不重叠，每段不超过一天', 'Hours stand in order, do not overlap and last a day at most');
    }
    before = to;
  }
  const dayOf = (at: Date): string => new Date(at.getTime() + SHANGHAI_MS).toISOString().slice(0, 10);
  return {
    sessions: sessions.map(({ opensAt, closesAt }) => ({ opensAt: opensAt.toISOString(), closesAt: closesAt.toISOString() })),
    opensOn: dayOf(sessions[0]!.opensAt),
    closesOn: dayOf(sessions.at(-1)!.closesAt),
  };
}

function assertWithin(campaign: Campaign, hours: { opensOn: string; closesOn: string }): void {
  if (hours.opensOn >= campaign.opensOn && hours.closesOn <= campaign.closesOn) return;
  refuse(
    'sessions',
    `须在活动期间内（${campaign.opensOn} 至 ${campaign.closesOn}）`,
    `Within the campaign, ${campaign.opensOn} to ${campaign.closesOn}`,
  );
}

/** A fair with its halls and booths. */
export async function planFair(em: EntityManager, viewer: Viewer, input: JobFairPlanInput): Promise<JobFair> {
  const institution = await holderOf(em, viewer, input.institution);
  const region = regionByCode(input.region);
  const campaign = input.campaign === undefined ? null : await found(em.findOne(Campaign, { id: input.campaign }), ['input', 'campaign']);
  const hours = hoursOf(input.sessions);
  if (campaign) assertWithin(campaign, hours);
  if (input.halls.reduce((sum, { booths }) => sum + booths.length, 0) > MOST_BOOTHS)
    refuse('halls', `展位总数不得超过 ${MOST_BOOTHS}`, `At most ${MOST_BOOTHS} booths`);
  const fair = Object.assign(new JobFair(), {
    name: textOf(input.name, 'name'),
    campaign: campaign && ref(campaign),
    institution: ref(institution),
    institutionPath: institution.regionPath,
    region: ref(Region, region.id),
    placePath: region.path,
    venue: textOf(input.venue, 'venue'),
    ...hours,
  });
  em.persist(fair);
  for (const { name, booths } of input.halls) {
    const hall = Object.assign(new FairHall(), { fair: ref(fair), name: textOf(name, 'halls') });
    em.persist(hall);
    for (const { number, x, y } of booths)
      em.persist(Object.assign(new FairBooth(), { fair: ref(fair), hall: ref(hall), number: textOf(number, 'halls'), x, y }));
  }
  return fair;
}
/** Of one fair; ours. */
const MOST_BOOTHS = 1_000;

/** The fair, locked, of an office that holds it. */
export async function heldFair(em: EntityManager, viewer: Viewer, id: string, path: readonly string[] = ['id']): Promise<JobFair> {
  const fair = await found(em.findOne(JobFair, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }), path);
  if (viewer.regionPath === null || !inside(fair.institutionPath, viewer.regionPath)) await unseen(path);
  return fair;
}

/** The next step of a fair. Its closing report is what it had counted once nobody who writes was under way any more. */
export async function moveFair(em: EntityManager, viewer: Viewer, id: string, to: JobFairState, reason: string | null = null): Promise<JobFair> {
  const fair = await heldFair(em, viewer, id);
  fair.moveTo(to);
  const ends = fair.sessions.at(-1)!.closesAt;
  if ((to === 'ANNOUNCED' || to === 'OPEN') && Date.parse(ends) + GRACE_MS < (await now(em)).getTime())
    throw new Refusal('EXPIRED', ['id'], {
      zh: `最后一场已于 ${minuteOf(ends)} 结束，请先改期`,
      en: `Its last hours ended at ${minuteOf(ends)}; give it other hours first`,
    });
  if (to === 'OPEN' && (await today(em)) < fair.opensOn)
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
      zh: `招聘会首日为 ${fair.opensOn}，当日才能开门`,
      en: `Its first day is ${fair.opensOn}; the doors do not open before`,
    });
  if (reason !== null) fair.reason = textOf(reason, 'reason');
  if (to === 'CLOSED') {
    const last = fair.sessions.at(-1)!.opensAt;
    if ((await now(em)) < new Date(last))
      throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
        zh: `还有 ${minuteOf(last)} 的场次；提前结束请先改期，再闭会`,
        en: `It opens again at ${minuteOf(last)}; to end earlier, give it other hours first`,
      });
    const [row] = (await em.execute('select fair_counted(?::uuid) as counted', [id])) as { counted: FairCounters }[];
    fair.closing = row!.counted;
  }
  return fair;
}

const minuteOf = (at: string): string => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(0, 16).replace('T', ' ');

/**
 * Other hours or another venue, for as long as the fair is not over; whoever follows it is told. Its kiosks work until a day
 * after the new end, and come back once.
 */
export async function rescheduleFair(em: EntityManager, viewer: Viewer, id: string, input: JobFairRescheduleInput): Promise<JobFair> {
  const fair = await heldFair(em, viewer, id);
  if (fair.state === 'CLOSED' || fair.state === 'CANCELLED')
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], {
      zh: '招聘会已结束或已取消，不能改期',
      en: 'The fair is over or called off: it keeps its hours',
    });
  const hours = hoursOf(input.sessions);
  const [from, to] = [hours.sessions[0]!.opensAt, hours.sessions.at(-1)!.closesAt];
  const moment = await now(em);
  if (new Date(to) <= moment) refuse('sessions', '结束时间须在现在之后', 'The end lies ahead');
  if (fair.state === 'OPEN' && new Date(from) > moment)
    refuse('sessions', '招聘会已开门，开始时间不能晚于现在', 'The doors are open: the beginning is not ahead');
  if (fair.campaign) assertWithin(await em.findOneOrFail(Campaign, { id: fair.campaign.id }), hours);
  Object.assign(fair, hours, input.venue === undefined ? {} : { venue: textOf(input.venue, 'venue') });
  const until = new Date(Date.parse(to) + GRACE_MS);
  for (const kiosk of await em.find(FairKiosk, { fair: id }, { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' } })) kiosk.until = until;
  if (fair.state !== 'PLANNED') {
    const told = {
      zh: `时间地点变更：${minuteOf(from)} 至 ${minuteOf(to)}，${fair.venue}`,
      en: `New hours or venue: ${minuteOf(from)} to ${minuteOf(to)}, ${fair.venue}`,
    };
    em.persist(Object.assign(new FairAnnouncement(), { fair: ref(fair), ...told }));
  }
  return fair;
}

export async function announceAt(em: EntityManager, viewer: Viewer, id: string, zh: string, en: string | undefined): Promise<FairAnnouncement> {
  const fair = await heldFair(em, viewer, id);
  if (fair.state !== 'OPEN' && fair.state !== 'ANNOUNCED')
    throw new Refusal('ILLEGAL_TRANSITION', ['id'], { zh: '招聘会未在进行', en: 'The fair is not on' });
  const announcement = Object.assign(new FairAnnouncement(), {
    fair: ref(fair),
    zh: textOf(zh, 'zh'),
    en: en === undefined ? null : textOf(en, 'en'),
  });
  em.persist(announcement);
  return announcement;
}

/** A kiosk works a day longer than its fair: what it collected offline comes in then. */
export const GRACE_MS = DAY_MS;

/** Enrols a device to a fair, or to another one. Its open sockets end, and it comes back to the new one. */
export async function enrolKiosk(em: EntityManager, viewer: Viewer, input: FairKioskEnrolInput): Promise<FairKiosk> {
  const fair = await heldFair(em, viewer, input.fair, ['input', 'fair']);
  const device = await found(em.findOne(Device, { id: input.device, disabledAt: null }), ['input', 'device']);
  if (!inside(device.regionPath, viewer.regionPath!)) await unseen(['input', 'device']);
  const hall = await found(em.findOne(FairHall, { id: input.hall, fair: fair.id }), ['input', 'hall']);
  const until = new Date(Date.parse(fair.sessions.at(-1)!.closesAt) + GRACE_MS);
  if (fair.state === 'CANCELLED' || until <= (await now(em))) {
    throw new Refusal('EXPIRED', ['input', 'fair'], { zh: '招聘会已结束或已取消', en: 'The fair is over or called off' });
  }
  const known = await em.findOne(FairKiosk, { device: device.id }, { lockMode: LockMode.PESSIMISTIC_WRITE });
  const kiosk = Object.assign(known ?? new FairKiosk(), { fair: ref(fair), device: ref(device), hall: ref(hall), x: input.x, y: input.y, until });
  em.persist(kiosk);
  return kiosk;
}

/** The device is an ordinary kiosk again. */
export async function releaseKiosk(em: EntityManager, viewer: Viewer, id: string): Promise<string> {
  const kiosk = await found(em.findOne(FairKiosk, { id }, { lockMode: LockMode.PESSIMISTIC_WRITE }));
  const fair = await em.findOneOrFail(JobFair, { id: kiosk.fair.id });
  if (!inside(fair.institutionPath, viewer.regionPath!)) await unseen(['id']);
  const device = kiosk.device.id;
  em.remove(kiosk);
  return device;
}

/** Where a kiosk is enrolled now. */
export const kioskOf = (em: EntityManager, viewer: Viewer): Promise<FairKiosk | null> =>
  viewer.role === 'kiosk' && viewer.userId !== null ? em.findOne(FairKiosk, { device: viewer.userId }) : Promise.resolve(null);

/** A fair as it stands, which does not close before the transaction is over; of a fair that is only planned nobody is told. */
export async function standing(em: EntityManager, id: string, path: readonly string[]): Promise<{ state: JobFairState; over: boolean }> {
  const [row] = (await em.execute('select state, closes_at, app_now() as now from fair_standing(?::uuid)', [id])) as {
    state: JobFairState;
    closes_at: Date | string;
    now: Date | string;
  }[];
  if (!row || row.state === 'PLANNED') await unseen(path);
  return { state: row!.state, over: new Date(row!.now).getTime() > new Date(row!.closes_at).getTime() + GRACE_MS };
}

/** A fair whose doors are open; one that nobody closed counts as over a day after its last hours. */
export async function assertOpen(em: EntityManager, id: string, path: readonly string[]): Promise<void> {
  const { state, over } = await standing(em, id, path);
  if (state !== 'OPEN' || over) throw notOn(state, path);
}

export const notOn = (state: JobFairState, path: readonly string[]): Refusal =>
  state === 'ANNOUNCED'
    ? new Refusal('ILLEGAL_TRANSITION', path, { zh: '招聘会尚未开始', en: 'The fair has not opened yet' })
    : new Refusal('EXPIRED', path, { zh: '招聘会已结束或已取消', en: 'The fair is over or called off' });

/** Whether a viewer works at a fair: its kiosks, and the offices that hold it. Elsewhere there is nothing to be found. */
export async function assertAt(em: EntityManager, viewer: Viewer, fairId: string, path: readonly string[]): Promise<void> {
  if (viewer.role === 'kiosk') {
    if ((await kioskOf(em, viewer))?.fair.id !== fairId) await unseen(path);
    return;
  }
  const fair = await found(em.findOne(JobFair, { id: fairId }), path);
  if (viewer.role !== 'office' || viewer.regionPath === null || !inside(fair.institutionPath, viewer.regionPath)) await unseen(path);
}
