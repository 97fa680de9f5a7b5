import { OwnRecord, OwnRegistrationWithdraw, SeekerRegisters } from '../generated/seeker.ts';
import { act, confirm, day, Empty, listed, Name, Page, Shown, t, Table, toast, useAsk, word, yuan } from '../ui/index.ts';
import { useOwn } from './own.ts';

/** What is held about me, where I am registered, and what the registers say. */
export function Record() {
  const asked = useOwn(OwnRecord, (id) => ({ id }));
  const registers = useAsk(SeekerRegisters, {});
  const withdraw = async (id: string, institution: string): Promise<void> => {
    const done = await confirm({
      title: t('撤回求职登记', 'Withdraw the registration'),
      text: t(
        `撤回后，${institution} 不再为您推荐岗位。以后可以重新登记。`,
        `${institution} will put you forward no more. You can register again later.`,
      ),
      action: t('撤回', 'Withdraw'),
      danger: true,
      work: async () => (await act(OwnRegistrationWithdraw, { id, input: {} })).declined,
    });
    if (!done) return;
    toast(t('已撤回求职登记', 'The registration is withdrawn'));
    asked.reload();
  };
  return (
    <Page title={t('我的登记', 'My record')}>
      <Shown asked={asked}>
        {({ seeker }) =>
          seeker ? (
            <>
              <section>
                <h2>{t('基本信息', 'About me')}</h2>
                <dl class="facts">
                  <dt>{t('姓名', 'Name')}</dt>
                  <dd>{seeker.name}</dd>
                  <dt>{t('证件号', 'ID number')}</dt>
                  <dd>{seeker.idNumberMasked}</dd>
                  <dt>{t('电话', 'Phone')}</dt>
                  <dd>{seeker.phoneMasked ?? '–'}</dd>
                  <dt>{t('居住地', 'Lives in')}</dt>
                  <dd>{seeker.region.name}</dd>
                  <dt>{t('学历', 'Education')}</dt>
                  <dd>{word('Education', seeker.education)}</dd>
                  <dt>{t('证书', 'Certificates')}</dt>
                  <dd>{listed(seeker.certificates) || '–'}</dd>
                </dl>
                <h2>{t('求职意向', 'What I look for')}</h2>
                <dl class="facts">
                  <dt>{t('工种', 'Trades')}</dt>
                  <dd>{seeker.wish.anyTrade ? t('不限', 'Any') : listed(seeker.wish.trades.map(({ name }) => name)) || '–'}</dd>
                  <dt>{t('地点', 'Places')}</dt>
                  <dd>{listed(seeker.wish.placeNames) || t('不限', 'Any')}</dd>
                  <dt>{t('月工资不低于', 'Pay from')}</dt>
                  <dd>{seeker.wish.wageFloor ? yuan(seeker.wish.wageFloor.amountMinor, 0) : t('不限', 'Any')}</dd>
                  <dt>{t('吃住', 'Board and lodging')}</dt>
                  <dd>
                    {listed([...(seeker.wish.board ? [t('需要包吃', 'Board')] : []), ...(seeker.wish.lodging ? [t('需要包住', 'Lodging')] : [])]) ||
                      t('不要求', 'Not needed')}
                  </dd>
                </dl>
              </section>
              <section>
                <Table
                  caption={t('求职登记', 'Registrations')}
                  rows={seeker.registrations}
                  keyOf={({ id }) => id}
                  columns={[
                    { key: 'at', head: t('登记机构', 'At'), cell: ({ institution }) => <Name of={institution.name} /> },
                    { key: 'on', head: t('登记日期', 'On'), cell: ({ registeredOn }) => day(registeredOn) },
                    { key: 'until', head: t('有效期至', 'Valid until'), cell: ({ validUntil }) => day(validUntil) },
                    { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('RegistrationState', state) },
                    {
                      key: 'do',
                      head: t('操作', 'Actions'),
                      screenOnly: true,
                      cell: ({ id, state, institution }) =>
                        ['ACTIVE', 'SUSPENDED'].includes(state) && (
                          <button type="button" onClick={() => void withdraw(id, institution.name)}>
                            {t('撤回', 'Withdraw')}
                          </button>
                        ),
                    },
                  ]}
                />
              </section>
            </>
          ) : (
            <Empty title={t('没有您的登记，请到就业服务机构登记', 'There is no record of you; register at an employment service')} />
          )
        }
      </Shown>
      <section>
        <Shown asked={registers}>
          {({ employments, unemployments, difficulties }) => (
            <>
              <Table
                caption={t('就业登记', 'Employment')}
                empty={<Empty title={t('没有就业登记', 'No employment is registered')} />}
                rows={employments.edges.map(({ node }) => node)}
                keyOf={({ id }) => id}
                columns={[
                  { key: 'at', head: t('单位', 'Employer'), cell: ({ employer }) => (employer ? <Name of={employer.name} /> : '–') },
                  { key: 'kind', head: t('形式', 'Kind'), cell: ({ kind }) => word('EmploymentRegisterKind', kind) },
                  { key: 'from', head: t('开始', 'From'), cell: ({ startedOn }) => day(startedOn) },
                  { key: 'to', head: t('结束', 'Until'), cell: ({ ending }) => day(ending?.on) },
                ]}
              />
              <Table
                caption={t('失业登记', 'Unemployment')}
                empty={<Empty title={t('没有失业登记', 'No unemployment is registered')} />}
                rows={unemployments.edges.map(({ node }) => node)}
                keyOf={({ id }) => id}
                columns={[
                  { key: 'on', head: t('登记日期', 'On'), cell: ({ registeredOn }) => day(registeredOn) },
                  { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('UnemploymentState', state) },
                  { key: 'last', head: t('最近联系', 'Last contact'), cell: ({ lastContactOn }) => day(lastContactOn) },
                ]}
              />
              <Table
                caption={t('就业困难认定', 'Employment difficulty')}
                empty={<Empty title={t('没有就业困难认定', 'No difficulty is recognised')} />}
                rows={difficulties.edges.map(({ node }) => node)}
                keyOf={({ id }) => id}
                columns={[
                  { key: 'category', head: t('类别', 'Category'), cell: ({ category }) => word('DifficultyCategory', category) },
                  { key: 'state', head: t('状态', 'State'), cell: ({ state }) => word('DifficultyState', state) },
                  { key: 'recheck', head: t('复核日', 'Recheck'), cell: ({ recheckOn }) => day(recheckOn) },
                ]}
              />
            </>
          )}
        </Shown>
      </section>
    </Page>
  );
}
