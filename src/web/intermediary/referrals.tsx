import { useState } from 'preact/hooks';
import {
  IntermediaryReferralAccept,
  IntermediaryReferralHire,
  IntermediaryReferralInterview,
  IntermediaryReferralNoShow,
  IntermediaryReferralNotHire,
  IntermediaryReferrals,
  type IntermediaryReferralsQuery,
  ReferralRefusal,
  type ReferralState,
} from '../generated/intermediary.ts';
import {
  act,
  CheckField,
  choices,
  confirm,
  DateField,
  day,
  type Declined,
  Dialog,
  Empty,
  Form,
  Name,
  Page,
  PagedTable,
  SelectField,
  t,
  TextAreaField,
  toast,
  today,
  useDownload,
  useFields,
  usePages,
  word,
  Wrong,
} from '../ui/index.ts';

type Referral = IntermediaryReferralsQuery['referrals']['edges'][number]['node'];
const OPEN: readonly string[] = ['ISSUED', 'ACCEPTED', 'INTERVIEWED'];
const TONES: Readonly<Record<string, string>> = {
  HIRED: 'tag tone-good',
  NOT_HIRED: 'tag tone-bad',
  NO_SHOW: 'tag tone-bad',
  REFUSED: 'tag tone-bad',
  EXPIRED: 'tag',
};

/** Letters issued, and what became of them: what the counterfoil says is taken down here. */
export function Referrals() {
  const [state, setState] = useState('');
  const [current, setCurrent] = useState<Referral | null>(null);
  const pages = usePages(
    IntermediaryReferrals,
    { first: 20, filter: { state: (state || null) as ReferralState | null } },
    ({ referrals }) => referrals,
  );
  const sheet = useDownload();
  return (
    <Page
      title={t('推荐与结果', 'Referrals and outcomes')}
      intro={t(
        '推荐信由求职者带去，回执七天内交回；收到回执就在这里记结果。沉默不算就业。',
        'The person takes the letter along; the counterfoil is due within seven days. Record here what it says.',
      )}
      actions={
        <>
          <a class="button primary" href="/intermediary/matches">
            {t('开新的推荐信', 'Refer somebody')}
          </a>
          <button type="button" disabled={sheet.running} onClick={() => sheet.start('/exports/referrals.xlsx', 'referrals.xlsx')}>
            {t('导出 Excel', 'Export to Excel')}
          </button>
        </>
      }
    >
      {sheet.problem && <Wrong problem={sheet.problem} />}
      <section>
        <div class="filters screen-only">
          <SelectField label={t('状态', 'State')} none={t('全部', 'All')} value={state} onChange={setState} options={choices('ReferralState')} />
        </div>
        <PagedTable
          caption={t('推荐', 'Referrals')}
          quiet
          pages={pages}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t('没有推荐', 'No referrals')}>
              <p>{t('从人岗匹配里选一个人和一个岗位，开推荐信。', 'Choose a person and a post under Matches.')}</p>
              <a class="button" href="/intermediary/matches">
                {t('去匹配', 'To the matches')}
              </a>
            </Empty>
          }
          columns={[
            { key: 'number', head: t('编号', 'Number'), cell: ({ id, number }) => <a href={`/intermediary/referrals/${id}`}>{number}</a> },
            {
              key: 'name',
              head: t('姓名', 'Name'),
              cell: ({ seeker }) =>
                seeker ? (
                  <a class="together" href={`/intermediary/roster/${seeker.id}`}>
                    {seeker.name}
                  </a>
                ) : (
                  '–'
                ),
            },
            {
              key: 'post',
              head: t('岗位', 'Post'),
              cell: ({ vacancy }) => (vacancy ? <Name of={`${vacancy.title} · ${vacancy.employer.name}`} /> : '–'),
            },
            {
              key: 'issued',
              head: t('开具', 'Issued'),
              cell: ({ issuedOn }) => <span class="together">{day(issuedOn)}</span>,
              by: ({ issuedOn }) => issuedOn,
            },
            {
              key: 'due',
              head: t('回执期限', 'Counterfoil due'),
              cell: (one) =>
                OPEN.includes(one.state) && one.expiresOn < today() ? (
                  <span class="tag tone-bad">{t(`${day(one.expiresOn)} 逾期`, `${day(one.expiresOn)} overdue`)}</span>
                ) : (
                  day(one.expiresOn)
                ),
              by: ({ expiresOn }) => expiresOn,
            },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: (one) => <span class={TONES[one.state] ?? 'tag tone-warn'}>{word('ReferralState', one.state)}</span>,
            },
            {
              key: 'reason',
              head: t('说明', 'Remarks'),
              cell: ({ reason, interviewOn }) => reason ?? (interviewOn ? t(`${day(interviewOn)} 面试`, `interview ${day(interviewOn)}`) : ''),
            },
            {
              key: 'do',
              head: t('办理', 'Do'),
              screenOnly: true,
              cell: (one) =>
                OPEN.includes(one.state) && (
                  <button type="button" aria-label={t(`记结果 ${one.number}`, `Record the outcome of ${one.number}`)} onClick={() => setCurrent(one)}>
                    {t('记结果', 'Record')}
                  </button>
                ),
            },
          ]}
        />
      </section>
      {current && (
        <Outcome
          referral={current}
          close={() => setCurrent(null)}
          done={(said) => {
            setCurrent(null);
            toast(said);
            pages.reload();
          }}
        />
      )}
    </Page>
  );
}

type Choice = 'ACCEPTED' | 'INTERVIEWED' | 'HIRED' | 'NOT_HIRED' | 'NO_SHOW' | 'REFUSED';
const AFTER: Readonly<Record<string, readonly Choice[]>> = {
  ISSUED: ['ACCEPTED', 'INTERVIEWED', 'HIRED', 'NOT_HIRED', 'NO_SHOW', 'REFUSED'],
  ACCEPTED: ['INTERVIEWED', 'HIRED', 'NOT_HIRED', 'NO_SHOW', 'REFUSED'],
  INTERVIEWED: ['HIRED', 'NOT_HIRED', 'NO_SHOW', 'REFUSED'],
};
const FINAL: readonly string[] = ['HIRED', 'NOT_HIRED', 'NO_SHOW', 'REFUSED'];

function Outcome({ referral, close, done }: { readonly referral: Referral; readonly close: () => void; readonly done: (said: string) => void }) {
  const [first] = AFTER[referral.state]!;
  const fields = useFields({ state: first as string, on: today(), reason: '', withCause: true });
  const { values, of } = fields;
  const { id } = referral;
  const send = async (): Promise<readonly Declined[]> => {
    const { on, reason, withCause } = values;
    const sent = {
      ACCEPTED: () => act(IntermediaryReferralAccept, { id, input: {} }),
      INTERVIEWED: () => act(IntermediaryReferralInterview, { id, input: { on } }),
      HIRED: () => act(IntermediaryReferralHire, { id, input: {} }),
      NOT_HIRED: () => act(IntermediaryReferralNotHire, { id, input: { reason } }),
      NO_SHOW: () => act(IntermediaryReferralNoShow, { id, input: {} }),
      REFUSED: () => act(ReferralRefusal, { id, input: { reason, withCause } }),
    }[values.state as Choice];
    return (await sent()).declined;
  };
  const submit = async (): Promise<readonly Declined[]> => {
    const said = word('ReferralState', values.state);
    if (!FINAL.includes(values.state)) {
      const declined = await send();
      if (declined.length === 0) done(t(`已记为“${said}”`, `Recorded: ${said}`));
      return declined;
    }
    const is = await confirm({
      title: t(`记为“${said}”？`, `Record “${said}”?`),
      text: t('这封推荐信就此了结，不能改回。', 'That ends this referral and cannot be taken back.'),
      action: t(`记为“${said}”`, `Record “${said}”`),
      danger: values.state !== 'HIRED',
      work: send,
    });
    if (is) done(t(`已记为“${said}”`, `Recorded: ${said}`));
    return [];
  };
  return (
    <Dialog title={t(`推荐 ${referral.number} 的结果`, `Outcome of ${referral.number}`)} close={close}>
      <p>{`${referral.seeker?.name ?? ''} · ${referral.vacancy?.title ?? ''}`}</p>
      <Form fields={fields} submit={submit} action={t('记录', 'Record')} cancel={close}>
        <SelectField
          label={t('结果', 'Outcome')}
          options={AFTER[referral.state]!.map((value) => ({ value, label: word('ReferralState', value) }))}
          {...of('state')}
        />
        {values.state === 'INTERVIEWED' && <DateField label={t('面试日', 'Day of the interview')} required {...of('on')} />}
        {['NOT_HIRED', 'REFUSED'].includes(values.state) && <TextAreaField label={t('原因', 'Reason')} required {...of('reason')} />}
        {values.state === 'REFUSED' && <CheckField label={t('有正当理由', 'With good cause')} {...of('withCause')} />}
      </Form>
    </Dialog>
  );
}
