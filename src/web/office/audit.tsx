import { useState } from 'preact/hooks';
import { type AuditAction, AuditorEntries } from '../generated/auditor.ts';
import { choices, Empty, moment, Page, PagedTable, SelectField, t, usePages, word } from '../ui/index.ts';

/** Who read, handed out or erased what of whom, and whose rights changed. */
export function Audit() {
  const [action, setAction] = useState('');
  const pages = usePages(AuditorEntries, { first: 20, action: (action || null) as AuditAction | null }, ({ auditEntries }) => auditEntries);
  return (
    <Page
      title={t('审计', 'Audit')}
      intro={t(
        '记录只增不改，逐条相链；改动或删除都查得出来。',
        'Entries are only added, each chained to the one before; a change or a gap is found.',
      )}
    >
      <section>
        <div class="filters screen-only">
          <SelectField label={t('行为', 'Act')} none={t('全部', 'All')} value={action} onChange={setAction} options={choices('AuditAction')} />
        </div>
        <PagedTable
          caption={t('审计记录', 'Entries')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={<Empty title={t('没有记录', 'No entries')} />}
          columns={[
            { key: 'at', head: t('时间', 'When'), cell: ({ createdAt }) => moment(createdAt) },
            {
              key: 'who',
              head: t('何人', 'Who'),
              cell: ({ actorName, actorRole }) => `${actorName ?? '–'}（${word('ViewerRole', actorRole.toUpperCase())}）`,
            },
            { key: 'what', head: t('行为', 'Act'), cell: (one) => word('AuditAction', one.action) },
            { key: 'field', head: t('内容', 'What'), cell: ({ field }) => (field === null ? '–' : word('SealedField', field)) },
            { key: 'whom', head: t('何人的', 'Whose'), cell: ({ seeker }) => seeker?.nameMasked ?? '–' },
            { key: 'why', head: t('原因', 'Why'), cell: ({ reason }) => reason ?? '–' },
          ]}
        />
      </section>
    </Page>
  );
}
