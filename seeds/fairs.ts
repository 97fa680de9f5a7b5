import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Campaign } from '../src/modules/fairs/campaign.js';
import { FairBooth, FairHall, JobFair } from '../src/modules/fairs/job-fair.js';
import { FairAnnouncement, FairKiosk } from '../src/modules/fairs/kiosk.js';
import { FairPost, FairParticipation } from '../src/modules/fairs/participation.js';
import { FairInterest, FairInterview, FairTicket, FairVisit, type InterviewState } from '../src/modules/fairs/visit.js';
import type { Institution } from '../src/modules/institutions/institution.js';
import { Region } from '../src/modules/regions/region.js';
import type { Vacancy } from '../src/modules/vacancies/vacancy.js';
import type { Random } from './random.js';
import { idOf } from './regions.js';

const DAY_MS = 86_400_000;
const SHANGHAI_MS = 8 * 3_600_000;
const DAYS = 3;
const BOOTHS = 24;
const POSTS_EACH = 3;
const VISITORS = 60;
/** What came of the first interviews; a hire needs its referral and is left to whoever tries it. */
const INTERVIEWS: readonly InterviewState[] = ['OFFERED', 'HELD', 'DECLINED', 'HELD', 'OFFERED', 'DECLINED'];
const NEXT_DAYS = 21;
/** The demonstration's own display stays enrolled. */
const KIOSK_DAYS = 3_650;

export interface FairScene {
  readonly institution: Institution;
  readonly place: { readonly id: string; readonly path: string };
  /** Open notices; the first of each employer come along. */
  readonly vacancies: readonly Vacancy[];
  /** The account of the demonstration's display. */
  readonly display: string;
}

const synthetic = <T extends object>(row: T, values: Partial<Record<keyof T, unknown>>): T => Object.assign(row, values, { synthetic: true });

/** One fair that is on, as on Migrant Workers’ Day: employers at their booths, visitors, numbers called, interviews; another one that is announced. */
export async function seedFair(
  em: EntityManager,
  random: Random,
  { institution, place, vacancies, display }: FairScene,
  day: string,
): Promise<{ fair: string; booth: string }> {
  const held = { institution: ref(institution), institutionPath: institution.regionPath };
  const at = (offset: number, hour: number): Date => new Date(Date.parse(`${day}T00:00:00Z`) - SHANGHAI_MS + offset * DAY_MS + hour * 3_600_000);
  const dayAfter = (offset: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + offset * DAY_MS).toISOString().slice(0, 10);
  const days = { opensOn: day, closesOn: dayAfter(DAYS - 1) };
  const campaign = synthetic(new Campaign(), {
    id: idOf('campaign', 0),
    kind: 'OTHER',
    year: Number(day.slice(0, 4)),
    name: '“农民工日”招聘活动（演示）',
    ...held,
    ...days,
  });
  const sessions = Array.from({ length: DAYS }, (_, offset) => ({ opensAt: at(offset, 0).toISOString(), closesAt: at(offset, 23).toISOString() }));
  const fair = synthetic(new JobFair(), {
    id: idOf('fair', 0),
    name: '“农民工日”专场招聘会（演示）',
    campaign: ref(campaign),
    ...held,
    region: ref(Region, place.id),
    placePath: place.path,
    venue: '重庆国际会议展览中心，南岸区江南大道 2 号',
    sessions,
    ...days,
    state: 'OPEN',
  });
  em.persist([campaign, fair]);
  const halls = ['一号厅', '二号厅'].map((name, number) => synthetic(new FairHall(), { id: idOf('fair-hall', number), fair: ref(fair), name }));
  const booths = Array.from({ length: BOOTHS }, (_, number) =>
    synthetic(new FairBooth(), {
      id: idOf('fair-booth', number),
      fair: ref(fair),
      hall: ref(halls[number % 2]!),
      number: `${'AB'[number % 2]}${Math.floor(number / 2) + 1}`,
      x: 5 + (Math.floor(number / 2) % 6) * 8,
      y: 5 + Math.floor(number / 12) * 10,
    }),
  );
  em.persist([...halls, ...booths]);
  const ofEmployer = Map.groupBy(
    vacancies.filter(({ state }) => state === 'OPEN'),
    (one) => one.employer.id,
  );
  const stands = [...ofEmployer].slice(0, BOOTHS - 2).map(([employer, posts], number) => {
    const participation = synthetic(new FairParticipation(), {
      id: idOf('fair-participation', number),
      fair: ref(fair),
      employer: posts[0]!.employer,
      booth: ref(booths[number]!),
      state: 'APPROVED',
    });
    em.persist(participation);
    const brought = posts.slice(0, POSTS_EACH).map((vacancy, of) =>
      synthetic(new FairPost(), {
        id: idOf('fair-post', number, of),
        fair: ref(fair),
        participation: ref(participation),
        employerId: employer,
        vacancy: ref(vacancy),
      }),
    );
    em.persist(brought);
    return { participation, brought };
  });
  await em.flush();
  const visits = Array.from({ length: VISITORS }, (_, number) =>
    synthetic(new FairVisit(), {
      id: idOf('fair-visit', number),
      fair: ref(fair),
      pass: `DEM0${number % 10}-${String(number).padStart(5, '0')}`,
      state: number % 6 === 5 ? 'REGISTERED' : 'CHECKED_IN',
      checkedInAt: number % 6 === 5 ? null : at(0, 1),
    }),
  );
  em.persist(visits);
  const came = visits.filter(({ state }) => state === 'CHECKED_IN');
  came.forEach((visit, number) => {
    const { participation, brought } = stands[number % 8]!;
    const post = random.pick(brought);
    em.persist(
      synthetic(new FairInterest(), {
        id: idOf('fair-interest', number),
        fair: ref(fair),
        post: ref(post),
        employerId: post.employerId,
        visit: ref(visit),
      }),
    );
    const state = INTERVIEWS[number];
    if (state) {
      em.persist(
        synthetic(new FairInterview(), {
          id: idOf('fair-interview', number),
          fair: ref(fair),
          post: ref(post),
          employerId: post.employerId,
          visit: ref(visit),
          state,
          reason: state === 'DECLINED' ? '夜班时间不合' : null,
        }),
      );
    }
    const turn = ++participation.drawn;
    const called = turn <= 2;
    if (called) participation.called = turn;
    em.persist(
      synthetic(new FairTicket(), {
        id: idOf('fair-ticket', number),
        fair: ref(fair),
        participation: ref(participation),
        employerId: post.employerId,
        visit: ref(visit),
        number: turn,
        state: called ? 'SERVED' : 'WAITING',
        calledAt: called ? at(0, 2) : null,
      }),
    );
  });
  em.persist(
    synthetic(new FairAnnouncement(), {
      id: idOf('fair-announcement', 0),
      fair: ref(fair),
      zh: '十点在二号厅讲解工伤保险，欢迎参加',
      en: 'Work-injury insurance explained in hall 2 at ten',
    }),
  );
  em.persist(
    synthetic(new FairKiosk(), {
      id: idOf('fair-kiosk', 0),
      fair: ref(fair),
      device: display,
      hall: ref(halls[0]!),
      x: 0,
      y: 0,
      until: at(KIOSK_DAYS, 0),
    }),
  );
  const next = synthetic(new JobFair(), {
    id: idOf('fair', 1),
    name: '民营企业专场招聘会（演示）',
    ...held,
    region: ref(Region, place.id),
    placePath: place.path,
    venue: '南岸区人力资源市场，二楼大厅',
    sessions: [{ opensAt: at(NEXT_DAYS, 9).toISOString(), closesAt: at(NEXT_DAYS, 16).toISOString() }],
    opensOn: dayAfter(NEXT_DAYS),
    closesOn: dayAfter(NEXT_DAYS),
    state: 'ANNOUNCED',
  });
  const hall = synthetic(new FairHall(), { id: idOf('fair-hall', halls.length), fair: ref(next), name: '大厅' });
  em.persist([next, hall]);
  for (let number = 0; number < 6; number++)
    em.persist(
      synthetic(new FairBooth(), {
        id: idOf('fair-booth', BOOTHS + number),
        fair: ref(next),
        hall: ref(hall),
        number: String(number + 1),
        x: number * 6,
        y: 5,
      }),
    );
  await em.flush();
  return { fair: fair.id, booth: booths[0]!.id };
}
