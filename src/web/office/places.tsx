import { useState } from 'preact/hooks';
import { Page, t, Tabs } from '../ui/index.ts';
import { Agreements } from './agreements.tsx';
import { Plans } from './plans.tsx';
import { Quotas } from './quotas.tsx';

const VIEWS = ['agreements', 'plans', 'quotas'] as const;

/** Who promised whom, how many by which plan, and the places that it gave. */
export function Places() {
  const [view, setView] = useState<string>(VIEWS[0]);
  return (
    <Page
      title={t('协议、计划与名额', 'Agreements, plans and places')}
      intro={t(
        '计划是任务，可以超额；名额是硬上限，永不超发。减少名额前先试算谁会没有位置。',
        'A plan is a target and may be exceeded; places are a cap and never are. Before cutting places, see who would lose theirs.',
      )}
    >
      <Tabs
        label={t('协议、计划与名额', 'Agreements, plans and places')}
        current={view}
        choose={setView}
        tabs={[
          { key: 'agreements', label: t('协议', 'Agreements') },
          { key: 'plans', label: t('年度计划', 'Yearly plans') },
          { key: 'quotas', label: t('名额', 'Places') },
        ]}
      >
        <section class="panel">
          {view === 'agreements' && <Agreements />}
          {view === 'plans' && <Plans />}
          {view === 'quotas' && <Quotas />}
        </section>
      </Tabs>
    </Page>
  );
}
