import { useState } from 'preact/hooks';
import {
  type AgreementState,
  OfficeAgreementActivate,
  OfficeAgreementDraft,
  OfficeAgreements,
  type OfficeAgreementsQuery,
  OfficeAgreementSign,
  OfficeAgreementTerminate,
} from '../generated/office.ts';
import {
  act,
  choices,
  confirm,
  DateField,
  day,
  type Declined,
  Dialog,
  Form,
  PagedTable,
  SelectField,
  t,
  TextField,
  toast,
  today,
  useFields,
  usePages,
  word,
} from '../ui/index.ts';

type Agreement = OfficeAgreementsQuery['agreements']['edges'][number]['node'];

/** Who promised whom, from the talks to the end. */
export function Agreements() {
  const [state, setState] = useState('');
  const [drafting, setDrafting] = useState(false);
  const pages = usePages(OfficeAgreements, { first: 20, state: (state || null) as AgreementState | null }, ({ agreements }) => agreements);
  const step = async (question: Parameters<typeof confirm>[0]): Promise<void> => {
    if (!(await confirm(question))) return;
    toast(`${question.action} ✓`);
    pages.reload();
  };
  const steps = ({ id, state: at, title }: Agreement) => (
    <>
      {at === 'NEGOTIATING' && (
        <button
          type="button"
          onClick={() =>
            void step({
              title: t('签订协议', 'Sign the agreement'),
              text: t(`${title}：今日签订，条款不再变更。`, `${title}: signed today; its terms do not change any more.`),
              action: t('签订', 'Sign'),
              work: async () => (await act(OfficeAgreementSign, { id, input: { on: today() } })).declined,
            })
          }
        >
          {t('签订', 'Sign')}
        </button>
      )}
      {at === 'SIGNED' && (
        <button
          type="button"
          onClick={() =>
            void step({
              title: t('协议生效', 'Bring it into force'),
              text: t(`${title}：生效后可以提供名额。`, `${title}: places can be offered from then on.`),
              action: t('生效', 'Bring into force'),
              work: async () => (await act(OfficeAgreementActivate, { id, input: {} })).declined,
            })
          }
        >
          {t('生效', 'Bring into force')}
        </button>
      )}
      {(at === 'SIGNED' || at === 'ACTIVE') && (
        <button
          type="button"
          onClick={() =>
            void step({
              title: t('终止协议', 'Terminate the agreement'),
              text: t(`${title}：终止后不能恢复。`, `${title}: this cannot be undone.`),
              action: t('终止', 'Terminate'),
              danger: true,
              reason: t('原因', 'Reason'),
              work: async (reason) => (await act(OfficeAgreementTerminate, { id, input: { reason } })).declined,
            })
          }
        >
          {t('终止', 'Terminate')}
        </button>
      )}
    </>
  );
  return (
    <>
      <div class="filters screen-only">
        <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('AgreementState')} />
        <button type="button" class="beside" onClick={() => setDrafting(true)}>
          {t('起草协议', 'Draft an agreement')}
        </button>
      </div>
      {drafting && (
        <DraftAgreement
          close={() => setDrafting(false)}
          done={() => {
            setDrafting(false);
            toast(t('协议已起草', 'Drafted'));
            pages.reload();
          }}
        />
      )}
      <PagedTable
        caption={t('劳务合作协议', 'Agreements')}
        quiet
        pages={pages}
        keyOf={({ id }) => id}
        columns={[
          { key: 'title', head: t('协议', 'Agreement'), cell: ({ title }) => title, by: ({ title }) => title },
          { key: 'from', head: t('输出地', 'Sends'), cell: ({ sendingCounty }) => sendingCounty.name, by: ({ sendingCounty }) => sendingCounty.name },
          {
            key: 'to',
            head: t('接收地', 'Receives'),
            cell: ({ receivingRegion }) => receivingRegion.name,
            by: ({ receivingRegion }) => receivingRegion.name,
          },
          {
            key: 'trades',
            head: t('工种', 'Trades'),
            cell: ({ trades }) => (trades.length === 0 ? t('不限', 'Any') : t(`限 ${trades.length} 个工种`, `${trades.length} trades`)),
          },
          {
            key: 'time',
            head: t('有效期', 'Term'),
            cell: ({ validFrom, validUntil }) => <span class="together">{`${day(validFrom)} — ${day(validUntil)}`}</span>,
            by: ({ validUntil }) => validUntil,
          },
          {
            key: 'state',
            head: t('状态', 'State'),
            cell: (one) => <span class={one.state === 'ACTIVE' ? 'tag tone-good' : 'tag'}>{word('AgreementState', one.state)}</span>,
          },
          { key: 'do', head: t('办理', 'Do'), screenOnly: true, cell: steps },
        ]}
      />
    </>
  );
}

function DraftAgreement({ close, done }: { readonly close: () => void; readonly done: () => void }) {
  const year = today().slice(0, 4);
  const fields = useFields({ title: '', sendingCounty: '', receivingRegion: '', trades: '', validFrom: today(), validUntil: `${year}-12-31` });
  const submit = async ({ trades, ...values }: typeof fields.values): Promise<readonly Declined[]> => {
    const listed = trades.split(/[\s,，、]+/).filter(Boolean);
    const { declined } = await act(OfficeAgreementDraft, { input: { ...values, trades: listed, parties: [] } });
    if (declined.length === 0) done();
    return declined;
  };
  const { of } = fields;
  return (
    <Dialog title={t('起草协议', 'Draft an agreement')} close={close} wide>
      <Form fields={fields} submit={submit} action={t('起草', 'Draft it')} cancel={close}>
        <div class="columns">
          <TextField label={t('名称', 'Title')} required {...of('title')} />
          <TextField label={t('输出区县', 'County that sends')} hint={t('名称或代码', 'Name or code')} required {...of('sendingCounty')} />
          <TextField label={t('接收地区', 'Region that receives')} hint={t('名称或代码', 'Name or code')} required {...of('receivingRegion')} />
          <TextField label={t('工种', 'Trades')} hint={t('用顿号分隔；空着不限', 'Separated by commas; none is any')} {...of('trades')} />
          <DateField label={t('起', 'First day')} required {...of('validFrom')} />
          <DateField label={t('止', 'Last day')} required {...of('validUntil')} />
        </div>
      </Form>
    </Dialog>
  );
}
