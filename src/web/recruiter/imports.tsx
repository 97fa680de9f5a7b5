import { useEffect, useRef, useState } from 'preact/hooks';
import {
  RecruiterImportProgress,
  RecruiterImportRefusals,
  RecruiterImports,
  type RecruiterImportsQuery,
  RecruiterImportStart,
  RecruiterImportWithdraw,
  RecruiterInstitutions,
} from '../generated/recruiter.ts';
import {
  act,
  confirm,
  count,
  type Declined,
  Empty,
  follow,
  Form,
  language,
  moment,
  Page,
  PagedTable,
  Problem,
  Progress,
  SelectField,
  t,
  toast,
  upload,
  useAsk,
  useDownload,
  useFields,
  usePages,
  word,
  Wrong,
} from '../ui/index.ts';

type Job = RecruiterImportsQuery['importJobs']['edges'][number]['node'];

const tried = ({ state, dryRun }: Pick<Job, 'state' | 'dryRun'>): string =>
  `${word('ImportState', state)}${dryRun && state !== 'UPLOADED' ? t('（试读）', ' (tried)') : ''}`;

/** Own vacancies by a sheet: filled in, tried, put right, taken in; then they wait for review like those of the form. */
export function Imports() {
  const pages = usePages(RecruiterImports, { first: 20 }, ({ importJobs }) => importJobs);
  const [current, setCurrent] = useState<string | null>(null);
  const template = useDownload();
  const job = pages.rows.find(({ id }) => id === current);
  return (
    <Page
      title={t('批量上传岗位', 'Upload vacancies')}
      intro={t(
        '下载模板，一行一个岗位；先试读，看哪些行要改，再正式导入。只收本单位的岗位，导入后由就业部门审核；同一行不会写入两次。',
        'One vacancy a row of the template. Try it first and mend what is refused, then take it in. Only your own employers; an office reviews them. No row is stored twice.',
      )}
      actions={
        <button type="button" disabled={template.running} onClick={() => template.start('/imports/templates/vacancies.xlsx', 'vacancies.xlsx')}>
          {t('下载模板', 'Template')}
        </button>
      }
    >
      {template.problem && <Wrong problem={template.problem} />}
      <section>
        <h2>{t('1. 上传表格', '1. Upload the sheet')}</h2>
        <Upload
          done={(id) => {
            setCurrent(id);
            pages.reload();
          }}
        />
      </section>
      {job && (
        <section>
          <Current key={job.id} job={job} again={pages.reload} />
        </section>
      )}
      <section>
        <PagedTable
          caption={t('上传记录', 'Uploads')}
          pages={pages}
          {...(current === null ? {} : { current })}
          keyOf={({ id }) => id}
          empty={<Empty title={t('还没有上传过，先下载模板填写', 'Nothing was uploaded yet; fill in the template first')} />}
          columns={[
            {
              key: 'file',
              head: t('文件', 'File'),
              cell: ({ id, fileName }) => (
                <button type="button" class="link" onClick={() => setCurrent(id)}>
                  {fileName}
                </button>
              ),
            },
            { key: 'at', head: t('上传', 'Uploaded'), cell: ({ createdAt }) => moment(createdAt) },
            { key: 'state', head: t('状态', 'State'), cell: (one) => tried(one) },
            { key: 'read', head: t('读取', 'Read'), numeric: true, cell: ({ readCount }) => count(readCount) },
            { key: 'stored', head: t('写入', 'Stored'), numeric: true, cell: ({ storedCount, dryRun }) => (dryRun ? '–' : count(storedCount)) },
            { key: 'refused', head: t('拒绝', 'Refused'), numeric: true, cell: ({ refusedCount }) => count(refusedCount) },
          ]}
        />
      </section>
    </Page>
  );
}

function Upload({ done }: { readonly done: (id: string) => void }) {
  const fields = useFields({});
  const [file, setFile] = useState<File | null>(null);
  const submit = async (): Promise<readonly Declined[]> => {
    if (!file) return [{ code: 'INVALID', message: t('请选择文件', 'Choose a file'), path: [] }];
    try {
      done((await upload<{ id: string }>(`/imports?kind=vacancies&name=${encodeURIComponent(file.name)}`, file)).id);
      toast(t('已上传，请先试读', 'Uploaded; try it first'));
      return [];
    } catch (error) {
      const { code, message } = error instanceof Problem ? error : new Problem('INTERNAL', t('上传失败，请再试', 'The upload failed; try again'));
      return [{ code, message, path: [] }];
    }
  };
  return (
    <Form fields={fields} submit={submit} action={t('上传', 'Upload')}>
      <div class="field">
        <label for="sheet">{t('文件（.xlsx 或 .csv）', 'File (.xlsx or .csv)')}</label>
        <input id="sheet" type="file" accept=".xlsx,.csv" onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)} />
      </div>
    </Form>
  );
}

function Current({ job, again }: { readonly job: Job; readonly again: () => void }) {
  const [now, setNow] = useState<Partial<Job> | null>(null);
  const [turn, setTurn] = useState(0);
  const [institution, choose] = useState('');
  const result = useDownload();
  const receivers = useAsk(RecruiterInstitutions, { first: 100, filter: { kind: 'PUBLIC_EMPLOYMENT_SERVICE', region: '500000' } });
  const offices = receivers.data?.institutions.edges.map(({ node }) => node) ?? [];
  const receiver = institution || (offices.find(({ region }) => region.name === '重庆市') ?? offices[0])?.id || '';
  const done = useRef(again);
  done.current = again;
  // The news of a run end with it; the next run has its own.
  useEffect(
    () =>
      follow(RecruiterImportProgress, { importId: job.id }, ({ importProgress }) => {
        setNow(importProgress);
        if (importProgress.state !== 'RUNNING') done.current();
      }),
    [job.id, turn],
  );
  const at = { ...job, ...now };
  const running = at.state === 'RUNNING';
  const start = async (dryRun: boolean): Promise<void> => {
    const { declined } = await act(RecruiterImportStart, { id: job.id, input: { dryRun, institution: receiver } });
    if (declined.length > 0) return toast(declined.map(({ message }) => message).join('；'));
    setNow(null);
    setTurn(turn + 1);
    again();
  };
  const withdraw = (): Promise<boolean> =>
    confirm({
      title: t('撤回这份表', 'Withdraw this sheet'),
      text: t('这份表写入的岗位整体撤回；改好后可以重新上传。', 'Every vacancy of this sheet is withdrawn; it may then be taken in anew.'),
      action: t('撤回', 'Withdraw'),
      danger: true,
      reason: t('原因', 'Reason'),
      work: async (reason) => (await act(RecruiterImportWithdraw, { id: job.id, input: { reason } })).declined,
    });
  const refusals = usePages(
    RecruiterImportRefusals,
    at.refusedCount > 0 && !running ? { importId: job.id, first: 20 } : null,
    ({ importRefusals }) => importRefusals,
  );
  return (
    <>
      <h2>
        {t(`2. ${job.fileName}`, `2. ${job.fileName}`)} <span class="tag">{tried(at)}</span>
      </h2>
      {running && <Progress label={t(`已读 ${count(at.readCount)} 行`, `${count(at.readCount)} rows read`)} />}
      {at.problem && <p class="form-problem">{at.problem}</p>}
      {at.state !== 'UPLOADED' && (
        <p role="status">
          {t(
            `读取 ${count(at.readCount)} 行：${at.dryRun ? '可写入' : '写入'} ${count(at.storedCount)}，此前已有 ${count(at.repeatedCount)}，拒绝 ${count(at.refusedCount)}。`,
            `${count(at.readCount)} rows: ${count(at.storedCount)} ${at.dryRun ? 'would be stored' : 'stored'}, ${count(at.repeatedCount)} stored before, ${count(at.refusedCount)} refused.`,
          )}
        </p>
      )}
      {!running && (at.state !== 'DONE' || at.dryRun) && (
        <SelectField
          label={t('审核的就业服务机构', 'Reviewed by')}
          name="institution"
          value={receiver}
          onChange={choose}
          options={offices.map(({ id, name }) => ({ value: id, label: name }))}
        />
      )}
      {result.problem && <Wrong problem={result.problem} />}
      <div class="form-actions">
        {!running && (at.state !== 'DONE' || at.dryRun) && (
          <>
            <button type="button" onClick={() => void start(true)}>
              {t('试读', 'Try it')}
            </button>
            <button type="button" class="primary" onClick={() => void start(false)}>
              {t('正式导入', 'Take it in')}
            </button>
          </>
        )}
        {at.refusedCount > 0 && (
          <button type="button" disabled={result.running} onClick={() => result.start(`/imports/${job.id}/result.xlsx`, 'refused.xlsx')}>
            {t('下载错误表', 'Download refused rows')}
          </button>
        )}
        {at.state === 'DONE' && !at.dryRun && at.storedCount > job.withdrawnCount && (
          <>
            <a class="button" href="/recruiter/vacancies">
              {t('看岗位', 'See the vacancies')}
            </a>
            <button type="button" onClick={() => void withdraw().then((is) => is && again())}>
              {t('撤回', 'Withdraw')}
            </button>
          </>
        )}
      </div>
      {refusals.rows.length > 0 && (
        <PagedTable
          caption={t('被拒绝的行', 'Refused rows')}
          pages={refusals}
          keyOf={({ rowNumber, heading }) => `${rowNumber} ${heading}`}
          columns={[
            { key: 'row', head: t('行', 'Row'), cell: ({ rowNumber }) => rowNumber },
            { key: 'heading', head: t('列', 'Column'), cell: ({ heading }) => heading ?? '–' },
            { key: 'why', head: t('原因', 'Why'), cell: ({ zh, en }) => (language.value === 'en' ? en : zh) },
          ]}
        />
      )}
    </>
  );
}
