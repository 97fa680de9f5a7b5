import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { PeopleForPost, PostsForPerson, type PostsForPersonQuery, Refer } from '../generated/intermediary.ts';
import { type Asked, act, confirm, count, Empty, language, Loading, percent, Shown, t, toast, useAsk, Wrong, word } from '../ui/index.ts';
import { payOf } from '../ui/pay.ts';
import { inForce } from './registered.tsx';

type Reason = PostsForPersonQuery['vacancyMatches']['edges'][number]['reasons'][number];

const inWords = ({ zh, en }: { readonly zh: string; readonly en: string }): string => (language.value === 'en' ? en : zh);

function Reasons({ reasons }: { readonly reasons: readonly Reason[] }) {
  return (
    <ul class="reasons" aria-label={t('理由', 'Reasons')}>
      {reasons.map((one) => (
        <li key={one.criterion} class={one.kind === 'MET' ? 'tag tone-good' : 'tag tone-warn'}>
          {one.kind === 'MET' ? '✓ ' : '△ '}
          {inWords(one)}
        </li>
      ))}
    </ul>
  );
}

/** Puts somebody forward; the letter is open to print at once. */
async function refer(registration: string, vacancy: string, who: string, title: string): Promise<string | null> {
  let letter: string | null = null;
  await confirm({
    title: t('开推荐信', 'Issue a referral'),
    text: t(
      `推荐 ${who} 应聘“${title}”。推荐信编号即刻生成，用人单位随后看得到匿名资料；本人同意或录用后才看得到姓名。`,
      `Puts ${who} forward for “${title}”. The letter gets its number now; the employer sees a blind profile until consent or hire.`,
    ),
    action: t('开推荐信', 'Issue it'),
    work: async () => {
      const { data, declined } = await act(Refer, { input: { registration, vacancy } });
      letter = data?.referralIssue.referral?.id ?? null;
      return declined;
    },
  });
  return letter;
}

function ReferButton({
  registration,
  vacancy,
  who,
  title,
  done,
}: {
  readonly registration: string | undefined;
  readonly vacancy: string;
  readonly who: string;
  readonly title: string;
  readonly done: () => void;
}) {
  const [letter, setLetter] = useState<string | null>(null);
  if (letter)
    return (
      <a class="button primary" href={`/intermediary/referrals/${letter}`}>
        {t('打印推荐信', 'Print the letter')}
      </a>
    );
  if (!registration) return <span class="hint">{t('登记不在有效期内，请先续登记', 'Not registered now: register again first')}</span>;
  return (
    <button
      type="button"
      class="primary"
      aria-label={t(`推荐 ${who} 应聘 ${title}`, `Refer ${who} for ${title}`)}
      onClick={() =>
        void refer(registration, vacancy, who, title).then((id) => {
          if (!id) return;
          setLetter(id);
          toast(t('推荐信已开，可以打印', 'Issued; the letter can be printed'));
          done();
        })
      }
    >
      {t('推荐', 'Refer')}
    </button>
  );
}

interface Card {
  readonly id: string;
  readonly score: number;
  readonly heading: ComponentChildren;
  readonly below: string;
  readonly reasons: readonly Reason[];
  readonly action: ComponentChildren;
}

function Cards({
  asked,
  total,
  cards,
  none,
  more,
}: {
  readonly asked: Asked<unknown>;
  readonly total: number;
  readonly cards: readonly Card[];
  readonly none: ComponentChildren;
  readonly more: (() => void) | undefined;
}) {
  return (
    <div aria-busy={asked.loading}>
      {asked.problem && <Wrong problem={asked.problem} again={asked.reload} />}
      {cards.length === 0 ? (
        none
      ) : (
        <>
          <p class="hint">{t(`共 ${count(total)} 个，合适的在前`, `${count(total)} in all, the best first`)}</p>
          <ul class="matches">
            {cards.map(({ id, score, heading, below, reasons, action }) => (
              <li key={id} class="match">
                <div class="match-head">
                  <h3>{heading}</h3>
                  <span class="tag">{t(`契合 ${percent(score)}`, `fit ${percent(score)}`)}</span>
                </div>
                <p>{below}</p>
                <Reasons reasons={reasons} />
                <div class="screen-only">{action}</div>
              </li>
            ))}
          </ul>
          {more && (
            <button type="button" onClick={more}>
              {t('再看一些', 'Show more')}
            </button>
          )}
        </>
      )}
    </div>
  );
}

const STEP = 5;
const MOST = 50;

/** Posts for a person, with what one concession each would open. */
export function PostsFor({
  seeker,
  who,
  registration,
}: {
  readonly seeker: string;
  readonly who: string;
  readonly registration: string | undefined;
}) {
  const [first, setFirst] = useState(STEP);
  const asked = useAsk(PostsForPerson, { seekerId: seeker, first });
  if (!asked.data && asked.loading) return <Loading />;
  return (
    <Shown asked={asked}>
      {({ vacancyMatches: { totalCount, edges }, vacancyNearMisses }) => (
        <>
          <Cards
            asked={asked}
            total={totalCount}
            more={totalCount > first && first < MOST ? () => setFirst(first + STEP * 2) : undefined}
            none={
              <Empty title={t('今天没有完全合适的岗位', 'Nothing fits today')}>
                <p>{t('看下面放宽哪一条能多出岗位，或改求职意向。', 'See below what giving way would open, or change the wishes.')}</p>
              </Empty>
            }
            cards={edges.map(({ node, score, reasons }) => ({
              id: node.id,
              score,
              reasons,
              heading: node.title,
              below: [
                node.employer.name,
                node.region.name,
                payOf(node.pay),
                node.conditions.lodging ? (node.conditions.board ? t('包吃住', 'board and lodging') : t('包住', 'lodging')) : '',
                t(`还招 ${node.headCount - node.hiredCount} 人`, `${node.headCount - node.hiredCount} heads left`),
              ]
                .filter(Boolean)
                .join(' · '),
              action: <ReferButton registration={registration} vacancy={node.id} who={who} title={node.title} done={() => undefined} />,
            }))}
          />
          {vacancyNearMisses.length > 0 && (
            <>
              <h3>{t('放宽一条能多出', 'Giving way on one point opens')}</h3>
              <ul>
                {vacancyNearMisses.map((one) => (
                  <li key={one.zh}>{inWords(one)}</li>
                ))}
              </ul>
            </>
          )}
        </>
      )}
    </Shown>
  );
}

/** Own people for a post. */
export function PeopleFor({ vacancy, title }: { readonly vacancy: string; readonly title: string }) {
  const [first, setFirst] = useState(STEP);
  const asked = useAsk(PeopleForPost, { vacancyId: vacancy, first });
  if (!asked.data && asked.loading) return <Loading />;
  return (
    <Shown asked={asked}>
      {({ seekerMatches: { totalCount, edges } }) => (
        <Cards
          asked={asked}
          total={totalCount}
          more={totalCount > first && first < MOST ? () => setFirst(first + STEP * 2) : undefined}
          none={
            <Empty title={t('花名册里没有完全合适的人', 'Nobody of your roster fits')}>
              <p>{t('换一个岗位，或登记新的求职者。', 'Try another post, or take somebody in.')}</p>
            </Empty>
          }
          cards={edges.map(({ node, score, reasons }) => ({
            id: node.id,
            score,
            reasons,
            heading: <a href={`/intermediary/roster/${node.id}`}>{node.name}</a>,
            below: [
              word('Sex', node.sex),
              t(`${node.ageBand} 岁`, `aged ${node.ageBand}`),
              word('Education', node.education),
              node.region.name,
              ...node.certificates,
            ].join(' · '),
            action: (
              <ReferButton registration={inForce(node.registrations)?.id} vacancy={vacancy} who={node.name} title={title} done={() => undefined} />
            ),
          }))}
        />
      )}
    </Shown>
  );
}
