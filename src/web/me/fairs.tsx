import { SeekerFairCancel, SeekerFairRegister, SeekerFairs, type SeekerFairsQuery, SeekerFairVisits } from '../generated/seeker.ts';
import { useState } from 'preact/hooks';
import { act, confirm, count, Empty, Loading, moment, Name, Page, Problem, Shown, t, toast, today, useAsk, word, Wrong } from '../ui/index.ts';

type Fair = SeekerFairsQuery['jobFairs']['edges'][number]['node'];

/** Fairs to come: say before that one comes, and the pass to show at the gate. */
export function Fairs() {
  const asked = useAsk(SeekerFairs, { from: today() });
  return (
    <Page
      title={t('招聘会', 'Job fairs')}
      intro={t(
        '先预约，到场出示入场码即可进场、取号、登记意向；不能来的请取消。',
        'Register before; show the pass at the gate, draw numbers with it, note interests. Cancel if you cannot come.',
      )}
    >
      <Shown asked={asked}>
        {({ jobFairs: { edges } }) => {
          const fairs = edges
            .map(({ node }) => node)
            .filter(({ state }) => state !== 'CLOSED')
            .sort((a, b) => (a.opensOn < b.opensOn ? -1 : 1));
          if (fairs.length === 0)
            return (
              <section>
                <Empty title={t('近期没有招聘会', 'No fair is planned')}>
                  <a class="button" href="/me/matches">
                    {t('看看适合我的岗位', 'Look at the posts for you')}
                  </a>
                </Empty>
              </section>
            );
          return (
            <>
              {fairs.map((fair) => (
                <OneFair key={fair.id} fair={fair} />
              ))}
            </>
          );
        }}
      </Shown>
    </Page>
  );
}

/** `2026-12-01 08:00–17:00` */
const hours = ({ opensAt, closesAt }: Fair['sessions'][number]): string => `${moment(opensAt)}–${moment(closesAt).slice(11)}`;

function OneFair({ fair: { id, name, state, reason, venue, sessions, counters } }: { readonly fair: Fair }) {
  const asked = useAsk(SeekerFairVisits, { fair: id });
  const [problem, setProblem] = useState<Problem | null>(null);
  const visit = asked.data?.fairVisits.edges.map(({ node }) => node).find((one) => one.state !== 'CANCELLED');
  const register = async (): Promise<void> => {
    const { declined } = await act(SeekerFairRegister, { input: { fair: id } });
    const [not] = declined;
    setProblem(not ? new Problem(not.code, not.message) : null);
    asked.reload();
  };
  const cancel = async (visitId: string): Promise<void> => {
    const done = await confirm({
      title: t('取消预约', 'Cancel the registration'),
      text: t(`取消后，这个入场码不能再用：${name}。可以重新预约。`, `This pass is void then: ${name}. You can register again.`),
      action: t('取消预约', 'Cancel the registration'),
      danger: true,
      work: async () => (await act(SeekerFairCancel, { id: visitId, input: {} })).declined,
    });
    if (!done) return;
    toast(t('已取消预约', 'The registration is cancelled'));
    asked.reload();
  };
  const coming = state === 'ANNOUNCED' || state === 'OPEN';
  return (
    <section class={visit ? 'pass-shown' : undefined}>
      <h2>
        <Name of={name} /> <span class="tag">{word('JobFairState', state)}</span>
      </h2>
      {state === 'CANCELLED' && <p class="notice">{t(`本场已取消${reason ? `：${reason}` : ''}`, `Called off${reason ? `: ${reason}` : ''}`)}</p>}
      <dl class="facts">
        <dt>{t('时间', 'When')}</dt>
        <dd>
          {sessions.map((one) => (
            <div key={one.opensAt}>{hours(one)}</div>
          ))}
        </dd>
        <dt>{t('地点', 'Where')}</dt>
        <dd>
          <Name of={venue} />
        </dd>
        <dt>{t('岗位', 'Posts')}</dt>
        <dd>
          {t(`${count(counters.posts)} 个，招 ${count(counters.heads)} 人`, `${count(counters.posts)}, ${count(counters.heads)} people wanted`)}
        </dd>
      </dl>
      {!asked.data && asked.loading && <Loading />}
      {asked.problem && <Wrong problem={asked.problem} again={asked.reload} />}
      {problem && <Wrong problem={problem} />}
      {asked.data && !visit && coming && (
        <div class="form-actions">
          <button type="button" class="primary" onClick={() => void register()}>
            {t('预约', 'Register')}
          </button>
        </div>
      )}
      {visit && (
        <>
          <div class="pass">
            <img src={`data:image/svg+xml;utf8,${encodeURIComponent(visit.qr)}`} alt={t('入场码的二维码', 'QR code of the pass')} />
            <div>
              <p class="pass-code">{visit.pass}</p>
              <p>{word('FairVisitState', visit.state)}</p>
              {visit.tickets.map(({ id: ticket, number, state: now }) => (
                <p key={ticket}>{t(`${number} 号 · ${word('FairTicketState', now)}`, `Number ${number} · ${word('FairTicketState', now)}`)}</p>
              ))}
              <p class="hint">{t('请在入口出示，也可以打印。', 'Show it at the gate, or print it.')}</p>
            </div>
          </div>
          <div class="form-actions screen-only">
            <button type="button" onClick={() => print()}>
              {t('打印入场码', 'Print the pass')}
            </button>
            {visit.state === 'REGISTERED' && (
              <button type="button" onClick={() => void cancel(visit.id)}>
                {t('取消预约', 'Cancel the registration')}
              </button>
            )}
          </div>
        </>
      )}
    </section>
  );
}
