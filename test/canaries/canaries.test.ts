import { expect, test } from '../support/jest.js';
import { runCanaries } from './run.js';

const COUNT = 80;
const SEED = 20_261_124;

test(`${COUNT} ID numbers and phones through everything the server does, a kill -9 in between: none on the disk but in what was handed out`, async () => {
  const report = await runCanaries(COUNT, SEED, () => undefined);
  expect(report.scans.map(({ when, scanned }) => [when, scanned.hits])).toEqual([
    ['after kill -9 in the middle of an import', []],
    ['at the end, stopped', []],
  ]);
  for (const { scanned } of report.scans) expect(scanned.bytes).toBeGreaterThan(50 * 2 ** 20);
  expect(report.planted.hits.length).toBeGreaterThan(0);
  expect(report.exports.people).toBe(9);
  expect(report.exports.audited).toBe(9);
  expect(report.revealed).toEqual({ right: 40, audited: 40 });
  expect(report.erased).toBe(8);
  expect(Object.keys(report.words).sort()).toEqual([
    'agreementDraft',
    'agreementTerminate',
    'consentGive',
    'difficultyApply',
    'employerReject',
    'fairInterviewDecline',
    'fairParticipationReject',
    'followUpRecord',
    'householdReject',
    'householdReview',
    'inspectionRecord',
    'institutionOpen',
    'jobFairCancel',
    'jobFairPlan',
    'jobFairSay',
    'labourOrderClose',
    'loanWithdraw',
    'planReopen',
    'policyDocumentRegister',
    'quotaReserve',
    'referralRefuse',
    'reservationRelease',
    'rightsCaseClose',
    'rightsCaseOpen',
    'seekerFormRevise',
    'trainingClassCancel',
    'trainingClassPlan',
    'transferReturn',
  ]);
  expect(report.audit).toContain('0 findings');
}, 300_000);
