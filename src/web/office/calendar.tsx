import { useState } from 'preact/hooks';
import { AdminCalendarAmend, AdminCalendarSet, AdminCalendarYear } from '../generated/administrator.ts';
import { OfficeCalendarYear, type OfficeCalendarYearQuery } from '../generated/office.ts';
import {
  act,
  confirm,
  count,
  type Declined,
  Dialog,
  Empty,
  Form,
  NumberField,
  Page,
  Shown,
  signedIn,
  t,
  Table,
  TextAreaField,
  TextField,
  toast,
  today,
  useAsk,
  useFields,
} from '../ui/index.ts';

type Year = NonNullable<OfficeCalendarYearQuery['calendarYear']>;
const DATE = /^\d{4}-\d\d-\d\d$/;

const daysIn = (text: string): string[] => text.split(/[\s,，、;；]+/).filter(Boolean);
const monthOf = (on: string): number => Number(on.slice(5, 7));
const inMonth = (days: readonly string[], month: number): string =>
  days
    .filter((on) => monthOf(on) === month)
    .map((on) => Number(on.slice(8)))
    .join('、') || '–';

/** The holiday table of a year, by which clocks in working days go; administrators put it on file. */
export function Calendar() {
  const administers = 'role' in signedIn.value && signedIn.value.role === 'administrator';
  const [year, setYear] = useState(Number(today().slice(0, 4)));
  const [open, setOpen] = useState(false);
  const asked = useAsk(administers ? AdminCalendarYear : OfficeCalendarYear, { year });
  const onFile = asked.data?.calendarYear ?? null;
  return (
    <Page
      title={t('工作日历', 'Working calendar')}
      intro={t(
        '维权案件和零就业家庭的期限按工作日计算，以当年放假安排表为准。',
        'Rights cases and households are counted in working days, by the holiday table of the year.',
      )}
      actions={
        <>
          <button type="button" onClick={() => setYear(year - 1)}>
            {t(`看 ${year - 1} 年`, `See ${year - 1}`)}
          </button>
          <button type="button" onClick={() => setYear(year + 1)}>
            {t(`看 ${year + 1} 年`, `See ${year + 1}`)}
          </button>
          {administers && (
            <button type="button" class="primary" onClick={() => setOpen(true)}>
              {onFile ? t('修正放假安排表', 'Amend the table') : t('录入放假安排表', 'Put a table on file')}
            </button>
          )}
        </>
      }
    >
      <section>
        <Shown asked={asked}>
          {({ calendarYear }) =>
            calendarYear ? (
              <OfYear calendar={calendarYear} />
            ) : (
              <Empty title={t(`${year} 年的放假安排表还没有录入`, `No holiday table of ${year} is on file`)}>
                <p>
                  {administers
                    ? t(
                        '国务院办公厅通知发布后在此录入；等它的案件随即补算期限。',
                        'Put it on file once the notice is out; cases that wait for it get their last day.',
                      )
                    : t(
                        '请管理员录入；此前案件照样立案，期限随后补算。',
                        'Ask an administrator; cases are opened all the same and get their last day then.',
                      )}
                </p>
              </Empty>
            )
          }
        </Shown>
      </section>
      {open && (
        <Entering
          year={year}
          before={onFile}
          close={() => setOpen(false)}
          done={(entered) => {
            setOpen(false);
            setYear(entered);
            toast(
              onFile
                ? t('放假安排表已修正，期限已重算', 'The table is amended, and deadlines with it')
                : t('放假安排表已录入', 'The table is on file'),
            );
            asked.reload();
          }}
        />
      )}
    </Page>
  );
}

function OfYear({ calendar: { year, daysOff, workingWeekends, source, assumed } }: { readonly calendar: Year }) {
  const months = Array.from({ length: 12 }, (_, at) => at + 1).filter((month) =>
    [...daysOff, ...workingWeekends].some((on) => monthOf(on) === month),
  );
  return (
    <>
      <dl class="facts">
        <dt>{t('年份', 'Year')}</dt>
        <dd>
          {year} {assumed && <span class="tag tone-warn">{t('假定（演示）', 'Assumed (demonstration)')}</span>}
        </dd>
        <dt>{t('依据', 'Source')}</dt>
        <dd>{source}</dd>
        <dt>{t('放假', 'Days off')}</dt>
        <dd>{t(`${count(daysOff.length)} 天`, `${count(daysOff.length)} days`)}</dd>
        <dt>{t('调休上班', 'Weekend days worked')}</dt>
        <dd>{t(`${count(workingWeekends.length)} 天`, `${count(workingWeekends.length)} days`)}</dd>
      </dl>
      <Table
        caption={t(`${year} 年放假安排`, `Days off in ${year}`)}
        rows={months}
        keyOf={String}
        columns={[
          { key: 'month', head: t('月', 'Month'), cell: (month) => t(`${month} 月`, String(month)) },
          { key: 'off', head: t('放假', 'Days off'), cell: (month) => inMonth(daysOff, month) },
          { key: 'worked', head: t('周末上班', 'Weekend days worked'), cell: (month) => inMonth(workingWeekends, month) },
        ]}
      />
    </>
  );
}

interface Entered {
  readonly year: number;
  /** The table that is on file and is amended. */
  readonly before: Year | null;
  readonly close: () => void;
  readonly done: (year: number) => void;
}

function Entering({ year, before, close, done }: Entered) {
  const [daysOff, workingWeekends] = [before?.daysOff ?? [], before?.workingWeekends ?? []].map((days) => days.join(' ')) as [string, string];
  const fields = useFields({ year: year as number | null, daysOff, workingWeekends, source: '' });
  const submit = async (values: typeof fields.values): Promise<readonly Declined[]> => {
    const [off, worked] = [daysIn(values.daysOff), daysIn(values.workingWeekends)];
    const wrong = [...off, ...worked].find((on) => !DATE.test(on));
    if (wrong !== undefined)
      return [
        {
          code: 'INVALID',
          message: t(`“${wrong}”不是日期，请写成 2027-01-01`, `“${wrong}” is no day; write 2027-01-01`),
          path: [off.includes(wrong) ? 'daysOff' : 'workingWeekends'],
        },
      ];
    const input = { year: before?.year ?? values.year ?? 0, daysOff: off, workingWeekends: worked, source: values.source.trim() };
    let declined: readonly Declined[] = [];
    const counted = t(
      `放假 ${input.daysOff.length} 天，周末上班 ${input.workingWeekends.length} 天。`,
      `${input.daysOff.length} days off, ${input.workingWeekends.length} weekend days worked. `,
    );
    const sure = await confirm({
      title: before
        ? t(`修正 ${year} 年放假安排表`, `Amend the table of ${year}`)
        : t(`录入 ${input.year} 年放假安排表`, `Put the table of ${input.year} on file`),
      text:
        counted +
        (before
          ? t(
              '只能改今天以后的日子；未到的期限随即重算，原表留存。',
              'Only days after today may change; running deadlines are counted anew, and the table of before is kept.',
            )
          : t('期限据此计算；录入后只能修正今天以后的日子。', 'Deadlines are counted by it; later only days after today can be amended.')),
      action: before ? t('修正', 'Amend') : t('录入', 'Put it on file'),
      work: async () => {
        ({ declined } = before ? await act(AdminCalendarAmend, { input }) : await act(AdminCalendarSet, { input }));
        return declined;
      },
    });
    if (sure) done(input.year);
    return sure ? [] : declined;
  };
  const { of } = fields;
  return (
    <Dialog
      title={before ? t(`修正 ${year} 年放假安排表`, `Amend the table of ${year}`) : t('录入放假安排表', 'Put a holiday table on file')}
      close={close}
      wide
    >
      <Form fields={fields} submit={submit} action={before ? t('修正', 'Amend') : t('录入', 'Put it on file')} cancel={close}>
        {!before && <NumberField label={t('年份', 'Year')} required min={1978} max={2100} {...of('year')} />}
        <TextAreaField
          label={t('放假的日子', 'Days off')}
          hint={t('每天一个，如 2027-01-01，用空格或换行分隔', 'Each day such as 2027-01-01, with blanks or lines between')}
          required
          rows={6}
          {...of('daysOff')}
        />
        <TextAreaField
          label={t('上班的周六、周日', 'Saturdays and Sundays that are worked')}
          hint={t('没有则留空', 'Blank if there are none')}
          {...of('workingWeekends')}
        />
        <TextField label={t('依据', 'Source')} hint={t('通知的名称和文号', 'The notice and its number')} required {...of('source')} />
      </Form>
    </Dialog>
  );
}
