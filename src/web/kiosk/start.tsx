import { VisitorFairs } from '../generated/visitor.ts';
import { day, Empty, Name, say, Shown, signedIn, t, useAsk, word } from '../ui/index.ts';
import { fair } from './fair.ts';

export function Start() {
  const now = fair.value;
  const tiles = [
    { at: '/kiosk/find', zh: '找工作', en: 'Find work', forZh: '地点、工种、工资，点三下', forEn: 'Place, trade, pay: three taps' },
    { at: '/kiosk/search', zh: '搜岗位', en: 'Search', forZh: '大字输入，拼音首字母也行', forEn: 'Large type, or initials of pinyin' },
    ...(now
      ? [
          {
            at: '/kiosk/fair',
            zh: '本场岗位',
            en: 'At this fair',
            forZh: `${now.posts.size} 个岗位正在招人`,
            forEn: `${now.posts.size} posts are open`,
          },
          { at: '/kiosk/booths', zh: '最近展位', en: 'Booths', forZh: '怎么走，排多少人，取号', forEn: 'Where, how many wait, numbers' },
          { at: '/kiosk/pass', zh: '入场码', en: 'Pass', forZh: '不用姓名、证件和电话', forEn: 'No name, document or phone' },
        ]
      : []),
    { at: '/kiosk/fairs', zh: '招聘会', en: 'Job fairs', forZh: '时间和地点', forEn: 'When and where' },
  ];
  const [said] = now?.announcements ?? [];
  return (
    <>
      <h1>{now ? <Name of={now.name} /> : t('您想找什么工作？', 'What work do you look for?')}</h1>
      {said && <p class="notice">{say({ zh: said.zh, en: said.en ?? said.zh })}</p>}
      <ul class="k-tiles k-start">
        {tiles.map(({ at, forZh, forEn, ...name }) => (
          <li key={at}>
            <a href={at}>
              <span class="k-title">{say(name)}</span>
              <span>{t(forZh, forEn)}</span>
            </a>
          </li>
        ))}
      </ul>
      <p class="k-foot">
        {signedIn.value.state === 'in' ? (
          <a class="button" href="/kiosk/wall">
            {t('大屏', 'Wall')}
          </a>
        ) : (
          <a class="button" href="/kiosk/enrol">
            {t('登记本机', 'Enrol this kiosk')}
          </a>
        )}
      </p>
    </>
  );
}

export function Fairs() {
  const asked = useAsk(VisitorFairs, { first: 12 });
  return (
    <>
      <h1>{t('招聘会', 'Job fairs')}</h1>
      <Shown asked={asked}>
        {({ jobFairs: { edges } }) =>
          edges.length === 0 ? (
            <Empty title={t('近期没有招聘会', 'No fair is planned')} />
          ) : (
            <ul class="k-cards">
              {edges
                .toSorted((a, b) => (a.node.opensOn < b.node.opensOn ? -1 : 1))
                .map(({ node: { id, name, state, venue, opensOn, closesOn, counters } }) => (
                  <li key={id} class="k-card">
                    <span class="k-title">
                      <Name of={name} />
                    </span>
                    <span class="k-booth">{opensOn === closesOn ? day(opensOn) : `${day(opensOn)} – ${day(closesOn)}`}</span>
                    <span>
                      <Name of={venue} />
                    </span>
                    <span class="k-tags">
                      <span class="tag">{word('JobFairState', state)}</span>
                      <span class="tag">
                        {t(`${counters.posts} 个岗位，招 ${counters.heads} 人`, `${counters.posts} posts, ${counters.heads} wanted`)}
                      </span>
                    </span>
                  </li>
                ))}
            </ul>
          )
        }
      </Shown>
    </>
  );
}
