import { OfficeHere } from '../generated/office.ts';
import { type Asked, useAsk } from '../ui/index.ts';

export interface Here {
  /** Code of the division that the office holds. */
  readonly region: string;
  readonly level: string | null;
}

/** Where the office that is signed in stands. */
export function useHere(): Asked<Here> {
  const asked = useAsk(OfficeHere, {});
  const viewer = asked.data?.viewer;
  return { ...asked, data: viewer && { region: viewer.regionPath?.split('/').at(-1) ?? '500000', level: viewer.level } };
}
