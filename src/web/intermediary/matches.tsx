import { useLocation } from 'preact-iso';
import { useState } from 'preact/hooks';
import { IntermediaryPeople, IntermediarySeeker, IntermediaryVacancy } from '../generated/intermediary.ts';
import { Search } from '../generated/visitor.ts';
import { Empty, listed, Page, SelectField, Shown, t, TextField, useAsk } from '../ui/index.ts';
import { payOf } from '../ui/pay.ts';
import { PeopleFor, PostsFor } from './match.tsx';
import { inForce } from './registered.tsx';

const MOST = 100;

/** A person and a post side by side: what fits the one, who fits the other. */
export function Matches() {
  const { query } = useLocation();
  return (
    <Page
      title={t('人岗匹配', 'Matches')}
      intro={t(
        '左边为一个人找岗位，右边为一个岗位找人；每条都写明理由，可以照着念给求职者听。',
        'On the left posts for a person, on the right people for a post; each with its reasons.',
      )}
    >
      <div class="columns">
        <section class="panel" aria-labelledby="for-person">
          <h2 id="for-person">{t('为人找岗位', 'Posts for a person')}</h2>
          <ForPerson first={query['seeker'] ?? ''} />
        </section>
        <section class="panel" aria-labelledby="for-post">
          <h2 id="for-post">{t('为岗位找人', 'People for a post')}</h2>
          <ForPost first={query['vacancy'] ?? ''} />
        </section>
      </div>
    </Page>
  );
}

function ForPerson({ first }: { readonly first: string }) {
  const [seeker, setSeeker] = useState(first);
  const people = useAsk(IntermediaryPeople, { first: MOST });
  const chosen = useAsk(IntermediarySeeker, seeker ? { id: seeker } : null);
  const person = chosen.data?.seeker;
  return (
    <>
      <Shown asked={people}>
        {({ seekers: { edges } }) => (
          <SelectField
            label={t('谁', 'Who')}
            none={t('请选择花名册里的人', 'Choose from your roster')}
            value={seeker}
            onChange={setSeeker}
            options={edges.map(({ node }) => ({
              value: node.id,
              label: `${node.name} · ${node.region.name} · ${node.wish.anyTrade ? t('工种不限', 'any trade') : listed(node.wish.trades.map(({ name }) => name))}`,
            }))}
          />
        )}
      </Shown>
      {!seeker && <Empty title={t('先选一个人', 'Choose somebody first')} />}
      {person && <PostsFor key={person.id} seeker={person.id} who={person.name} registration={inForce(person.registrations)?.id} />}
    </>
  );
}

function ForPost({ first }: { readonly first: string }) {
  const [typed, setTyped] = useState('');
  const [query, setQuery] = useState('');
  const [vacancy, setVacancy] = useState(first);
  const found = useAsk(Search, { query, first: 20 });
  const chosen = useAsk(IntermediaryVacancy, vacancy ? { id: vacancy } : null);
  const post = chosen.data?.vacancy;
  return (
    <>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          setQuery(typed.trim());
        }}
      >
        <TextField
          label={t('找岗位', 'Find a post')}
          hint={t('工种、地点或拼音首字母', 'Trade, place or initials')}
          value={typed}
          onChange={setTyped}
        />
        <div class="field">
          <button type="submit">{t('查找', 'Find')}</button>
        </div>
      </form>
      <Shown asked={found}>
        {({ vacancySearch: { edges } }) =>
          edges.length === 0 ? (
            <Empty title={t('没有这样的岗位，换个说法试试', 'No such post; try other words')} />
          ) : (
            <SelectField
              label={t('哪个岗位', 'Which post')}
              none={t('请选择', 'Choose')}
              value={vacancy}
              onChange={setVacancy}
              options={[...(post && !edges.some(({ node }) => node.id === post.id) ? [post] : []), ...edges.map(({ node }) => node)].map((one) => ({
                value: one.id,
                label: `${one.title} · ${one.region.name} · ${one.employer.name} · ${payOf(one.pay)}`,
              }))}
            />
          )
        }
      </Shown>
      {!vacancy && <Empty title={t('先选一个岗位', 'Choose a post first')} />}
      {post && (
        <>
          <p>
            {[
              post.employer.name,
              post.region.name,
              payOf(post.pay),
              t(`还招 ${post.headCount - post.hiredCount} 人`, `${post.headCount - post.hiredCount} heads left`),
            ].join(' · ')}
          </p>
          <PeopleFor key={post.id} vacancy={post.id} title={post.title} />
        </>
      )}
    </>
  );
}
