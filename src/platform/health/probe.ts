/** What did not answer in time. */
export class Unanswered extends Error {
  override readonly name = 'Unanswered';
}

/**
 * A question that is answered within so many milliseconds or fails. It is asked once at a time: while something hangs,
 * however many ask, one question waits for it.
 */
export function probe<T>(ask: () => Promise<T>, withinMs: number): () => Promise<T> {
  let asked: Promise<T> | undefined;
  return () => {
    asked ??= ask().finally(() => (asked = undefined));
    const late = new Promise<never>((_, reject) => {
      const timer = setTimeout(() => reject(new Unanswered(`no answer within ${withinMs} ms`)), withinMs).unref();
      asked!.then(
        () => clearTimeout(timer),
        () => clearTimeout(timer),
      );
    });
    return Promise.race([asked, late]);
  };
}
