import { useState } from 'preact/hooks';
import { KioskNearestBooths } from '../generated/kiosk.ts';
import { Dialog, Name, Shown, t, useAsk } from '../ui/index.ts';
import { draw } from './detail.tsx';
import { fair, standAt } from './fair.ts';
import { PassDoor } from './pass.tsx';
import { pass } from './visit.ts';
import { boothWords } from './work.ts';

interface Wanted {
  readonly participation: string;
  readonly booth: string;
}

/** Booths around, nearest first, with their queues of now; a number is drawn here. */
export function Booths() {
  const now = fair.value;
  const asked = useAsk(KioskNearestBooths, now ? { fairId: now.id } : null);
  const [wanted, want] = useState<Wanted | null>(null);
  const [news, setNews] = useState<{ good: boolean; text: string } | null>(null);
  const take = async (one: Wanted): Promise<void> => {
    want(null);
    const held = pass.peek();
    if (!held) return want(one);
    setNews(await draw(one.participation, held.pass, one.booth));
  };
  return (
    <>
      <h1>{t('最近的展位', 'Nearest booths')}</h1>
      {news && (
        <p class={news.good ? 'notice' : 'form-problem'} role="status">
          {news.text}
        </p>
      )}
      <Shown asked={asked}>
        {({ fairNearestBooths }) => (
          <ul class="k-cards">
            {fairNearestBooths.map(({ metres, participation: { id, employer, booth, called, waiting } }) => {
              const [number, hall] = [booth?.number ?? null, booth?.hall.name ?? null];
              const live = standAt(hall, number) ?? { called, waiting };
              return (
                <li key={id} class="k-card">
                  <span class="k-title">{boothWords(number, hall)}</span>
                  <span>
                    <Name of={employer.name} />
                  </span>
                  <span>{metres === null ? t('在另一个展厅', 'In another hall') : t(`约 ${metres} 米`, `About ${metres} metres`)}</span>
                  <span>{t(`叫到 ${live.called} 号，等候 ${live.waiting} 人`, `Number ${live.called} called, ${live.waiting} wait`)}</span>
                  <button type="button" onClick={() => void take({ participation: id, booth: boothWords(number, null) })}>
                    {t('取号', 'Draw a number')}
                  </button>
                </li>
              );
            })}
          </ul>
        )}
      </Shown>
      {wanted && (
        <Dialog wide title={t('请先出示入场码', 'Show your pass first')} close={() => want(null)}>
          <PassDoor done={() => void take(wanted)} />
        </Dialog>
      )}
    </>
  );
}
