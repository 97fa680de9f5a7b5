import type { LedgerSource } from '../../platform/measures/ledger.js';

export const ledgers: readonly LedgerSource[] = [
  {
    code: 'OPEN_POSTS',
    name: { zh: '空岗和公益性岗位', en: 'Open posts' },
    entries: `select v.id, v.institution_path as path, null::uuid as seeker_id, v.duties, v.valid_until::text as validity
                from vacancy v where v.state = 'OPEN'`,
    fields: { duties: { zh: '工作内容', en: 'duties' }, validity: { zh: '有效期', en: 'validity' } },
  },
];
