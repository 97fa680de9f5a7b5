import { useState } from 'preact/hooks';
import { OfficePolicyDocumentRegister, OfficePolicyDocuments, type PolicyTextState } from '../generated/office.ts';
import {
  act,
  choices,
  DateField,
  day,
  type Declined,
  Dialog,
  Form,
  Page,
  PagedTable,
  SelectField,
  t,
  TextField,
  toast,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';

/** What rates and rules rest on, by number. */
export function Documents() {
  const pages = usePages(OfficePolicyDocuments, { first: 20 }, ({ policyDocuments }) => policyDocuments);
  const [open, setOpen] = useState(false);
  return (
    <Page
      title={t('政策文件', 'Policy documents')}
      actions={
        <button type="button" class="primary" onClick={() => setOpen(true)}>
          {t('登记文件', 'Register a document')}
        </button>
      }
    >
      <section>
        <PagedTable
          caption={t('政策文件', 'Policy documents')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          columns={[
            { key: 'number', head: t('文号', 'Number'), cell: ({ number }) => number, by: ({ number }) => number },
            { key: 'title', head: t('标题', 'Title'), cell: ({ title }) => title },
            { key: 'issuer', head: t('发文机关', 'Issued by'), cell: ({ issuer }) => issuer ?? '–' },
            { key: 'on', head: t('日期', 'Date'), cell: ({ issuedOn }) => day(issuedOn), by: ({ issuedOn }) => issuedOn },
            { key: 'text', head: t('文本', 'Text'), cell: ({ textState }) => word('PolicyTextState', textState) },
          ]}
        />
      </section>
      {open && (
        <Registration
          close={() => setOpen(false)}
          done={() => {
            setOpen(false);
            toast(t('已登记', 'Registered'));
            pages.reload();
          }}
        />
      )}
    </Page>
  );
}

function Registration({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const fields = useFields({ number: '', title: '', issuer: '', issuedOn: '', textState: choices('PolicyTextState')[0]?.value ?? '' });
  const submit = async ({ issuer, issuedOn, textState, ...values }: typeof fields.values): Promise<readonly Declined[]> => {
    const input = { ...values, issuer: issuer.trim() || null, issuedOn: issuedOn || null, textState: textState as PolicyTextState };
    const { declined } = await act(OfficePolicyDocumentRegister, { input });
    if (declined.length === 0) done();
    return declined;
  };
  const { of } = fields;
  return (
    <Dialog title={t('登记文件', 'Register a document')} close={close}>
      <Form fields={fields} submit={submit} action={t('登记', 'Register')} cancel={close}>
        <TextField label={t('文号', 'Number')} required {...of('number')} />
        <TextField label={t('标题', 'Title')} required {...of('title')} />
        <TextField label={t('发文机关', 'Issued by')} {...of('issuer')} />
        <DateField label={t('日期', 'Date')} {...of('issuedOn')} />
        <SelectField label={t('文本', 'Text')} {...of('textState')} options={choices('PolicyTextState')} />
      </Form>
    </Dialog>
  );
}
