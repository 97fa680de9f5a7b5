import { OfficeQuotaProgress } from '../generated/office.ts';
import { count, Page, Shown, Table, t, today, useAsk, word } from '../ui/index.ts';

export function Board() {
  const asked = useAsk(OfficeQuotaProgress, { year: Number(today().slice(0, 4)), region: '500000' });
  return (
    <Page title={t('名额进度', 'Quota board')}>
      <section>
        <Shown asked={asked}>
          {({ quotaProgress }) => (
            <Table
              caption={t('区县与去向', 'Counties and destinations')}
              rows={quotaProgress.rows}
              keyOf={({ county, destinationKind }) => `${county?.name} ${destinationKind}`}
              columns={[
                { key: 'county', head: t('区县', 'County'), cell: ({ county }) => county?.name },
                { key: 'to', head: t('去向', 'Destination'), cell: ({ destinationKind }) => word('DestinationKind', destinationKind) },
                { key: 'arrived', head: t('到达', 'Arrived'), numeric: true, cell: ({ arrived }) => count(arrived) },
              ]}
            />
          )}
        </Shown>
      </section>
    </Page>
  );
}
