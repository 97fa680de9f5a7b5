import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';
import { aVacancy, CITY } from '../support/factories.js';
import { aPlace, COMMUNITY, communityStep, officer, onTheList } from '../support/communities.js';
import { act } from '../support/places.js';
import { hire } from '../support/training.js';

const app = testApp();

/** One community from its start to its certification and the revocation: by which level and person, and who is told no on the way. */
test('a community of Wanzhou becomes a full-employment community, and loses the certificate', async () => {
  await aVacancy(app);
  const place = await aPlace(app, '500101', 1);
  const { resident, street, county, city } = place.at;
  const [clerk, chief] = [officer(place.community, '社区主任'), officer('500000', '市就业局 局长')];

  // The street starts it; the community counts, the street may not do so in its place.
  const start = await act(app, 'fullEmploymentStart', { input: { community: place.community } }, COMMUNITY, street);
  const { id } = start.community;
  expect(start).toMatchObject({ community: { state: 'CREATING' }, userErrors: [] });
  expect((await communityStep(app, 'SelfAssess', id, street)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect((await communityStep(app, 'SelfAssess', id, resident, { employed: 1_001 })).userErrors[0]).toMatchObject({
    code: 'INVALID',
    path: ['input', 'employed'],
  });
  const { member } = await onTheList(app, place.community);
  expect(await communityStep(app, 'SelfAssess', id, resident)).toMatchObject({ community: { state: 'SELF_ASSESSED' } });

  // A zero-employment household without work vetoes whatever the rate; the street sends it back.
  expect((await communityStep(app, 'Review', id, street)).userErrors[0]).toMatchObject({
    code: 'NOT_ELIGIBLE',
    message: expect.stringContaining('一票否决'),
  });
  expect((await communityStep(app, 'Recognise', id, county)).userErrors[0]).toMatchObject({ code: 'ILLEGAL_TRANSITION' });
  expect(await communityStep(app, 'Reject', id, street, { reason: '一户零就业家庭未消除' })).toMatchObject({ community: { state: 'CREATING' } });

  // The member finds work, and the way is free: street, county, city, each by its own person.
  await hire(app, member);
  await communityStep(app, 'SelfAssess', id, clerk);
  expect((await communityStep(app, 'Review', id, county)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await communityStep(app, 'Review', id, street)).toMatchObject({ community: { state: 'STREET_REVIEWED' } });
  expect(await communityStep(app, 'Recognise', id, county)).toMatchObject({ community: { state: 'COUNTY_CERTIFIED' } });
  expect((await communityStep(app, 'Certify', id, city)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  expect(await communityStep(app, 'SpotCheck', id, city)).toMatchObject({ community: { state: 'SPOT_CHECKED' } });
  expect((await communityStep(app, 'Certify', id, city)).userErrors[0]).toMatchObject({ code: 'NOT_ELIGIBLE' });
  const certified = await communityStep(app, 'Certify', id, chief);
  expect(certified.community).toMatchObject({ state: 'CERTIFIED' });
  expect(Date.parse(certified.community.validUntil) - Date.parse(certified.community.certifiedOn)).toBeGreaterThanOrEqual(365 * 86_400_000);

  // It was not true: the county takes it back. Every step stays, with who took it.
  expect((await communityStep(app, 'Revoke', id, officer('500102', '涪陵'), { reason: '越界' })).userErrors[0]).toMatchObject({ code: 'NOT_FOUND' });
  await communityStep(app, 'Revoke', id, county, { reason: '复查就业率 91%' });
  const { steps } = (
    await app.data('query ($id: ID!) { fullEmploymentCommunity(id: $id) { steps { fromState toState note by workforce employed } } }', { id }, CITY)
  ).fullEmploymentCommunity;
  expect(steps.map((one: { toState: string; by: string }) => [one.toState, one.by])).toEqual([
    ['REVOKED', county.name],
    ['CERTIFIED', chief.name],
    ['SPOT_CHECKED', city.name],
    ['COUNTY_CERTIFIED', county.name],
    ['STREET_REVIEWED', street.name],
    ['SELF_ASSESSED', clerk.name],
    ['CREATING', street.name],
    ['SELF_ASSESSED', resident.name],
    ['CREATING', street.name],
  ]);
  expect(steps[5]).toMatchObject({ workforce: 1_000, employed: 960, note: '入户登记册' });
});
