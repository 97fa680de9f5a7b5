import { useState } from 'preact/hooks';
import type { OfficeImportsQuery } from '../generated/office.ts';
import {
  act,
  confirm,
  count,
  download,
  Empty,
  Form,
  language,
  moment,
  type Option,
  Page,
  PagedTable,
  Problem,
  Progress,
  SelectField,
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
import type { ImportDocuments } from './documents.ts';

type Job = OfficeImportsQuery['importJobs']['edges'][number]['node'];

export type Kind = 'vacancies' | 'seekers';

const kindWords = (kind: Kind): string => (kind === 'vacancies' ? t('岗位', 'Vacancies') : t('求职登记', 'Seekers'));

interface Sheets {
  readonly kinds: readonly [Kind, ...Kind[]];
  readonly documents: ImportDocuments;
  /** Who reviews what is taken in, where the viewer says so. */
  readonly reviewers?: readonly Option[] | undefined;
  /** Where to see what was taken in. */
  readonly stored?: { readonly at: string; readonly word: string };
}

/** A sheet is uploaded, tried, then taken in; what is refused comes back as a sheet. */
export function Imports({ kinds, documents, reviewers, stored }: Sheets) {
  const pages = usePages(documents.list, { first: 20 }, ({ importJobs }) => importJobs);
  const [current, setCurrent] = useState<string | null>(null);
  const [started, setStarted] = useState(0);
  const template = useDownload();
  const job = pages.rows.find(({ id }) => id === current);
  return (
    <Page
      title={t('表格导入', 'Import a sheet')}
      intro={
        t(
          '先试读：不写入，只说明哪些行会被拒绝；再正式导入。同一行不会写入两次，导入后原表删除。',
          'Try first: nothing is stored, you learn what would be refused. Then take it in. No row is stored twice; the sheet is deleted afterwards.',
        ) + (kinds.includes('seekers') ? t('身份证号加密存放。', ' ID numbers are kept sealed.') : '')
      }
      actions={kinds.map((kind) => (
        <button key={kind} type="button" onClick={() => template.start(`/imports/templates/${kind}.xlsx`, `${kind}.xlsx`)}>
          {t(`下载模板：${kindWords(kind)}`, `Template: ${kindWords(kind)}`)}
        </button>
      ))}
    >
      {template.problem && <Wrong problem={template.problem} />}
      <section>
        <Upload
          kinds={kinds}
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
            documents={documents}
            reviewers={reviewers}
            {...(stored ? { stored } : {})}
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
            { key: 'kind', head: t('种类', 'Kind'), cell: ({ kind }) => word('ImportKind', kind) },
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

function Upload({ kinds, done }: { readonly kinds: readonly [Kind, ...Kind[]]; readonly done: (id: string) => void }) {
  const fields = useFields<{ kind: string }>({ kind: kinds[0] });
  const [file, setFile] = useState<File | null>(null);
  const submit = async ({ kind }: { kind: string }) => {
    if (!file) return [{ code: 'INVALID', message: t('请先选择文件', 'Choose a file first'), path: [] }];
    try {
      const { id } = await upload<{ id: string }>(`/imports?kind=${kind}&name=${encodeURIComponent(file.name)}`, file);
      done(id);
      toast(t('已上传，请先试读', 'Uploaded; try it first'));
      return [];
    } catch (error) {
      const { code, message } = error instanceof Problem ? error : new Problem('INTERNAL', t('上传失败，请再试', 'The upload failed; try again'));
      return [{ code, message, path: [] }];
    }
  };
  return (
    <Form fields={fields} submit={submit} action={t('上传', 'Upload')}>
      {kinds.length > 1 && (
        <SelectField label={t('种类', 'Kind')} {...fields.of('kind')} options={kinds.map((kind) => ({ value: kind, label: kindWords(kind) }))} />
      )}
      <div class="field">
        <label for="sheet">{t('文件（.xlsx 或 .csv）', 'File (.xlsx or .csv)')}</label>
        <input id="sheet" type="file" accept=".xlsx,.csv" onChange={({ currentTarget }) => setFile(currentTarget.files?.[0] ?? null)} />
      </div>
    </Form>
  );
}

function Current({
  job,
  documents,
  reviewers,
  stored,
  started,
  again,
  moved,
}: Pick<Sheets, 'documents' | 'reviewers' | 'stored'> & {
  readonly job: Job;
  readonly started: boolean;
  readonly again: () => void;
  readonly moved: (id: string) => void;
}) {
  const [news, setNews] = useState<Partial<Job>>({});
  const [chosen, choose] = useState('');
  const reviewer = chosen || reviewers?.[0]?.value;
  const at = { ...job, ...news };
  const running = at.state === 'RUNNING';
  const ended = news.state !== undefined && news.state !== 'RUNNING';
  const follows = !ended && (started || job.state === 'RUNNING');
  useFollow(documents.progress, follows ? { importId: job.id } : null, ({ importProgress }) => {
    setNews(importProgress);
    if (importProgress.state !== 'RUNNING') again();
  });
  const refusals = usePages(
    documents.refusals,
    at.refusedCount > 0 && !running ? { importId: job.id, first: 20 } : null,
    ({ importRefusals }) => importRefusals,
  );
  const start = async (dryRun: boolean): Promise<void> => {
    const { data, declined } = await act(documents.start, { id: job.id, input: { dryRun, ...(reviewer ? { institution: reviewer } : {}) } });
    if (!data) return toast(declined.map(({ message }) => message).join('；'));
    const id = data.importStart.importJob?.id;
    if (id) moved(id);
    again();
  };
  const { withdraw: taking } = documents;
  const withdraw = (document: NonNullable<typeof taking>): Promise<boolean> =>
    confirm({
      title: t('撤回导入', 'Withdraw the import'),
      text: t('这份表写入的岗位整体撤回；之后可以重新导入。', 'Every vacancy of this sheet is withdrawn; it may then be taken in anew.'),
      action: t('撤回', 'Withdraw'),
      danger: true,
      reason: t('原因', 'Reason'),
      work: async (reason) => (await act(document, { id: job.id, input: { reason } })).declined,
    });
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
      {at.state !== 'UPLOADED' && <p role="status">{told}</p>}
      {reviewers && !running && (at.state === 'UPLOADED' || at.dryRun) && (
        <SelectField label={t('审核的就业服务机构', 'Reviewed by')} name="institution" value={reviewer ?? ''} onChange={choose} options={reviewers} />
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
        {at.refusedCount > 0 && !running && (
          <button
            type="button"
            onClick={() => void download(`/imports/${job.id}/result.xlsx`, 'refused.xlsx').catch((error: Error) => toast(error.message))}
          >
            {t('下载错误表', 'Download the refused rows')}
          </button>
        )}
        {stored && at.state === 'DONE' && !at.dryRun && at.storedCount > 0 && (
          <a class="button" href={stored.at}>
            {stored.word}
          </a>
        )}
        {taking && at.state === 'DONE' && !at.dryRun && job.kind === 'VACANCIES' && at.storedCount > 0 && job.withdrawnCount === 0 && (
          <button type="button" onClick={() => void withdraw(taking).then((is) => is && again())}>
            {t('撤回导入', 'Withdraw')}
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
