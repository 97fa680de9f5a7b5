import { t } from './language.ts';

interface Stated {
  readonly text: string | null;
  readonly monthlyFrom: { readonly amountMinor: string } | null;
  readonly monthlyTo: { readonly amountMinor: string } | null;
}

const inYuan = ({ amountMinor }: { readonly amountMinor: string }): number => Math.round(Number(amountMinor) / 100);

/** Pay as notices say it: `3400–5200元/月`, or the words where no amount is known. */
export function payOf({ text, monthlyFrom, monthlyTo }: Stated): string {
  const [from, to] = [monthlyFrom && inYuan(monthlyFrom), monthlyTo && inYuan(monthlyTo)];
  if (from === null && to === null) return text ?? t('面议', 'To be agreed');
  const amounts = from === null || to === null || from === to ? String(from ?? to) : `${from}–${to}`;
  return t(`${amounts}元/月`, `¥${amounts} a month`);
}
