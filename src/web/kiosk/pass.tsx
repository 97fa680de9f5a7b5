import { useState } from 'preact/hooks';
import { KioskAdmit, KioskCheckIn } from '../generated/kiosk.ts';
import { act, type Declined, Form, t, TextField, useFields } from '../ui/index.ts';
import { fair } from './fair.ts';
import { Keys } from './keys.tsx';
import { Code, Slip } from './slip.tsx';
import { numbers, pass } from './visit.ts';

/** As a scanner reads it off a pass, or as it is typed. */
const bare = (typed: string): string => typed.replace(/^jq:pass:/i, '').trim();

/** How the visitor is known: by a pass that names nobody. `done` once there is one. */
export function PassDoor({ done }: { readonly done: () => void }) {
  const fields = useFields({ pass: '' });
  const [declined, decline] = useState<readonly Declined[]>([]);
  const now = fair.value!;
  const admit = async (): Promise<void> => {
    const { data, declined: not } = await act(KioskAdmit, { input: { fair: now.id } });
    decline(not);
    const visit = data?.fairVisitAdmit.visit;
    if (!visit) return;
    pass.value = { pass: visit.pass, qr: visit.qr };
    done();
  };
  const show = async ({ pass: typed }: { pass: string }): Promise<readonly Declined[]> => {
    const shown = bare(typed);
    const { data, declined: not } = await act(KioskCheckIn, { input: { fair: now.id, pass: shown } });
    // Came in before, or the line is cut: the pass is looked at again with whatever it is shown for.
    const goesOn = not.every(({ code }) => ['ALREADY_EXISTS', 'UNREACHABLE', 'UNAVAILABLE'].includes(code));
    if (!goesOn) return not;
    pass.value = { pass: data?.fairVisitCheckIn.visit?.pass ?? shown.toUpperCase(), qr: data?.fairVisitCheckIn.visit?.qr ?? null };
    done();
    return [];
  };
  return (
    <div class="k-search">
      <section class="panel">
        <h2>{t('没有入场码', 'I have no pass')}</h2>
        <p>
          {t('不用姓名、证件和电话，领一个入场码即可取号、登记意向。', 'No name, document or phone: take a pass to draw numbers and note interests.')}
        </p>
        {declined.map(({ message }) => (
          <p key={message} class="form-problem" role="alert">
            {message}
          </p>
        ))}
        <button type="button" class="primary k-wide" onClick={() => void admit()}>
          {t('领取入场码', 'Take a pass')}
        </button>
      </section>
      <section class="panel">
        <h2>{t('已有入场码', 'I have a pass')}</h2>
        <Form fields={fields} submit={show} action={t('使用此入场码', 'Use this pass')}>
          <TextField label={t('扫码，或输入入场码', 'Scan it, or type it')} autoComplete="off" spellcheck={false} required {...fields.of('pass')} />
          <Keys digits value={fields.values.pass} onChange={(value) => fields.set({ pass: value })} />
        </Form>
      </section>
    </div>
  );
}

/** The pass of whoever stands here, and what was drawn with it. */
export function PassPage() {
  const mine = pass.value;
  return (
    <>
      <h1>{t('入场码', 'Pass')}</h1>
      {fair.value && !mine && <PassDoor done={() => undefined} />}
      {mine && (
        <section class="panel">
          {mine.qr && <Code svg={mine.qr} what={t('入场码的二维码', 'QR code of the pass')} />}
          <p class="k-pass">{mine.pass}</p>
          <p>
            {t(
              '请拍照或打印。取号、登记意向时出示；离开前请点“结束”。',
              'Take a picture or print it; show it to draw numbers. Press “Finish” before you leave.',
            )}
          </p>
          {numbers.value.map(({ booth, number, called, waiting }) => (
            <p key={`${booth} ${number}`} class="notice">
              {t(
                `${booth}：您的号码 ${number}，现在叫到 ${called}，等候 ${waiting} 人`,
                `${booth}: your number ${number}; ${called} was called, ${waiting} wait`,
              )}
            </p>
          ))}
          <Slip>
            <h1>{t('入场码', 'Pass')}</h1>
            {mine.qr && <Code svg={mine.qr} what="" />}
            <p class="k-pass">{mine.pass}</p>
            {numbers.value.map(({ booth, number }) => (
              <p key={`${booth} ${number}`}>{t(`${booth}：${number} 号`, `${booth}: number ${number}`)}</p>
            ))}
            <p>{fair.value?.name}</p>
          </Slip>
        </section>
      )}
    </>
  );
}
