import { randomUUID } from 'node:crypto';
import type { TestApp } from '../support/app.js';
import type { Keep, Place } from './rows.js';
import type { Institution, Row } from './world.js';

interface Ground {
  C: Place;
  publicA: Institution;
  publicB: Institution;
  employers: readonly [string, string];
  people: readonly string[];
  /** The device in the hall of the first fair. */
  kiosk: string;
}

/** A fair of each county, and one that is not announced: what stands in them, and who came. */
export async function fairRows(app: TestApp, keep: Keep, known: Row[], { C, publicA, publicB, employers, people, kiosk }: Ground): Promise<void> {
  for (const [institution, announced, device, someone, exhibitor, applicant] of [
    [publicA, true, kiosk, people[0]!, employers[0], employers[1]],
    [publicB, true, randomUUID(), people[4]!, employers[1], employers[0]],
    [publicA, false, randomUUID(), people[0]!, employers[0], employers[1]],
  ] as const) {
    const [own, where] = [{ institution }, { institution_id: institution.id, institution_path: institution.path }];
    const facts = { ...own, announced, kiosk: device };
    const days = { opens_on: '2107-01-01', closes_on: '2107-01-02' };
    const campaign_id = await keep('campaign', { ...where, ...days, kind: 'OTHER', year: 2007, name: `春风行动 ${announced}` }, own);
    const place = { region_id: C.id, place_path: C.path, venue: '体育馆', sessions: '[]' };
    const state = announced ? 'ANNOUNCED' : 'PLANNED';
    const fair_id = await keep('job_fair', { ...where, ...days, ...place, campaign_id, name: '招聘会', state }, facts);
    const hall_id = await keep('fair_hall', { fair_id, name: '一号馆' }, facts);
    const booth_id = await keep('fair_booth', { fair_id, hall_id, number: '甲 1', x: 1, y: 1 }, facts);
    await keep('fair_announcement', { fair_id, zh: '开幕' }, facts);
    await keep('fair_kiosk', { fair_id, hall_id, device_id: device, x: 1, y: 1, until: '2107-01-01' }, facts);

    await keep('fair_participation', { fair_id, employer_id: applicant }, { ...facts, employer: applicant, state: 'APPLIED' });
    const approved = { ...facts, employer: exhibitor, state: 'APPROVED' };
    const participation_id = await keep('fair_participation', { fair_id, employer_id: exhibitor, booth_id, state: 'APPROVED' }, approved);
    const vacancy = known.find((row) => row.table === 'vacancy' && row.employer === exhibitor && row.state === 'OPEN')!.id;
    const [shown, theirs] = [
      { ...facts, employer: exhibitor },
      { fair_id, employer_id: exhibitor },
    ];
    const post_id = await keep('fair_post', { ...theirs, participation_id, vacancy_id: vacancy }, shown);
    for (const [number, visitor] of [someone, null].entries()) {
      const came = { ...facts, ...(visitor === null ? {} : { person: visitor }) };
      const visit_id = await keep('fair_visit', { fair_id, seeker_id: visitor, pass: randomUUID() }, came);
      const whose = { ...came, employer: exhibitor };
      await keep('fair_ticket', { ...theirs, participation_id, visit_id, number: number + 1 }, whose);
      await keep('fair_interest', { ...theirs, post_id, visit_id }, whose);
      await keep('fair_interview', { ...theirs, post_id, visit_id }, whose);
    }
    known.push(
      ...['feed_stream', 'feed_event'].map((table) => ({ table, id: fair_id, ...facts })), // each event is found by its stream
    );
  }
  const silent = await app.sql('select from feed_stream s where not exists (select from feed_event e where e.stream = s.id)');
  if (silent.length > 0) throw new Error('a fair without an event');
}
