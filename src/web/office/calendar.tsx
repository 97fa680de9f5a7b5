import { useState } from 'preact/hooks';
import { AdminCalendarSet, AdminCalendarYear } from '../generated/administrator.ts';
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
              {t('录入放假安排表', 'Put a table on file')}
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
          close={() => setOpen(false)}
          done={(entered) => {
            setOpen(false);
            setYear(entered);
            toast(t('放假安排表已录入', 'The table is on file'));
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

function Entering({ year, close, done }: { readonly year: number; readonly close: () => void; readonly done: (year: number) => void }) {
  const fields = useFields({ year: year as number | null, daysOff: '', workingWeekends: '', source: '' });
  const submit = async (values: typeof fields.values): Promise<readonly Declined[]> => {
    const [daysOff, workingWeekends] = [daysIn(values.daysOff), daysIn(values.workingWeekends)];
    const wrong = [...daysOff, ...workingWeekends].find((on) => !DATE.test(on));
    if (wrong !== undefined)
      return [
        {
          code: 'INVALID',
          message: t(`“${wrong}”不是日期，请写成 2027-01-01`, `“${wrong}” is no day; write 2027-01-01`),
          path: [daysOff.includes(wrong) ? 'daysOff' : 'workingWeekends'],
        },
      ];
    const input = { year: values.year ?? 0, daysOff, workingWeekends, source: values.source.trim() };
    let declined: readonly Declined[] = [];
    const sure = await confirm({
      title: t(`录入 ${input.year} 年放假安排表`, `Put the table of ${input.year} on file`),
      text: t(
        `放假 ${daysOff.length} 天，周末上班 ${workingWeekends.length} 天。录入后不能改，期限据此计算。`,
        `${daysOff.length} days off, ${workingWeekends.length} weekend days worked. It cannot be changed then: deadlines are counted by it.`,
      ),
      action: t('录入', 'Put it on file'),
      work: async () => {
        ({ declined } = await act(AdminCalendarSet, { input }));
        return declined;
      },
    });
    if (sure) done(input.year);
    return sure ? [] : declined;
  };
  const { of } = fields;
  return (
    <Dialog title={t('录入放假安排表', 'Put a holiday table on file')} close={close} wide>
      <Form fields={fields} submit={submit} action={t('录入', 'Put it on file')} cancel={close}>
        <NumberField label={t('年份', 'Year')} required min={1978} max={2100} {...of('year')} />
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
