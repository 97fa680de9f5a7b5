import { RecruiterEmployers } from '../generated/recruiter.ts';
import { type Asked, useAsk } from '../ui/index.ts';

export interface Own {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly region: { readonly code: string; readonly name: string };
}

/** The employers that the one who is signed in recruits for. */
export function useOwn(): Asked<readonly Own[]> {
  const asked = useAsk(RecruiterEmployers, {});
  return { ...asked, data: asked.data?.employers.edges.map(({ node }) => node) };
}
