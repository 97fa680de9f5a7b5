import { OwnReadings } from '../generated/seeker.ts';
import { Empty, moment, Page, PagedTable, t, usePages, word } from '../ui/index.ts';

/** Who read what of mine, and why. */
export function Readings() {
  const pages = usePages(OwnReadings, { first: 20 }, ({ seekerReadings }) => seekerReadings);
  return (
    <Page
      title={t('谁看过我的信息', 'Who read what')}
      intro={t('每次查看、导出和同意都有记录，不能删改。', 'Each reading, export and consent is written down and cannot be changed.')}
    >
      <section>
        <PagedTable
          caption={t('记录', 'Entries')}
          quiet
          empty={<Empty title={t('还没有人查看过您的信息', 'Nobody has read anything of yours yet')} />}
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'at', head: t('时间', 'When'), cell: ({ createdAt }) => moment(createdAt) },
            { key: 'who', head: t('谁', 'Who'), cell: ({ actorName, actorRole }) => actorName ?? word('ViewerRole', actorRole.toUpperCase()) },
            { key: 'what', head: t('做了什么', 'Did what'), cell: ({ action }) => word('AuditAction', action) },
            { key: 'field', head: t('内容', 'Of what'), cell: ({ field }) => fieldWords(field) },
            { key: 'why', head: t('原因', 'Why'), cell: ({ reason }) => reason ?? '–' },
          ]}
        />
      </section>
    </Page>
  );
}

function fieldWords(field: string | null): string {
  if (field === null) return '–';
  const known: Record<string, string> = {
    ID_NUMBER: t('证件号', 'ID number'),
    PHONE: t('电话', 'Phone'),
    ADDRESS: t('住址', 'Address'),
    CONTACT: t('联系方式', 'Name and phone'),
    SHARING: t('登记资料', 'Record'),
    REGISTRATION: t('求职登记', 'Registration'),
  };
  return known[field] ?? field;
}
