import { Name, t } from '../ui/index.ts';
import { fair } from './fair.ts';
import { ageWords, boothWords, type FairWork, headWords, keepWords, payWords, type Work } from './work.ts';

/** Where it is at this fair, if it is. */
const atFair = (vacancy: string): FairWork | undefined => [...(fair.value?.posts.values() ?? [])].find((one) => one.vacancy === vacancy);

export function Facts({ work }: { readonly work: Work }) {
  const post = atFair(work.vacancy);
  return (
    <>
      <span class="k-pay">{payWords(work.pay)}</span>
      <span class="k-tags">
        {[keepWords(work), ageWords(work), headWords(post?.headsLeft ?? work.headsLeft)].map((words) => words && <span class="tag">{words}</span>)}
      </span>
      <span>
        <Name of={work.employer} />
      </span>
      <span class="k-place">{work.place}</span>
      {post && <span class="k-booth">{boothWords(post.booth, post.hall)}</span>}
    </>
  );
}

/** Posts to choose from; whatever was filled meanwhile is not among them. */
export function Cards({ works }: { readonly works: readonly Work[] }) {
  const open = works.filter(({ vacancy }) => !fair.value?.filled.has(vacancy));
  if (open.length === 0) return <p class="state">{t('没有符合的岗位，请换一个条件', 'Nothing fits; choose something else')}</p>;
  return (
    <ul class="k-cards">
      {open.map((work) => (
        <li key={work.vacancy}>
          <a class="k-card" href={`/kiosk/vacancy/${work.vacancy}`}>
            <span class="k-title">{work.title}</span>
            <Facts work={work} />
          </a>
        </li>
      ))}
    </ul>
  );
}
