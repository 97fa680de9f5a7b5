import { day, daysFrom, t, word } from '../ui/index.ts';

interface Registration {
  readonly id: string;
  readonly state: string;
  readonly validUntil: string;
}

/** A registration that ends soon is renewed in time. */
export const SOON_DAYS = 30;

export const inForce = (registrations: readonly Registration[]): Registration | undefined => registrations.find(({ state }) => state === 'ACTIVE');

export function Registered({ registrations, on }: { readonly registrations: readonly Registration[]; readonly on: string }) {
  const active = inForce(registrations);
  if (!active) return <span class="tag">{word('RegistrationState', registrations[0]?.state)}</span>;
  const soon = active.validUntil <= daysFrom(on, SOON_DAYS);
  return <span class={soon ? 'tag tone-warn' : 'tag tone-good'}>{t(`至 ${day(active.validUntil)}`, `until ${day(active.validUntil)}`)}</span>;
}
