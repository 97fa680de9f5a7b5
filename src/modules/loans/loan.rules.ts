interface Share {
  readonly value: bigint;
  readonly per: bigint;
}

const within = (part: bigint, of: bigint, { value, per }: Share): boolean => part * per <= value * of;

/** What money stands under. Each is a line of its own, so that a test can take one away and see that it is missed. */
export const conditions = {
  /** What the fund answers for stays within so many times its money (a provincial text, domain notes 3.6). */
  capacity: (exposure: bigint, more: bigint, balance: bigint, leverage: Share): boolean => within(exposure + more, balance, leverage),
  /** Of a year no more is paid out than a share of the fund as it would stand without those payments; how the balance is meant is ours. */
  yearly: (paid: bigint, more: bigint, balance: bigint, share: Share): boolean => within(paid + more, balance + paid, share),
  /** The fund pays out of what it has. */
  covered: (balance: bigint, amount: bigint): boolean => amount <= balance,
  /** Nobody pays back more than they owe. */
  owed: (owed: bigint, amount: bigint): boolean => amount <= owed,
  /** A payment counts on the day of its value: not before the money went out, and not after today. */
  valued: (out: string, value: string, day: string): boolean => out <= value && value <= day,
  /** A loan is overdue for so long before the fund pays. */
  waited: (lastDay: string, day: string, plus: (day: string, days: number) => string, grace: number): boolean => day >= plus(lastDay, grace),
  /** Extended before its last day is over. */
  inTime: (lastDay: string, day: string): boolean => day <= lastDay,
  /** Ends as overdue only after its last day. */
  late: 'coalesce(contract_extended_until, contract_due_on) < app_today()',
};
