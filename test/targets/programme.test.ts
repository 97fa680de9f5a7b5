import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { anInstitution, aVacancy } from '../support/factories.js';
import { act, later } from '../support/places.js';
import { allocate, aUnit, BOARD, must, office, partsOf, placements, PLAN, planStep } from '../support/targets.js';

const app = testApp();

/** A year's targets from the city's draft to the published grades: who does what, and who is told no on the way. */
test('the targets of a year: city, county and street, from the draft to publication', async () => {
  await aVacancy(app);
  const year = Number(app.application.platform.clock.today().slice(0, 4));
  const [drafter, issuer] = [office('500000', '市局 起草人'), office('500000', '市局 签发人')];
  const [clerk, head] = [office('500101', '万州 统计员'), office('500101', '万州 局长')];
  for (const region of ['500101', '500102']) await anInstitution(app, region);

  // The city writes a plan for two indicators; points that are not 100 together are refused.
  const city = await aUnit(app, '500000');
  const targets = [
    { indicator: 'PLACED', value: '20', weight: 70 },
    { indicator: 'POST_TRAINING_EMPLOYMENT_RATE', value: '6500', weight: 30 },
  ];
  const short = [{ ...targets[0]!, weight: 60 }, targets[1]!];
  expect((await act(app, 'targetPlanDraft', { input: { year, unit: city, targets: short } }, PLAN, drafter)).userErrors[0]).toMatchObject({
    code: 'INVALID',
  });
  const { plan: root } = must(await act(app, 'targetPlanDraft', { input: { year, unit: city, targets } }, PLAN, drafter));
  expect((await planStep(app, 'Issue', root.id, drafter)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  must(await planStep(app, 'Issue', root.id, issuer));

  // It is divided between two counties: fifteen and four are too few, and a plan once divided is locked.
  const [wanzhou, fuling] = [await aUnit(app, '500101'), await aUnit(app, '500102')];
  const numbers = (placed: string): { indicator: string; value: string }[] => [
    { indicator: 'PLACED', value: placed },
    { indicator: 'POST_TRAINING_EMPLOYMENT_RATE', value: '6500' },
  ];
  const parts = (second: string): { unit: string; targets: { indicator: string; value: string }[] }[] => [
    { unit: wanzhou, targets: numbers('15') },
    { unit: fuling, targets: numbers(second) },
  ];
  expect((await allocate(app, root.id, parts('4'), drafter)).userErrors[0]).toMatchObject({ code: 'INVALID' });
  must(await allocate(app, root.id, parts('6'), drafter));
  expect((await allocate(app, root.id, parts('7'), drafter)).userErrors[0]).toMatchObject({ code: 'ILLEGAL_TRANSITION' });

  // Wanzhou divides its own part on to a street, in its turn at least as much.
  const own = (await partsOf(app, root.id)).find((one) => one.plan.unit.region.code === '500101').plan.id;
  const street = (await app.sql(
    "select code from region where level = 'TOWNSHIP' and path like '/100000/500000/500101/%' order by code limit 1",
  )) as [{ code: string }];
  const below = { unit: await aUnit(app, street[0].code, 'GOVERNMENT', head), targets: numbers('15') };
  expect((await allocate(app, own, [{ ...below, targets: numbers('14') }], clerk)).userErrors[0]).toMatchObject({ code: 'INVALID' });
  expect((await allocate(app, own, [below], drafter)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  must(await allocate(app, own, [below], clerk));

  // Placements are confirmed; the number is nobody's to type. Progress is seen at once, against the months that are over.
  await placements(app, '500101', 12, app.application.platform.clock.today());
  const { targets: board } = await app.data(BOARD, { filter: { parent: root.id, indicator: 'PLACED', region: '500101' }, first: 5 }, head);
  expect(board.edges[0].node.progress).toMatchObject({ actual: '12', completionRate: 0.8 });
  must(await planStep(app, 'Report', own, clerk));

  // The year ends: the clerk reports it, the head assesses, the city checks, grades and publishes, never one person twice in succession.
  await later(app, '400 days');
  must(await planStep(app, 'Report', own, clerk));
  const asked = (await partsOf(app, root.id)).filter((one) => one.plan.id === own);
  const scores = { scores: asked.map((one) => ({ target: one.id, evidence: `${one.indicator.code} 名册` })) };
  expect((await planStep(app, 'SelfAssess', own, clerk, scores)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  must(await planStep(app, 'SelfAssess', own, head, scores));
  expect((await planStep(app, 'Check', own, head, scores)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  // Twelve of fifteen bring 56 of 70 points; nobody was trained, so the rate brings none.
  expect(await planStep(app, 'Check', own, drafter, scores)).toMatchObject({ plan: { score: 5_600 } });
  expect((await planStep(app, 'Grade', own, issuer, { grade: 'PASS', reason: '基本完成' })).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await planStep(app, 'Grade', own, issuer, { grade: 'FAIL', reason: '未达 75 分' })).toMatchObject({
    plan: { state: 'GRADED', grade: 'FAIL' },
  });
  // Fuling is not graded yet, so nothing is published.
  expect((await planStep(app, 'Publish', root.id, drafter)).userErrors[0]).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  const other = (await partsOf(app, root.id)).filter((one) => one.plan.unit.region.code === '500102');
  const { id: fulingPlan } = other[0].plan;
  const evidence = { scores: other.map((one) => ({ target: one.id, evidence: '无' })) };
  must(await planStep(app, 'Report', fulingPlan, office('500102', '涪陵 统计员')));
  must(await planStep(app, 'SelfAssess', fulingPlan, office('500102', '涪陵 局长'), evidence));
  must(await planStep(app, 'Check', fulingPlan, drafter, evidence));
  must(await planStep(app, 'Grade', fulingPlan, issuer, { grade: 'FAIL', reason: '未完成' }));
  expect((await planStep(app, 'Publish', root.id, issuer)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  must(await planStep(app, 'Publish', root.id, drafter));
}, 60_000);
