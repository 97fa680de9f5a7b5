/** Every limit with its number; `LIMIT_<NAME>` in the environment changes one (`LIMIT_DEPTH=12`). What each means: README, *Limits*. */
export const LIMITS = {
  // a request
  bodyBytes: 64 * 1_024,
  bodySeconds: 8,
  headers: 100,
  headerBytes: 8 * 1_024,
  jsonDepth: 20,
  listItems: 250,
  connections: 15_000,
  // a document
  tokens: 1_000,
  depth: 10,
  fields: 2_000,
  aliases: 30,
  /** Fields of one name in a selection. */
  repeats: 20,
  directives: 30,
  nameLength: 64,
  cost: 2_000,
  // an answer that refuses
  errors: 5,
  answerBytes: 1_024,
  // a principal: a user, a device, else an address
  pointsPerMinute: 1_200,
  pointsAtOnce: 600,
  principals: 50_000,
  // a socket
  initSeconds: 3,
  frameBytes: 64 * 1_024,
  frameFragments: 16,
  messagesPerSecond: 20,
  subscriptions: 10,
  bufferedBytes: 256 * 1_024,
  pingSeconds: 10,
  // sockets
  socketsOfOne: 4,
  socketsOfAddress: 50,
  socketsUnnamed: 1_000,
};

export type Limits = Readonly<typeof LIMITS>;

/** `pointsPerMinute` → `LIMIT_POINTS_PER_MINUTE`. */
export const limitVariable = (name: string): string => `LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
