import { useState } from 'preact/hooks';
import { act, confirm, t } from '../ui/index.ts';
import type { Reveal } from './documents.ts';

/** A phone behind a button: seen after a reason was given, which the person can read. */
export function Phone({
  seeker,
  reveal,
}: {
  readonly seeker: { readonly id: string; readonly name?: string | null; readonly phoneMasked: string | null } | null | undefined;
  readonly reveal: Reveal;
}) {
  const [clear, setClear] = useState<string | null>(null);
  if (!seeker?.phoneMasked) return <>–</>;
  if (clear !== null) return <span class="revealed">{clear}</span>;
  const ask = (): void =>
    void confirm({
      title: t('查看电话', 'See the phone number'),
      text: t('每次查看都留下记录，本人看得到谁、何时、为何看过。', 'Each look is written down; the person sees who looked, when and why.'),
      reason: t('为什么要看', 'What for'),
      action: t('查看', 'See it'),
      work: async (reason) => {
        const { data, declined } = await act(reveal, { id: seeker.id, input: { field: 'PHONE', reason } });
        if (data) setClear(data.seekerReveal.value ?? '–');
        return declined;
      },
    });
  return (
    <>
      {seeker.phoneMasked}{' '}
      <button type="button" class="link screen-only" onClick={ask}>
        {t('查看', 'See')}
      </button>
    </>
  );
}
