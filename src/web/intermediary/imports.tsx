import { useState } from 'preact/hooks';
import {
  IntermediaryImportProgress,
  IntermediaryImportRefusals,
  IntermediaryImports,
  type IntermediaryImportsQuery,
  IntermediaryImportStart,
} from '../generated/intermediary.ts';
import {
  act,
  count,
  download,
  Empty,
  Form,
  language,
  moment,
  Page,
  PagedTable,
  Problem,
  Progress,
  t,
  toast,
  upload,
  useDownload,
  useFields,
  useFollow,
  usePages,
  word,
  Wrong,
} from '../ui/index.ts';

type Job = IntermediaryImportsQuery['importJobs']['edges'][number]['node'];

/** A roster that is kept in a sheet: uploaded, tried, then taken in; what is refused comes back as a sheet. */
export function Imports() {
  const pages = usePages(IntermediaryImports, { first: 20 }, ({ importJobs }) => importJobs);
  const [current, setCurrent] = useState<string | null>(null);
  const [started, setStarted] = useState(0);
  const template = useDownload();
  const job = pages.rows.find(({ id }) => id === current);
  return (
    <Page
      title={t('表格导入', 'Import a sheet')}
      intro={t(
        '先试读，不写入，只说明哪些行会被拒绝；再正式导入。表里的身份证号加密存放，导入后原表删除。',
        'Try it first: nothing is stored, you learn what would be refused. Then take it in. The sheet is deleted afterwards.',
      )}
      actions={
        <button type="button" onClick={() => template.start('/imports/templates/seekers.xlsx', 'seekers.xlsx')}>
          {t('下载登记表模板', 'Download the template')}
        </button>
      }
    >
      {template.problem && <Wrong problem={template.problem} />}
      <section>
        <Upload
          done={(id) => {
            setCurrent(id);
            setStarted(0);
            pages.reload();
          }}
        />
      </section>
      {job && (
        <section aria-live="polite">
          <Current
            key={`${job.id} ${started}`}
            job={job}
            started={started > 0}
            again={pages.reload}
            moved={(id) => {
              setCurrent(id);
              setStarted(started + 1);
            }}
          />
        </section>
      )}
      <section>
        <PagedTable
          caption={t('导入记录', 'Imports')}
          pages={pages}
          {...(current === null ? {} : { current })}
          keyOf={({ id }) => id}
          empty={<Empty title={t('还没有导入过，先下载模板', 'Nothing was imported yet; begin with the template')} />}
          columns={[
            {
              key: 'file',
              head: t('文件', 'File'),
              cell: ({ id, fileName }) => (
                <button
                  type="button"
                  class="link"
                  onClick={() => {
                    setCurrent(id);
                    setStarted(0);
                  }}
                >
                  {fileName}
                </button>
              ),
            },
            { key: 'at', head: t('上传', 'Uploaded'), cell: ({ createdAt }) => moment(createdAt) },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: ({ state, dryRun }) => `${word('ImportState', state)}${dryRun ? t('（试读）', ' (tried)') : ''}`,
            },
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
  const submit = async () => {
    if (!file) return [{ code: 'INVALID', message: t('请先选择文件', 'Choose a file first'), path: [] }];
    try {
      const { id } = await upload<{ id: string }>(`/imports?kind=seekers&name=${encodeURIComponent(file.name)}`, file);
      done(id);
      return [];
    } catch (error) {
      const { code, message } = error instanceof Problem ? error : new Problem('INTERNAL', t('上传失败，请再试', 'The upload failed; try again'));
      return [{ code, message, path: [] }];
    }
  };
  return (
    <Form fields={fields} submit={submit} action={t('上传', 'Upload')}>
      <div class="field">
        <label for="sheet">{t('求职登记表（.xlsx 或 .csv）', 'Registration sheet (.xlsx or .csv)')}</label>
        <input id="sheet" type="file" accept=".xlsx,.csv" onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)} />
      </div>
    </Form>
  );
}

function Current({
  job,
  started,
  again,
  moved,
}: {
  readonly job: Job;
  readonly started: boolean;
  readonly again: () => void;
  readonly moved: (id: string) => void;
}) {
  const [news, setNews] = useState<Partial<Job>>({});
  const at = { ...job, ...news };
  const running = at.state === 'RUNNING';
  const ended = news.state !== undefined && news.state !== 'RUNNING';
  const follows = !ended && (started || job.state === 'RUNNING');
  useFollow(IntermediaryImportProgress, follows ? { importId: job.id } : null, ({ importProgress }) => {
    setNews(importProgress);
    if (importProgress.state !== 'RUNNING') again();
  });
  const refusals = usePages(
    IntermediaryImportRefusals,
    at.refusedCount > 0 && !running ? { importId: job.id, first: 20 } : null,
    ({ importRefusals }) => importRefusals,
  );
  const start = async (dryRun: boolean): Promise<void> => {
    const { data, declined } = await act(IntermediaryImportStart, { id: job.id, input: { dryRun } });
    if (!data) return toast(declined.map(({ message }) => message).join('；'));
    const id = data.importStart.importJob?.id;
    if (id) moved(id);
    again();
  };
  const told = t(
    `读取 ${count(at.readCount)} 行：${at.dryRun ? '可写入' : '写入'} ${count(at.storedCount)}，此前已有 ${count(at.repeatedCount)}，拒绝 ${count(at.refusedCount)}。`,
    `${count(at.readCount)} rows: ${count(at.storedCount)} ${at.dryRun ? 'would be stored' : 'stored'}, ${count(at.repeatedCount)} known before, ${count(at.refusedCount)} refused.`,
  );
  return (
    <>
      <h2>
        {job.fileName} <span class="tag">{`${word('ImportState', at.state)}${at.dryRun ? t('（试读）', ' (tried)') : ''}`}</span>
      </h2>
      {running && <Progress label={t(`已读 ${count(at.readCount)} 行`, `${count(at.readCount)} rows read`)} />}
      {at.problem && <p class="form-problem">{at.problem}</p>}
      {at.state !== 'UPLOADED' && <p>{told}</p>}
      <div class="form-actions">
        {!running && (at.state === 'UPLOADED' || at.dryRun) && (
          <>
            <button type="button" onClick={() => void start(true)}>
              {t('试读', 'Try it')}
            </button>
            <button type="button" class="primary" onClick={() => void start(false)}>
              {t('正式导入', 'Take it in')}
            </button>
          </>
        )}
        {at.refusedCount > 0 && !running && (
          <button
            type="button"
            onClick={() => void download(`/imports/${job.id}/result.xlsx`, 'refused.xlsx').catch((error: Error) => toast(error.message))}
          >
            {t('下载错误表', 'Download the refused rows')}
          </button>
        )}
      </div>
      {refusals.rows.length > 0 && (
        <PagedTable
          caption={t('被拒绝的行', 'Refused rows')}
          pages={refusals}
          keyOf={({ rowNumber, heading, zh }) => `${rowNumber} ${heading} ${zh}`}
          columns={[
            { key: 'row', head: t('行', 'Row'), numeric: true, cell: ({ rowNumber }) => rowNumber },
            { key: 'heading', head: t('列', 'Column'), cell: ({ heading }) => heading ?? '–' },
            { key: 'why', head: t('原因和改法', 'Why, and what to do'), cell: ({ zh, en }) => (language.value === 'en' ? en : zh) },
          ]}
        />
      )}
    </>
  );
}
