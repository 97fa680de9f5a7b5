import 'reflect-metadata';
import { addEventHandler } from 'jest-circus';

/** Of a test or hook that says nothing else, in ms. */
const LIMIT = 60_000;

/** A test or hook that does not come to its end fails; the runner itself would wait for ever. */
function limit(entry: { fn?: unknown; timeout?: number | null | undefined }): void {
  const work = entry.fn as (() => unknown) | undefined;
  const time = entry.timeout ?? LIMIT;
  if (!work) return;
  entry.fn = async () => {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error(`not done after ${time} ms`)), time);
    await Promise.race([Promise.resolve().then(work), promise]).finally(() => clearTimeout(timer));
  };
}

/** What each process of the runner begins with. */
export default function setup(): void {
  addEventHandler(({ name }, { currentDescribeBlock }) => {
    if (name === 'add_test') limit(currentDescribeBlock.tests.at(-1)!);
    if (name === 'add_hook') limit(currentDescribeBlock.hooks.at(-1)!);
  });
}
