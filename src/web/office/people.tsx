import { useState } from 'preact/hooks';
import { OfficeQuotaProgressPeople, OfficeReveal, type QuotaProgressMeasure } from '../generated/office.ts';
import { act, confirm, day, Dialog, PagedTable, t, usePages, word } from '../ui/index.ts';

/** A phone behind a button: seen after a reason was given, which the person can read. */
export function Phone({ seeker }: { readonly seeker: { readonly id: string; readonly phoneMasked: string | null } | null }) {
  const [clear, setClear] = useState<string | null>(null);
  if (!seeker?.phoneMasked) return <>–</>;
  if (clear !== null) return <span class="revealed">{clear}</span>;
  const reveal = (): void =>
    void confirm({
      title: t('查看电话', 'See the phone number'),
      text: t('每次查看都留下记录，本人看得到谁、何时、为何看过。', 'Each look is written down; the person sees who looked, when and why.'),
      reason: t('为什么要看', 'What for'),
      action: t('查看', 'See it'),
      work: async (reason) => {
        const { data, declined } = await act(OfficeReveal, { id: seeker.id, input: { field: 'PHONE', reason } });
        if (data) setClear(data.seekerReveal.value ?? '–');
        return declined;
      },
    });
  return (
    <>
      {seeker.phoneMasked}{' '}
      <button type="button" class="link screen-only" onClick={reveal}>
        {t('查看', 'See')}
      </button>
    </>
  );
}

export interface Behind {
  readonly title: string;
  readonly measure: QuotaProgressMeasure;
  readonly region: string;
  readonly destination: string | null;
  readonly destinationKind: 'MAIN_URBAN' | 'PARTNER' | null;
  readonly year: number;
}

/** The people behind a number, names masked. */
export function People({ title, close, ...of }: Behind & { readonly close: () => void }) {
  const pages = usePages(OfficeQuotaProgressPeople, { ...of, first: 20 }, ({ quotaProgressPeople }) => quotaProgressPeople);
  return (
    <Dialog title={title} close={close} wide>
      <PagedTable
        caption={title}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        empty={<p>{t('没有人，或不在您的管辖范围内。', 'Nobody, or nobody in your sight.')}</p>}
        columns={[
          { key: 'name', head: t('姓名', 'Name'), cell: ({ seeker }) => seeker?.nameMasked ?? '–' },
          { key: 'phone', head: t('电话', 'Phone'), cell: ({ seeker }) => <Phone seeker={seeker} /> },
          { key: 'state', head: t('状态', 'State'), cell: ({ state }) => <span class="tag">{word('TransferState', state)}</span> },
          { key: 'from', head: t('来自', 'From'), cell: ({ origin }) => origin.name },
          { key: 'to', head: t('去向', 'To'), cell: ({ destination }) => destination.name },
          {
            key: 'post',
            head: t('岗位', 'Post'),
            cell: ({ order, placement, selfOrganised }) =>
              order?.vacancy?.title ?? placement?.vacancy?.title ?? (selfOrganised ? t('自行外出', 'Went by themselves') : '–'),
          },
          { key: 'left', head: t('出发', 'Left'), cell: ({ departedOn }) => day(departedOn) },
          { key: 'arrived', head: t('到达', 'Arrived'), cell: ({ arrivedOn }) => day(arrivedOn) },
        ]}
      />
    </Dialog>
  );
}
