import { expect, test } from '../support/jest.js';
import { endAgreements } from '../../src/modules/agreements/agreement.service.js';
import { testApp, type Who } from '../support/app.js';
import { anEmployer, anInstitution, CITY } from '../support/factories.js';
import { act, AGREEMENT, agreementText, anAgreement, later, yearOf } from '../support/places.js';

const app = testApp();
const WANZHOU: Who = { role: 'OFFICE', region: '500101' };
const draft = async (more: object = {}, as: Who = CITY) => act(app, 'agreementDraft', { input: await agreementText(app, more) }, AGREEMENT, as);
const READ =
  'query ($id: ID!) { agreement(id: $id) { id state title scope trades terms { trainingDays trainingBy travelBy dormitory minimumWage { amountMinor currency } } partner { confidence partner { name } } parties { role name address institution { name } } validFrom validUntil } }';

test('from the first talk to the last day: negotiated, amended, signed, in force, ended by itself', async () => {
  const { agreement, userErrors } = await draft({}, WANZHOU);
  expect(userErrors).toEqual([]);
  expect(agreement).toMatchObject({ state: 'NEGOTIATING', scope: 'INTER_PROVINCE', partner: { confidence: 'VERIFIED' } });
  const { id } = agreement;
  const text = await agreementText(app, { title: '万州—浙江劳务协议（修订）', terms: { minimumWage: '90000' } });
  expect(await act(app, 'agreementAmend', { id, input: text }, AGREEMENT, WANZHOU)).toMatchObject({
    agreement: { state: 'NEGOTIATING' },
    userErrors: [],
  });
  expect(await act(app, 'agreementActivate', { id }, AGREEMENT, WANZHOU)).toMatchObject({
    agreement: null,
    userErrors: [{ code: 'ILLEGAL_TRANSITION' }],
  });
  expect(await act(app, 'agreementSign', { id }, AGREEMENT, WANZHOU)).toMatchObject({
    agreement: { state: 'SIGNED', signedOn: app.application.platform.clock.today() },
  });
  expect(await act(app, 'agreementAmend', { id, input: text }, AGREEMENT, WANZHOU)).toMatchObject({
    agreement: null,
    userErrors: [{ code: 'ILLEGAL_TRANSITION' }],
  });
  expect(await act(app, 'agreementActivate', { id }, AGREEMENT, WANZHOU)).toMatchObject({ agreement: { state: 'ACTIVE' } });
  const shown = (await app.data(READ, { id }, WANZHOU)).agreement;
  expect(shown).toMatchObject({
    title: '万州—浙江劳务协议（修订）',
    trades: ['6-18-02-04'],
    terms: { trainingDays: null, dormitory: null, minimumWage: { amountMinor: '90000', currency: 'CNY' } },
    partner: { confidence: 'VERIFIED', partner: { name: '浙江省' } },
  });
  expect(shown.parties.map((one: { role: string }) => one.role).sort()).toEqual(['RECEIVING', 'SENDING', 'WINDOW']);
  await app.sql("update agreement set valid_from = '2020-01-01', valid_until = '2020-12-31' where id = ?", [id]);
  await app.owner.em.fork().transactional((em) => endAgreements(em as never));
  expect((await app.data('query ($id: ID!) { agreement(id: $id) { state reason } }', { id }, CITY)).agreement).toEqual({
    state: 'COMPLETED',
    reason: '期满',
  });
  expect(await act(app, 'agreementTerminate', { id, input: { reason: '迟了' } }, AGREEMENT)).toMatchObject({
    userErrors: [{ code: 'ILLEGAL_TRANSITION' }],
  });
});

test('an agreement ends by itself only after its last day, with the one clock', async () => {
  const day = app.application.platform.clock.today();
  const id = await anAgreement(app, { validFrom: day, validUntil: day });
  const end = () => app.owner.em.fork().transactional((em) => endAgreements(em as never));
  const state = async () => (await app.data('query ($id: ID!) { agreement(id: $id) { state } }', { id }, CITY)).agreement.state;
  await end();
  expect(await state()).toBe('ACTIVE');
  await later(app, '24 hours');
  await end();
  expect(await state()).toBe('COMPLETED');
  await later(app, '-24 hours');
});

test('broken off at any time, with a reason', async () => {
  for (const until of ['NEGOTIATING', 'SIGNED', 'ACTIVE'] as const) {
    const id = await anAgreement(app, {}, until);
    expect(await act(app, 'agreementTerminate', { id, input: { reason: '对方撤销' } }, AGREEMENT)).toMatchObject({
      agreement: { state: 'TERMINATED', reason: '对方撤销' },
    });
  }
  const id = await anAgreement(app);
  expect(await act(app, 'agreementComplete', { id, input: { reason: '名额用完' } }, AGREEMENT)).toMatchObject({ agreement: { state: 'COMPLETED' } });
});

test.each([
  ['浙江', '330000', { scope: 'INTER_PROVINCE', partner: { confidence: 'VERIFIED' } }],
  ['a city of the partner province', '330100', { scope: 'INTER_PROVINCE', partner: { confidence: 'VERIFIED' } }],
  ['a weak pair', '120000', { partner: { confidence: 'WEAK' } }],
  ['no pair', '440000', { partner: null }],
  ['a main urban district', '500103', { scope: 'INTRA_CITY', partner: null }],
])('scope and pairing follow from the two places: %s', async (_, receivingRegion, expected) => {
  expect(await draft({ receivingRegion })).toMatchObject({ agreement: expected, userErrors: [] });
});

test('the pair of a county that was renamed is found under its name of today', async () => {
  expect(await draft({ sendingCounty: '开州区', receivingRegion: '510000' })).toMatchObject({ agreement: { partner: { confidence: 'UNVERIFIED' } } });
});

test.each([
  ['a province as sender', { sendingCounty: '500000' }, 'sendingCounty'],
  ['the same place', { receivingRegion: '500101' }, 'receivingRegion'],
  ['what holds the sender', { receivingRegion: '500000' }, 'receivingRegion'],
  ['days in the wrong order', { validFrom: '2027-01-01', validUntil: '2026-01-01' }, 'validUntil'],
  ['a term of more than ten years', { validFrom: '2026-01-01', validUntil: '2036-01-02' }, 'validUntil'],
  ['a first day of another century', { validFrom: '1900-01-01', validUntil: '1901-01-01' }, 'validFrom'],
  ['a wage of nothing', { terms: { minimumWage: '0' } }, 'terms'],
  ['a private number', { parties: [{ role: 'RECEIVING', name: '浙江', officePhone: '13800138000' }] }, 'parties'],
  ['a sender without institution', { parties: [{ role: 'SENDING', name: '某人' }] }, 'parties'],
  ['a nameless receiver', { parties: [{ role: 'RECEIVING' }] }, 'parties'],
])('refuses %s and stores nothing', async (_, more, field) => {
  const before = await app.sql('select count(*)::int as count from agreement');
  const { agreement, userErrors } = await draft(more);
  expect([agreement, userErrors[0].code, userErrors[0].path.slice(0, 2)]).toEqual([null, 'INVALID', ['input', field]]);
  expect(await app.sql('select count(*)::int as count from agreement')).toEqual(before);
});

test('not signed with one side only, nor in the future; not in force outside its days', async () => {
  const { agreement } = await draft({ parties: [{ role: 'RECEIVING', name: '浙江省' }] });
  expect(await act(app, 'agreementSign', { id: agreement.id }, AGREEMENT)).toMatchObject({ userErrors: [{ code: 'NOT_ELIGIBLE' }] });
  const other = (await draft({ validFrom: `${yearOf(app) + 1}-01-01` })).agreement;
  expect(await act(app, 'agreementSign', { id: other.id, input: { on: '2999-01-01' } }, AGREEMENT)).toMatchObject({
    userErrors: [{ code: 'INVALID', path: ['input', 'on'] }],
  });
  expect(await act(app, 'agreementSign', { id: other.id, input: { on: '1900-01-01' } }, AGREEMENT)).toMatchObject({
    userErrors: [{ code: 'INVALID', path: ['input', 'on'], message: expect.stringContaining('2000-01-01') }],
  });
  await act(app, 'agreementSign', { id: other.id }, AGREEMENT);
  expect(await act(app, 'agreementActivate', { id: other.id }, AGREEMENT)).toMatchObject({ agreement: null, userErrors: [{ code: 'NOT_ELIGIBLE' }] });
});

test('who may not: another county drafts and sees nothing; parties and recruiters of the receiving region read it, without contacts for recruiters', async () => {
  const agency = await anInstitution(app, '500101', 'LICENSED_AGENCY');
  const id = await anAgreement(app, {
    parties: [
      { role: 'SENDING', institution: agency, contactName: '王科长', officePhone: '023-58212345' },
      { role: 'RECEIVING', name: '浙江省劳动就业服务局' },
    ],
  });
  const kai: Who = { role: 'OFFICE', region: '500154' };
  expect(await draft({}, kai)).toMatchObject({ agreement: null, userErrors: [{ code: 'NOT_FOUND', path: ['input', 'sendingCounty'] }] });
  expect(await act(app, 'agreementTerminate', { id, input: { reason: '不行' } }, AGREEMENT, kai)).toMatchObject({
    agreement: null,
    userErrors: [{ code: 'NOT_FOUND' }],
  });
  const sees = async (as: Who): Promise<boolean> => (await app.data(READ, { id }, as)).agreement !== null;
  const employer = await anEmployer(app, { region: '330100' });
  expect([
    await sees(WANZHOU),
    await sees({ role: 'OFFICE', region: '330000' }),
    await sees({ role: 'INTERMEDIARY', institution: agency }),
    await sees({ role: 'RECRUITER', employers: [employer] }),
    await sees({ role: 'AUDITOR' }),
    await sees(kai),
    await sees({ role: 'INTERMEDIARY', institution: await anInstitution(app, '500101', 'LICENSED_AGENCY') }),
    await sees({ role: 'RECRUITER', employers: [await anEmployer(app)] }),
  ]).toEqual([true, true, true, true, true, false, false, false]);
  const contacts = 'query ($id: ID!) { agreement(id: $id) { parties { contactName officePhone } } }';
  expect((await app.data(contacts, { id }, WANZHOU)).agreement.parties).toContainEqual({ contactName: '王科长', officePhone: '+862358212345' });
  expect(await app.mistake(contacts, { id }, { role: 'RECRUITER', employers: [employer] })).toBe('FORBIDDEN');
  expect(await app.mistake(READ, { id }, { role: 'KIOSK' })).toBe('FORBIDDEN');
  expect(await app.mistake(READ, { id })).toBe('UNAUTHENTICATED');
});

test('lists of 3 and of 30 with their places, pairing and parties take the same statements', async () => {
  for (let at = 0; at < 31; at++) await draft({ sendingCounty: '500102' });
  const list =
    'query ($first: Int!) { agreements(sending: "500102", first: $first) { edges { node { title sendingCounty { name } receivingRegion { name } partner { confidence } parties { role institution { name } } } } } }';
  const counted = (first: number) => app.statements(() => app.data(list, { first }, CITY));
  expect([await counted(3), await counted(30)]).toEqual([2, 2]);
}, 30_000);
