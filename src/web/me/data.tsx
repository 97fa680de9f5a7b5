import { useState } from 'preact/hooks';
import { OwnErase, OwnExport, OwnRecord } from '../generated/seeker.ts';
import { act, confirm, Page, resume, signOut, t, toast, today, Wrong, Problem } from '../ui/index.ts';
import { useOwn } from './own.ts';

/** Everything held about me, to take along; and the end of it. */
export function Data() {
  const { id, data } = useOwn(OwnRecord, (own) => ({ id: own }));
  const [problem, setProblem] = useState<Problem | null>(null);
  const take = async (): Promise<void> => {
    const reason = t('本人查阅', 'Asked for by the person');
    const { data: given, declined } = await act(OwnExport, { id: id!, input: { reason } });
    const [not] = declined;
    if (not) return setProblem(new Problem(not.code, not.message));
    setProblem(null);
    const url = URL.createObjectURL(new Blob([given!.seekerExport.document ?? ''], { type: 'application/json' }));
    Object.assign(document.createElement('a'), { href: url, download: `jiangqiao-${today()}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    toast(t('已导出', 'Handed out'));
  };
  const erase = async (): Promise<void> => {
    const done = await confirm({
      title: t('删除我的全部信息', 'Erase everything about me'),
      text: t(
        '姓名、证件号、电话、意向和同意将永久删除，登录名随即失效，不能恢复。法律要求保存的记录封存到期后删除。',
        'Name, ID number, phone, wishes and consents go for good and you can sign in no more. This cannot be undone. What the law has to be kept is sealed until its day.',
      ),
      action: t('永久删除', 'Erase for good'),
      danger: true,
      reason: t('请写明原因', 'Why'),
      work: async (reason) => (await act(OwnErase, { id: id!, input: { reason } })).declined,
    });
    if (done) await signOut().catch(() => resume());
  };
  return (
    <Page title={t('我的数据', 'My data')}>
      <section>
        <h2>{t('导出', 'Export')}</h2>
        <p>{t('平台保存的关于您的全部信息，一个 JSON 文件。', 'Everything that is held about you, as one JSON file.')}</p>
        {problem && <Wrong problem={problem} />}
        <button type="button" class="primary" disabled={!data?.seeker} onClick={() => void take()}>
          {t('导出我的全部信息', 'Export everything')}
        </button>
      </section>
      <section>
        <h2>{t('删除', 'Erase')}</h2>
        <p>{t('删除后不能恢复，建议先导出。', 'It cannot be undone; export first.')}</p>
        <button type="button" class="danger" disabled={!data?.seeker} onClick={() => void erase()}>
          {t('删除我的全部信息', 'Erase everything')}
        </button>
      </section>
    </Page>
  );
}
