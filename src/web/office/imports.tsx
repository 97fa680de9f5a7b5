import { useEffect, useRef, useState } from 'preact/hooks';
import {
  OfficeImportProgress,
  OfficeImportRefusals,
  OfficeImports,
  type OfficeImportsQuery,
  OfficeImportStart,
  OfficeImportWithdraw,
} from '../generated/office.ts';
import {
  act,
  confirm,
  count,
  download,
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
  Table,
  toast,
  upload,
  useDownload,
  useFields,
  usePages,
  word,
  Wrong,
} from '../ui/index.ts';

type Job = OfficeImportsQuery['importJobs']['edges'][number]['node'];

/** A sheet is uploaded, tried, then taken in; what was refused comes back as a sheet. */
export function Imports() {
  const pages = usePages(OfficeImports, { first: 20 }, ({ importJobs }) => importJobs);
  const [current, setCurrent] = useState<string | null>(null);
  const template = useDownload();
  const job = pages.rows.find(({ id }) => id === current);
  return (
    <Page
      title={t('导入', 'Import')}
      intro={t(
        '先试读：不写入，只说明读懂多少、哪些行会被拒绝；没有问题再正式导入。同一行不会写入两次。',
        'Try first: nothing is stored, you learn what would be refused. Then take it in. No row is stored twice.',
      )}
      actions={(['vacancies', 'seekers'] as const).map((kind) => (
        <button key={kind} type="button" onClick={() => template.start(`/imports/templates/${kind}.xlsx`, `${kind}.xlsx`)}>
          {kind === 'vacancies' ? t('岗位模板', 'Template: vacancies') : t('求职登记模板', 'Template: seekers')}
        </button>
      ))}
    >
      {template.problem && <Wrong problem={template.problem} />}
      <section>
        <Upload
          done={(id) => {
            setCurrent(id);
            pages.reload();
          }}
        />
      </section>
      {job && (
        <section>
          <Current job={job} again={pages.reload} moved={(id) => setCurrent(id)} />
        </section>
      )}
      <section>
        <PagedTable
          caption={t('导入记录', 'Imports')}
          pages={pages}
          {...(current === null ? {} : { current })}
          keyOf={({ id }) => id}
          empty={<p>{t('还没有导入过。', 'Nothing was imported yet.')}</p>}
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
            { key: 'kind', head: t('种类', 'Kind'), cell: ({ kind }) => word('ImportKind', kind) },
            { key: 'at', head: t('上传', 'Uploaded'), cell: ({ createdAt }) => moment(createdAt) },
            {
              key: 'state',
              head: t('状态', 'State'),
              cell: ({ state, dryRun }) => `${word('ImportState', state)}${dryRun ? t('（试读）', ' (tried)') : ''}`,
            },
            { key: 'read', head: t('读取', 'Read'), numeric: true, cell: ({ readCount }) => count(readCount) },
            { key: 'stored', head: t('写入', 'Stored'), numeric: true, cell: ({ storedCount }) => count(storedCount) },
            { key: 'refused', head: t('拒绝', 'Refused'), numeric: true, cell: ({ refusedCount }) => count(refusedCount) },
          ]}
        />
      </section>
    </Page>
  );
}

const asDeclined = (error: unknown) => {
  const { code, message } = error instanceof Problem ? error : new Problem('INTERNAL', t('上传失败，请再试', 'The upload failed; try again'));
  return [{ code, message, path: [] }];
};

function Upload({ done }: { readonly done: (id: string) => void }) {
  const fields = useFields({ kind: 'vacancies' });
  const [file, setFile] = useState<File | null>(null);
  const submit = async ({ kind }: { kind: string }) => {
    if (!file) return [{ code: 'INVALID', message: t('请选择文件', 'Choose a file'), path: [] }];
    try {
      const { id } = await upload<{ id: string }>(`/imports?kind=${kind}&name=${encodeURIComponent(file.name)}`, file);
      done(id);
      toast(t('已上传，请先试读', 'Uploaded; try it first'));
      return [];
    } catch (error) {
      return asDeclined(error);
    }
  };
  return (
    <Form fields={fields} submit={submit} action={t('上传', 'Upload')}>
      <div class="filters">
        <SelectField
          label={t('种类', 'Kind')}
          {...fields.of('kind')}
          options={[
            { value: 'vacancies', label: t('岗位', 'Vacancies') },
            { value: 'seekers', label: t('求职登记', 'Seekers') },
          ]}
        />
        <div class="field">
          <label for="sheet">{t('文件（.xlsx 或 .csv）', 'File (.xlsx or .csv)')}</label>
          <input id="sheet" type="file" accept=".xlsx,.csv" onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)} />
        </div>
      </div>
    </Form>
  );
}

function Current({ job, again, moved }: { readonly job: Job; readonly again: () => void; readonly moved: (id: string) => void }) {
  const [now, setNow] = useState<Pick<Job, 'state' | 'readCount' | 'storedCount' | 'repeatedCount' | 'refusedCount' | 'problem' | 'dryRun'> | null>(
    null,
  );
  const running = (now?.state ?? job.state) === 'RUNNING';
  const [turn, setTurn] = useState(0);
  const done = useRef(again);
  done.current = again;
  // The news of a run end with it; the next run has its own.
  useEffect(
    () =>
      follow(OfficeImportProgress, { importId: job.id }, ({ importProgress }) => {
        setNow(importProgress);
        if (importProgress.state !== 'RUNNING') done.current();
      }),
    [job.id, turn],
  );
  const at = { ...job, ...now };
  const start = async (dryRun: boolean): Promise<void> => {
    const { data, declined } = await act(OfficeImportStart, { id: job.id, input: { dryRun } });
    if (!data) return toast(declined.map(({ message }) => message).join('；'));
    setNow(null);
    setTurn(turn + 1);
    if (data.importStart.importJob) moved(data.importStart.importJob.id);
    again();
  };
  const withdraw = (): Promise<boolean> =>
    confirm({
      title: t('撤回导入', 'Withdraw the import'),
      text: t('这份表写入的岗位整体撤回；之后可以重新导入。', 'Every vacancy of this sheet is withdrawn; it may then be taken in anew.'),
      action: t('撤回', 'Withdraw'),
      danger: true,
      reason: t('原因', 'Reason'),
      work: async (reason) => (await act(OfficeImportWithdraw, { id: job.id, input: { reason } })).declined,
    });
  const refusals = usePages(
    OfficeImportRefusals,
    at.refusedCount > 0 && !running ? { importId: job.id, first: 20 } : null,
    ({ importRefusals }) => importRefusals,
  );
  return (
    <>
      <h2>
        {job.fileName} <span class="tag">{`${word('ImportState', at.state)}${at.dryRun ? t('（试读）', ' (tried)') : ''}`}</span>
      </h2>
      {running && <Progress label={t(`已读 ${count(at.readCount)} 行`, `${count(at.readCount)} rows read`)} />}
      {at.problem && <p class="form-problem">{at.problem}</p>}
      {at.state !== 'UPLOADED' && (
        <p>
          {t(
            `读取 ${count(at.readCount)} 行：${at.dryRun ? '可写入' : '写入'} ${count(at.storedCount)}，此前已有 ${count(at.repeatedCount)}，拒绝 ${count(at.refusedCount)}。`,
            `${count(at.readCount)} rows: ${count(at.storedCount)} ${at.dryRun ? 'would be stored' : 'stored'}, ${count(at.repeatedCount)} stored before, ${count(at.refusedCount)} refused.`,
          )}
        </p>
      )}
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
        {at.refusedCount > 0 && (
          <button type="button" onClick={() => void download(`/imports/${job.id}/result.xlsx`, 'refused.xlsx')}>
            {t('下载错误表', 'Download refused rows')}
          </button>
        )}
        {at.state === 'DONE' && !at.dryRun && job.kind === 'VACANCIES' && at.storedCount > 0 && job.withdrawnCount === 0 && (
          <button type="button" onClick={() => void withdraw().then((is) => is && again())}>
            {t('撤回导入', 'Withdraw')}
          </button>
        )}
      </div>
      {refusals.rows.length > 0 && (
        <Table
          caption={t('被拒绝的行', 'Refused rows')}
          rows={refusals.rows}
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
