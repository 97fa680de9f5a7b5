import { OwnConsentGive, OwnConsents, OwnConsentWithdraw, InstitutionsToShareWith } from '../generated/seeker.ts';
import { act, byName, confirm, Form, moment, Name, Page, say, SelectField, Shown, t, Table, toast, useAsk, useFields, word } from '../ui/index.ts';
import { useOwn } from './own.ts';

/** What I let others see: give it to one, take it back at any time. */
export function Consents() {
  const asked = useOwn(OwnConsents, (id) => ({ id }));
  const fields = useFields({ institution: '' });
  const institutions = useAsk(InstitutionsToShareWith, { filter: { kind: 'PUBLIC_EMPLOYMENT_SERVICE' as const }, first: 60 });
  const withdraw = async (id: string, whom: string): Promise<void> => {
    const done = await confirm({
      title: t('撤回同意', 'Withdraw the consent'),
      text: t(`撤回后 ${whom} 立即看不到您的信息。`, `${whom} stops seeing it at once.`),
      action: t('撤回', 'Withdraw'),
      danger: true,
      work: async () => (await act(OwnConsentWithdraw, { id, input: {} })).declined,
    });
    if (!done) return;
    toast(t('已撤回同意', 'The consent is withdrawn'));
    asked.reload();
  };
  return (
    <Page
      title={t('我的同意', 'My consents')}
      intro={t('没有您的同意，用人单位看不到您的姓名和电话。', 'Without your consent no employer sees your name or phone.')}
    >
      <Shown asked={asked}>
        {({ seeker, consentTexts }) => {
          const sharing = consentTexts.find(({ purpose }) => purpose === 'SHARING');
          const give = async ({ institution }: { institution: string }) => {
            const { declined } = await act(OwnConsentGive, {
              input: { seeker: asked.id!, purpose: 'SHARING', version: sharing!.version, institution },
            });
            if (declined.length === 0) {
              toast(t('已同意', 'Given'));
              fields.reset({ institution: '' });
              asked.reload();
            }
            return declined;
          };
          return (
            <>
              <section>
                <Table
                  caption={t('已给出的同意', 'Given so far')}
                  rows={seeker?.consents ?? []}
                  keyOf={({ id }) => id}
                  columns={[
                    {
                      key: 'to',
                      head: t('给谁', 'To whom'),
                      cell: ({ employer, institution }) => <Name of={employer?.name ?? institution?.name ?? '–'} />,
                    },
                    { key: 'what', head: t('做什么', 'To what'), cell: ({ purpose }) => word('ConsentPurpose', purpose) },
                    { key: 'text', head: t('内容', 'Wording'), cell: ({ text }) => say(text) },
                    { key: 'on', head: t('给出', 'Given'), cell: ({ createdAt }) => moment(createdAt) },
                    { key: 'end', head: t('撤回', 'Withdrawn'), cell: ({ withdrawnAt }) => moment(withdrawnAt) },
                    {
                      key: 'do',
                      head: t('操作', 'Actions'),
                      screenOnly: true,
                      cell: ({ id, withdrawnAt, employer, institution }) =>
                        withdrawnAt === null && (
                          <button type="button" onClick={() => void withdraw(id, employer?.name ?? institution?.name ?? '')}>
                            {t('撤回', 'Withdraw')}
                          </button>
                        ),
                    },
                  ]}
                />
              </section>
              {sharing && (
                <section>
                  <h2>{t('让另一家机构也为我服务', 'Let another institution serve me too')}</h2>
                  <p class="notice">{say(sharing)}</p>
                  <Form fields={fields} submit={give} action={t('同意', 'I consent')}>
                    <SelectField
                      label={t('机构', 'Institution')}
                      none={t('请选择', 'Choose')}
                      required
                      options={byName((institutions.data?.institutions.edges ?? []).map(({ node }) => node))}
                      {...fields.of('institution')}
                    />
                  </Form>
                </section>
              )}
            </>
          );
        }}
      </Shown>
    </Page>
  );
}
