import type { LedgerSource } from '../../platform/measures/ledger.js';

export const ledgers: readonly LedgerSource[] = [
  {
    code: 'TRAINED_PEOPLE',
    name: { zh: '培训人员', en: 'People in training' },
    entries: `select e.id, s.region_path as path, e.seeker_id, e.certificate_number as certificate, e.outcome_kind as outcome
                from training_enrolment e join seeker s on s.id = e.seeker_id and s.state = 'ACTIVE' where e.state <> 'WITHDRAWN'`,
    fields: { certificate: { zh: '证书编号', en: 'certificate' }, outcome: { zh: '去向', en: 'outcome' } },
  },
];
