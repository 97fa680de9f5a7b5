import * as own from '../generated/recruiter.ts';
import type { ImportDocuments } from '../shared/documents.ts';
import { Imports } from '../shared/imports.tsx';
import { t, useAsk } from '../ui/index.ts';

const sheets: ImportDocuments = {
  list: own.RecruiterImports,
  start: own.RecruiterImportStart,
  progress: own.RecruiterImportProgress,
  refusals: own.RecruiterImportRefusals,
  withdraw: own.RecruiterImportWithdraw,
};

/** Own vacancies by a sheet; they wait for review at the office that is chosen, of the city unless another is. */
export function RecruiterSheets() {
  const { data } = useAsk(own.RecruiterInstitutions, { first: 100, filter: { kind: 'PUBLIC_EMPLOYMENT_SERVICE', region: '500000' } });
  const offices = (data?.institutions.edges ?? []).map(({ node }) => node);
  const ofCity = offices.filter(({ region }) => region.name === '重庆市');
  const reviewers = [...ofCity, ...offices.filter((one) => !ofCity.includes(one))].map(({ id, name }) => ({ value: id, label: name }));
  const stored = { at: '/recruiter/vacancies', word: t('看岗位', 'See the vacancies') };
  return <Imports kinds={['vacancies']} documents={sheets} reviewers={reviewers} stored={stored} />;
}
