/** Each event of a stream turned into something else. `return` reaches the stream at once, also while it waits. */
export function mapped<T, U>(stream: AsyncIterable<T>, turn: (event: T) => Promise<U>): AsyncIterableIterator<U> {
  const source = stream[Symbol.asyncIterator]();
  return {
    async next() {
      const one = await source.next();
      if (one.done) return { done: true, value: undefined };
      try {
        return { done: false, value: await turn(one.value) };
      } catch (error) {
        await source.return?.();
        throw error;
      }
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/**
 * What `read` gives, asked again each `pauseMs`, whenever it differs from the last; ends with `undefined`. A reader that
 * goes away ends it within the pause: nothing polls for nobody.
 */
export function changes(read: () => Promise<string | undefined>, pauseMs: number): AsyncIterableIterator<string> {
  let [seen, gone] = [undefined as string | undefined, false];
  return {
    async next() {
      while (!gone) {
        const now = await read();
        if (now === undefined) gone = true;
        else if (now !== seen) return { done: false, value: (seen = now) };
        else await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
      return { done: true, value: undefined };
    },
    return() {
      gone = true;
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
