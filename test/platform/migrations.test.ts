import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';

const app = testApp();

test('the tables that the migrations make are those that the entities say', async () => {
  const wanted = await app.owner.schema.getUpdateSchemaSQL({ safe: true });
  expect(wanted.replace("set names 'utf8';", '').trim()).toBe('');
});
