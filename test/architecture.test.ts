import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { expect, test } from './support/jest.js';
import { modules } from '../src/modules/index.js';

const filesOf = (folder: string): string[] =>
  readdirSync(folder).flatMap((name) =>
    statSync(join(folder, name)).isDirectory() ? filesOf(join(folder, name)) : /\.tsx?$/.test(name) ? [join(folder, name)] : [],
  );
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path]) => relative('src', resolve(dirname(file), path!)));

const order = modules.map((module) => module.name);
const moduleOf = (path: string): string | undefined => /^modules\/([^/]+)\//.exec(path)?.[1];

test('imports point upwards only: main → commands → application, server → schema → modules → platform, and along the order of modules', () => {
  const wrong = filesOf('src').flatMap((file) => {
    const from = relative('src', file);
    return importsOf(file)
      .filter((to) => {
        if (to.startsWith('..')) return !from.startsWith('commands/');
        if (to.startsWith('commands/')) return from !== 'main.ts' && !from.startsWith('commands/');
        if (from.startsWith('platform/')) return !to.startsWith('platform/');
        const [own, other] = [moduleOf(from), moduleOf(to)];
        if (own && other) return order.indexOf(other) > order.indexOf(own);
        return own !== undefined && !to.startsWith('platform/') && to !== 'modules/module.js';
      })
      .map((to) => `${from} → ${to}`);
  });
  expect(wrong).toEqual([]);
});

test('every module folder is in the list, and every listed module has its folder', () => {
  const folders = readdirSync('src/modules').filter((name) => statSync(join('src/modules', name)).isDirectory());
  expect(folders.sort()).toEqual([...order].sort());
});

test('the environment is read in one place', () => {
  const readers = filesOf('src').filter((file) => readFileSync(file, 'utf8').includes('process.env'));
  expect(readers.map((file) => relative('src', file)).filter((file) => file !== 'config.ts' && !file.startsWith('platform/embedded/'))).toEqual([]);
});

/** What may be stored as it was typed: names, titles of posts, numbers of documents, and what an employer publishes about itself. */
const BARE =
  /(?:\b(?:name|number|code|officer|trademarkNumber|licenceNumber|certificateNumber|vehicle|insurance)\b(?:'\]|'\))?(?: \?\? '')?|agencies\/agency\.service\.ts text)$/;
const PUBLISHED = [
  'modules/vacancies/vacancy.service.ts',
  'modules/vacancies/employer.service.ts',
  'modules/imports/row.ts',
  'modules/imports/vacancy-row.ts',
];

test('words that are stored go through freeText: no ID number and no phone stays in them', () => {
  const wrong = filesOf('src/modules').flatMap((file) => {
    const path = relative('src', file);
    const text = readFileSync(file, 'utf8').replace(/^import .*$/gm, '');
    const bare = [...text.matchAll(/\bcleanText\b(?:\(((?:[^()]|\([^()]*\))*)\))?/g)].map(([, argument]) => `${path} ${argument ?? 'as a function'}`);
    const published = (one: string): boolean => PUBLISHED.includes(path) && !/reason|note/i.test(one);
    return bare.filter((one) => !BARE.test(one) && !published(one));
  });
  expect(wrong).toEqual([]);
});
