import type * as jest from '@jest/globals';

/** What the runner gives to every test, as imports. */
export const { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } = globalThis as unknown as typeof jest;
