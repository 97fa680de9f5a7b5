const floorDivide = (part: bigint, whole: bigint): bigint => {
  const quotient = part / whole;
  return part % whole !== 0n && part < 0n !== whole < 0n ? quotient - 1n : quotient;
};

/** `part / whole` with so many decimals, rounded half up on whole numbers alone; `whole` is above zero. */
export function quotient(part: bigint, whole: bigint, decimals: number): string {
  const steps = floorDivide(2n * part * 10n ** BigInt(decimals) + whole, 2n * whole);
  const digits = String(steps < 0n ? -steps : steps).padStart(decimals + 1, '0');
  const sign = steps < 0n ? '-' : '';
  return decimals === 0 ? sign + digits : `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `part / whole` in percent. */
export const percent = (part: bigint, whole: bigint, decimals: number): string => quotient(100n * part, whole, decimals);
