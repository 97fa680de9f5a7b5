import { t, today } from '../ui/index.ts';

const DAY_MS = 86_400_000;
const SOON_DAYS = 3;

/** How long until the last day of a step, in words and colour. */
export function Clock({ dueOn }: { readonly dueOn: string | null }) {
  if (dueOn === null) return <>–</>;
  const left = Math.round((Date.parse(dueOn) - Date.parse(today())) / DAY_MS);
  const tone = left < 0 ? 'bad' : left <= SOON_DAYS ? 'warn' : 'good';
  const words =
    left < 0 ? t(`逾期 ${-left} 天`, `${-left} days overdue`) : left === 0 ? t('今天到期', 'Due today') : t(`还有 ${left} 天`, `${left} days left`);
  return (
    <span class="clock">
      {dueOn} <span class={`tag tone-${tone}`}>{words}</span>
    </span>
  );
}
