import { OwnId, OwnMatches } from '../generated/seeker.ts';
import { Name, Page, PagedTable, say, t, useAsk, usePages } from '../ui/index.ts';
import { payOf } from '../ui/pay.ts';

/** Posts for which every rule holds, with the reasons; and what one concession would open. */
export function Matches() {
  const me = useAsk(OwnId, {});
  const seekerId = me.data?.viewer.seeker?.id;
  const variables = seekerId ? { seekerId, first: 20 } : null;
  const pages = usePages(OwnMatches, variables, ({ vacancyMatches }) => ({
    ...vacancyMatches,
    edges: vacancyMatches.edges.map((edge) => ({ node: edge })),
  }));
  const near = useAsk(OwnMatches, variables);
  return (
    <Page
      title={t('适合我的岗位', 'Posts for me')}
      intro={t(
        '每个岗位都满足您的条件和岗位的硬性要求，按合适程度排列。想去哪个，告诉为您登记的机构，开了推荐信在“我的推荐”里答复。',
        'Each fits your wishes and its own rules, best first. Tell the agency that registered you which one; answer its letter under “My referrals”.',
      )}
    >
      <section>
        <PagedTable
          caption={t('适合我的岗位', 'Posts for me')}
          quiet
          pages={pages}
          keyOf={({ node }) => node.id}
          columns={[
            { key: 'title', head: t('岗位', 'Post'), cell: ({ node }) => node.title },
            { key: 'employer', head: t('单位', 'Employer'), cell: ({ node }) => <Name of={node.employer.name} /> },
            { key: 'place', head: t('地点', 'Place'), cell: ({ node }) => node.region.name },
            {
              key: 'pay',
              head: t('月工资', 'Monthly pay'),
              cell: ({ node: { pay } }) => payOf(pay),
            },
            { key: 'why', head: t('为什么适合', 'Why'), cell: ({ reasons }) => reasons.map((one) => <div key={one.zh}>{say(one)}</div>) },
          ]}
        />
      </section>
      {(near.data?.vacancyNearMisses.length ?? 0) > 0 && (
        <section>
          <h2>{t('放宽一点，机会更多', 'One concession opens more')}</h2>
          <ul>
            {near.data!.vacancyNearMisses.map((one) => (
              <li key={one.zh}>{say(one)}</li>
            ))}
          </ul>
        </section>
      )}
    </Page>
  );
}
