import { useState } from 'preact/hooks';
import {
  RecruiterHire,
  RecruiterReferralInterview,
  RecruiterReferralNoShow,
  RecruiterReferralNotHire,
  RecruiterReveal,
} from '../generated/recruiter.ts';
import { act, confirm, DateField, day, type Declined, Dialog, Form, t, toast, today, useFields, word } from '../ui/index.ts';
import { pointsOf, type Post, type Referral } from './fit.ts';

export const OPEN: readonly string[] = ['ISSUED', 'ACCEPTED', 'INTERVIEWED'];
const TONES: Readonly<Record<string, string>> = {
  HIRED: 'tag tone-good',
  NOT_HIRED: 'tag tone-bad',
  NO_SHOW: 'tag tone-bad',
  REFUSED: 'tag tone-bad',
};

/** Somebody put forward: no name and no phone before the person agrees or is hired. */
export function Candidate({ referral, post, again }: { readonly referral: Referral; readonly post: Post | null; readonly again: () => void }) {
  const { seeker, state } = referral;
  const known = seeker !== null && seeker.name !== seeker.nameMasked;
  const points = post ? pointsOf(referral, post) : [];
  return (
    <li class="candidate">
      <div class="candidate-head">
        <h3>
          {seeker
            ? known
              ? seeker.name
              : t(`候选人 ${referral.number.slice(-6)}`, `Candidate ${referral.number.slice(-6)}`)
            : t(
                `候选人 ${referral.number.slice(-6)}（已了结，资料不再显示）`,
                `Candidate ${referral.number.slice(-6)} (ended; the profile is no longer shown)`,
              )}
        </h3>
        <span class={TONES[state] ?? 'tag tone-warn'}>{word('ReferralState', state)}</span>
      </div>
      {seeker && (
        <p>
          {[
            t(`${seeker.ageBand} 岁`, `aged ${seeker.ageBand}`),
            seeker.homeCounty ? t(`${seeker.homeCounty}人`, `from ${seeker.homeCounty}`) : '',
            word('Education', seeker.education),
            ...seeker.certificates,
            t(`${referral.institution.name} ${day(referral.issuedOn)} 推荐`, `referred by ${referral.institution.name}, ${day(referral.issuedOn)}`),
            referral.interviewOn ? t(`${day(referral.interviewOn)} 面试`, `interview ${day(referral.interviewOn)}`) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      )}
      {points.length > 0 && (
        <ul class="fit" aria-label={t('理由和差距', 'Reasons and near-misses')}>
          {points.map(({ key, met, text }) => (
            <li key={key} class={met ? 'tag tone-good' : 'tag tone-warn'}>
              {met ? '✓ ' : '△ '}
              {text}
            </li>
          ))}
        </ul>
      )}
      {referral.reason && <p>{t(`原因：${referral.reason}`, `Reason: ${referral.reason}`)}</p>}
      <div class="form-actions screen-only">
        {OPEN.includes(state) && <Steps referral={referral} again={again} />}
        {seeker && known && <Phone id={seeker.id} />}
      </div>
    </li>
  );
}

function Steps({ referral: { id, state, number }, again }: { readonly referral: Referral; readonly again: () => void }) {
  const [inviting, setInviting] = useState(false);
  const ending = async (question: Parameters<typeof confirm>[0], said: string): Promise<void> => {
    if (!(await confirm(question))) return;
    toast(said);
    again();
  };
  const code = number.slice(-6);
  return (
    <>
      {state !== 'INTERVIEWED' && (
        <button type="button" onClick={() => setInviting(true)} aria-label={t(`记录面试 ${code}`, `Record an interview ${code}`)}>
          {t('记录面试', 'Record an interview')}
        </button>
      )}
      <button
        type="button"
        class="primary"
        aria-label={t(`录用 ${code}`, `Hire ${code}`)}
        onClick={() =>
          void ending(
            {
              title: t(`录用候选人 ${code}`, `Hire candidate ${code}`),
              text: t(
                '录用后可以看到姓名、联系本人，岗位随即少一个空缺；到岗后请在“录用与留用”里确认。',
                'You then see the name and may call; the vacancy has one head less. Confirm under “Hired and retained” once they work.',
              ),
              action: t('录用', 'Hire'),
              work: async () => (await act(RecruiterHire, { id, input: {} })).declined,
            },
            t('已录用', 'Hired'),
          )
        }
      >
        {t('录用', 'Hire')}
      </button>
      <button
        type="button"
        aria-label={t(`不录用 ${code}`, `Not hired ${code}`)}
        onClick={() =>
          void ending(
            {
              title: t(`不录用候选人 ${code}`, `Do not hire candidate ${code}`),
              text: t('写明原因；这份推荐就此了结，不能改回。', 'Say why; that ends the referral and cannot be taken back.'),
              action: t('不录用', 'Do not hire'),
              danger: true,
              reason: t('原因', 'Reason'),
              work: async (reason) => (await act(RecruiterReferralNotHire, { id, input: { reason } })).declined,
            },
            t('已记为不录用', 'Recorded'),
          )
        }
      >
        {t('不录用', 'Not hired')}
      </button>
      <button
        type="button"
        aria-label={t(`未到场 ${code}`, `No show ${code}`)}
        onClick={() =>
          void ending(
            {
              title: t(`候选人 ${code} 未到场`, `Candidate ${code} did not come`),
              text: t('这份推荐就此了结，不能改回。', 'That ends the referral and cannot be taken back.'),
              action: t('记为未到场', 'Record it'),
              danger: true,
              work: async () => (await act(RecruiterReferralNoShow, { id, input: {} })).declined,
            },
            t('已记为未到场', 'Recorded'),
          )
        }
      >
        {t('未到场', 'No show')}
      </button>
      {inviting && (
        <Interview
          id={id}
          code={code}
          close={() => setInviting(false)}
          done={() => {
            setInviting(false);
            toast(t('面试已记录', 'Interview recorded'));
            again();
          }}
        />
      )}
    </>
  );
}

function Interview({ id, code, close, done }: { readonly id: string; readonly code: string; readonly close: () => void; readonly done: () => void }) {
  const fields = useFields({ on: today() });
  const submit = async ({ on }: { on: string }): Promise<readonly Declined[]> => {
    const { declined } = await act(RecruiterReferralInterview, { id, input: { on } });
    if (declined.length === 0) done();
    return declined;
  };
  return (
    <Dialog title={t(`候选人 ${code} 的面试`, `Interview of candidate ${code}`)} close={close}>
      <Form fields={fields} submit={submit} action={t('记录', 'Record')} cancel={close}>
        <DateField
          label={t('面试日', 'Day of the interview')}
          hint={t('面试过后填写，不晚于今天', 'Written down afterwards: today at the latest')}
          max={today()}
          required
          {...fields.of('on')}
        />
      </Form>
    </Dialog>
  );
}

const SHOWN_MS = 60_000;

/** Of somebody who agreed or was hired: written down, and the person can see it. */
function Phone({ id }: { readonly id: string }) {
  const [value, setValue] = useState<string | null>(null);
  if (value !== null) return <strong>{value}</strong>;
  return (
    <button
      type="button"
      onClick={() =>
        void confirm({
          title: t('查看电话', 'Show the phone'),
          text: t(
            '查看会记下何人、何时、何故，本人查得到。显示一分钟。',
            'Who looked, when and why is written down; the person can see it. It shows for a minute.',
          ),
          action: t('查看', 'Show'),
          reason: t('原因', 'Reason'),
          work: async (reason) => {
            const { data, declined } = await act(RecruiterReveal, { id, input: { field: 'PHONE', reason } });
            setValue(data?.seekerReveal.value ?? null);
            setTimeout(() => setValue(null), SHOWN_MS);
            return declined;
          },
        })
      }
    >
      {t('查看电话', 'Show the phone')}
    </button>
  );
}
