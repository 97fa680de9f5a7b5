import { OfficeQuotaProgressPeople, OfficeReveal, type QuotaProgressMeasure } from '../generated/office.ts';
import { day, Dialog, PagedTable, t, usePages, word } from '../ui/index.ts';
import { Phone } from '../shared/phone.tsx';

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
          { key: 'phone', head: t('电话', 'Phone'), cell: ({ seeker }) => <Phone seeker={seeker} reveal={OfficeReveal} /> },
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
