/** People who go together or not at all: a couple, a village group, or one person. */
export interface Party {
  readonly key: string;
  readonly size: number;
}

/**
 * Which parties fill a number of places: as many places as whole parties can fill, and of all ways to do that the one
 * that takes the earliest in the list. No party is split.
 */
export function fill(parties: readonly Party[], room: number): string[] {
  const most = Math.max(0, room);
  // reach[i][n]: the parties from i on can fill exactly n places.
  const reach: Uint8Array[] = [];
  reach[parties.length] = new Uint8Array(most + 1);
  reach[parties.length]![0] = 1;
  for (let at = parties.length - 1; at >= 0; at--) {
    const [later, { size }] = [reach[at + 1]!, parties[at]!];
    const now = later.slice();
    for (let places = size; places <= most; places++) if (later[places - size]) now[places] = 1;
    reach[at] = now;
  }
  let left = reach[0]!.lastIndexOf(1);
  const taken: string[] = [];
  parties.forEach(({ key, size }, at) => {
    if (size > left || !reach[at + 1]![left - size]) return;
    taken.push(key);
    left -= size;
  });
  return taken;
}
