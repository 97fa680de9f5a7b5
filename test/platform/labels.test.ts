import { expect, test } from '../support/jest.js';
import { testApp } from '../support/app.js';

const app = testApp();
const ASK = '{ enumLabels(names: ["Shift", "VacancyState"]) { name values { value label } } }';

test('labels of enums follow Accept-Language, Chinese first', async () => {
  const labels = async (language?: string): Promise<Record<string, string>> => {
    const { body } = await app.run(ASK, {}, undefined, language === undefined ? {} : { 'accept-language': language });
    const shift = body.data.enumLabels.find((one: { name: string }) => one.name === 'Shift');
    return Object.fromEntries(shift.values.map((one: { value: string; label: string }) => [one.value, one.label])) as Record<string, string>;
  };
  for (const language of [undefined, 'zh-CN', 'fr']) expect((await labels(language))['TWO_SHIFT']).toBe('两班倒');
  for (const language of ['en', 'en-GB,en;q=0.9']) expect((await labels(language))['TWO_SHIFT']).toBe('Two shifts in turn');
});

test('only the enums that were asked for, all of them otherwise', async () => {
  const names = (body: { data?: { enumLabels: { name: string }[] } }): string[] => body.data!.enumLabels.map((one) => one.name);
  expect(names((await app.run(ASK)).body)).toEqual(['Shift', 'VacancyState']);
  expect(names((await app.run('{ enumLabels { name } }')).body).length).toBeGreaterThan(25);
});
