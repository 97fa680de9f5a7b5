import { useRoute } from 'preact-iso';
import { IntermediaryReferral } from '../generated/intermediary.ts';
import { Empty, Page, Shown, t, useAsk, word } from '../ui/index.ts';
import { Paper } from '../shared/paper.tsx';

/** A referral's letter with its counterfoil, on one sheet. */
export function Letter() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(IntermediaryReferral, { id });
  return (
    <Shown asked={asked}>
      {({ referral }) =>
        referral ? (
          <article class="page">
            <header class="page-head screen-only">
              <h1>
                {t('推荐信', 'Referral letter')} {referral.number} <span class="tag">{word('ReferralState', referral.state)}</span>
              </h1>
              <div class="page-actions">
                {referral.letter && (
                  <button type="button" class="primary" onClick={() => print()}>
                    {t('打印推荐信和回执', 'Print letter and counterfoil')}
                  </button>
                )}
                <a class="button" href="/intermediary/referrals">
                  {t('记结果', 'Record the outcome')}
                </a>
              </div>
            </header>
            {referral.letter ? (
              <Paper html={referral.letter} />
            ) : (
              <Empty title={t('这封推荐信已了结，不能再打印', 'This referral has ended; there is no letter any more')} />
            )}
          </article>
        ) : (
          <Page title={t('推荐信', 'Referral letter')}>
            <Empty title={t('没有这封推荐信，或不是本机构开的', 'No such letter, or not yours')}>
              <a class="button" href="/intermediary/referrals">
                {t('回到推荐', 'Back to the referrals')}
              </a>
            </Empty>
          </Page>
        )
      }
    </Shown>
  );
}
