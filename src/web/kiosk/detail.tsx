import { useState } from 'preact/hooks';
import { useRoute } from 'preact-iso';
import { KioskDrawNumber, KioskFairPost } from '../generated/kiosk.ts';
import { WorkDetail, type WorkDetailQuery } from '../generated/visitor.ts';
import { act, Dialog, Empty, listed, Loading, Name, t, useAsk, word, Wrong } from '../ui/index.ts';
import { Facts } from './cards.tsx';
import { fair, postOf, type Stand, standAt } from './fair.ts';
import { noteInterest } from './interests.ts';
import { PassDoor } from './pass.tsx';
import { Code, Slip, useCode } from './slip.tsx';
import { interests, numbers, pass } from './visit.ts';
import { ageWords, boothWords, type FairWork, headWords, keepWords, payWords, workOf } from './work.ts';

/** One post: all that is said of it, its code and slip, and at a fair what can be done about it. */
export function Detail() {
  const { id } = useRoute().params as { id: string };
  const post = postOf(id);
  const asked = useAsk(WorkDetail, { id });
  const code = useAsk(KioskFairPost, post ? { id: post.post } : null);
  const link = useCode(post ? null : `${location.origin}/kiosk/vacancy/${id}`);
  const told = asked.data?.vacancy;
  const work = told ? workOf(told) : post;
  if (fair.value?.filled.has(id))
    return (
      <Empty title={t('此岗位已招满', 'This post is filled')}>
        <a class="button" href="/kiosk/fair">
          {t('看本场其他岗位', 'Other posts at this fair')}
        </a>
      </Empty>
    );
  if (!work) {
    if (asked.problem) return <Wrong problem={asked.problem} again={asked.reload} />;
    return asked.loading ? <Loading /> : <Empty title={t('此岗位已结束', 'This post is over')} />;
  }
  const qr = post ? (code.data?.fairPost?.qr ?? null) : link;
  const more = told ? said(told) : [];
  return (
    <article class="k-detail">
      <h1>{work.title}</h1>
      <div class="k-search screen-only">
        <section class="panel k-facts">
          <Facts work={work} />
          <dl class="facts">
            {more.map(([head, text]) => (
              <>
                <dt>{head}</dt>
                <dd>{text}</dd>
              </>
            ))}
          </dl>
        </section>
        <section class="panel">
          {post ? (
            <AtFair post={post} />
          ) : (
            <p class="notice">
              {t(
                '想去的，打印小票交给服务窗口，或把岗位名称告诉为您登记的机构，由他们免费开推荐信。',
                'To apply, hand the slip to the service counter, or tell the agency that registered you; they write the letter, free of charge.',
              )}
            </p>
          )}
          {qr && (
            <>
              <Code svg={qr} what={t('此岗位的二维码', 'QR code of this post')} />
              <p>{post ? t('到展位出示此码', 'Show this code at the booth') : t('用手机扫码带走', 'Scan it to take the post along')}</p>
            </>
          )}
        </section>
      </div>
      <Slip>
        <h1>{work.title}</h1>
        <p>
          <Name of={work.employer} />
        </p>
        <p class="k-pay">{payWords(work.pay)}</p>
        <p>{[keepWords(work), ageWords(work), headWords(post?.headsLeft ?? work.headsLeft)].filter(Boolean).join(' · ')}</p>
        <p>{work.place}</p>
        {post && <p class="k-booth">{boothWords(post.booth, post.hall)}</p>}
        <dl class="facts a5-only">
          {more.map(([head, text]) => (
            <>
              <dt>{head}</dt>
              <dd>{text}</dd>
            </>
          ))}
        </dl>
        {qr && <Code svg={qr} what="" />}
        <p>{t('本次服务不收取任何费用', 'This service is free of charge')}</p>
      </Slip>
    </article>
  );
}

type Told = NonNullable<WorkDetailQuery['vacancy']>;

const said = ({ requirements, conditions, duties, benefits, remarks, workAddress, validUntil }: Told): [string, string][] =>
  (
    [
      [
        t('学历', 'Education'),
        requirements.education && (requirements.education === 'NONE' ? t('不限', 'Any') : word('Education', requirements.education)),
      ],
      [t('证书', 'Certificates'), listed(requirements.certificates)],
      [
        t('经验', 'Experience'),
        requirements.experienceMonths && t(`${requirements.experienceMonths} 个月`, `${requirements.experienceMonths} months`),
      ],
      [t('健康证', 'Health certificate'), requirements.healthCertificate && t('需要', 'Needed')],
      [t('班次', 'Shift'), conditions.shift && word('Shift', conditions.shift)],
      [t('每天', 'A day'), conditions.hoursPerDay && t(`${conditions.hoursPerDay} 小时`, `${conditions.hoursPerDay} hours`)],
      [t('月休', 'Rest'), conditions.restDaysPerMonth && t(`${conditions.restDaysPerMonth} 天`, `${conditions.restDaysPerMonth} days a month`)],
      [t('合同', 'Contract'), conditions.contractMonths && t(`${conditions.contractMonths} 个月`, `${conditions.contractMonths} months`)],
      [t('保险', 'Insurances'), listed(conditions.insurances.map((one) => word('SocialInsurance', one)))],
      [t('吃', 'Board'), conditions.boardNote],
      [t('住', 'Lodging'), conditions.lodgingNote],
      [t('路费', 'Travel'), conditions.travelRefund && t('报销', 'Refunded')],
      [t('岗前培训', 'Training'), conditions.trainingDays && t(`${conditions.trainingDays} 天`, `${conditions.trainingDays} days`)],
      [t('工作内容', 'Duties'), duties],
      [t('福利', 'Benefits'), benefits],
      [t('备注', 'Remarks'), remarks],
      [t('工作地址', 'Address'), workAddress],
      [t('有效期至', 'Until'), validUntil],
    ] as [string, string | null][]
  ).filter((one): one is [string, string] => Boolean(one[1]));

type Wish = 'interest' | 'number';

/** Interest and a queue number, with the pass alone. */
function AtFair({ post }: { readonly post: FairWork }) {
  const [open, setOpen] = useState<Wish | null>(null);
  const [news, setNews] = useState<{ good: boolean; text: string } | null>(null);
  const stand: Stand | undefined = standAt(post.hall, post.booth);
  const noted = interests.value.has(post.post);
  const does = async (wish: Wish): Promise<void> => {
    setOpen(null);
    const held = pass.peek();
    if (!held) return setOpen(wish);
    if (wish === 'number') return setNews(await draw(stand!.participation!, held.pass, boothWords(post.booth, null)));
    const { kept, declined } = await noteInterest(post.post, held.pass);
    const [not] = declined;
    if (not && not.code !== 'ALREADY_EXISTS') return setNews({ good: false, text: not.message });
    interests.value = new Set(interests.value).add(post.post);
    const where = boothWords(post.booth, post.hall);
    setNews({
      good: true,
      text: kept
        ? t(`网络中断，意向已记下，恢复后自动提交。请到 ${where}`, `The line is cut; your interest is kept and sent when it is back. Go to ${where}`)
        : t(`意向已登记，请到 ${where}`, `Noted. Go to ${where}`),
    });
  };
  return (
    <>
      <div class="k-actions">
        <button type="button" class="primary" disabled={noted} onClick={() => void does('interest')}>
          {noted ? t('已登记意向', 'Interest noted') : t('我有意向', 'I am interested')}
        </button>
        {stand?.participation && (
          <button type="button" onClick={() => void does('number')}>
            {t('在展位取号', 'Draw a number')}
          </button>
        )}
        {pass.value && (
          <a class="button" href="/kiosk/pass">
            {t('看我的入场码', 'See my pass')}
          </a>
        )}
      </div>
      {stand && (
        <p>
          {t(`展位现在叫到 ${stand.called} 号，等候 ${stand.waiting} 人`, `Number ${stand.called} was called at the booth; ${stand.waiting} wait`)}
        </p>
      )}
      {news && (
        <p class={news.good ? 'notice' : 'form-problem'} role="status">
          {news.text}
        </p>
      )}
      {open && (
        <Dialog wide title={t('请先出示入场码', 'Show your pass first')} close={() => setOpen(null)}>
          <PassDoor done={() => void does(open)} />
        </Dialog>
      )}
    </>
  );
}

export async function draw(participation: string, shown: string, booth: string): Promise<{ good: boolean; text: string }> {
  const { data, declined } = await act(KioskDrawNumber, { input: { participation, pass: shown } });
  const ticket = data?.fairTicketDraw.ticket;
  if (!ticket) return { good: false, text: declined[0]?.message ?? '' };
  const { called = 0, waiting = 0 } = ticket.participation ?? {};
  numbers.value = [{ number: ticket.number, booth, called, waiting }, ...numbers.value];
  return {
    good: true,
    text: t(
      `您的号码是 ${ticket.number}，前面还有 ${Math.max(0, waiting - 1)} 人`,
      `Your number is ${ticket.number}; ${Math.max(0, waiting - 1)} before you`,
    ),
  };
}
