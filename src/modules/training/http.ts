import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { POINTS } from '../../platform/access/rates.js';
import { asked, type Query, queryOf, viewers, yearOf } from '../../platform/access/routes.js';
import type { Role } from '../../platform/access/viewer.js';
import { all, hasId, raw, sql } from '../../platform/database/sql.js';
import type { Context } from '../../platform/graphql/context.js';
import { enumLabels } from '../../platform/graphql/enum.js';
import { Mistake, Refusal, UNKNOWN } from '../../platform/graphql/errors.js';
import { cleanText, maskName } from '../../platform/privacy/text.js';
import { writeForm } from '../../platform/sheets/form.js';
import { type Cells, cellsOf, type Intake, takeBytes, takeIn } from '../../platform/sheets/intake.js';
import { takingSheet } from '../../platform/sheets/turns.js';
import type { SheetField } from '../../platform/sheets/header-map.js';
import { places, regionByCode } from '../regions/region.queries.js';
import { Row } from '../imports/row.js';
import { readDocument, recordMeetings } from '../seekers/look-up.js';
import { type CourseKind, type StartUpCourse, TrainingClass } from './class.js';
import { planClass, refuse } from './class.service.js';
import { TrainingEnrolment } from './enrolment.js';
import { enrol } from './enrolment.service.js';
import { TrainingClassPlanInput } from './training.inputs.js';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MOST_ROWS = 5_000;
const TEACHING: readonly Role[] = ['office', 'intermediary'];

const zhOf = (name: string, value: unknown): string => (typeof value === 'string' ? (enumLabels.get(name)?.get(value)?.zh ?? value) : '');

const CLASS_COLUMNS = [
  { key: 'number', title: '班号' },
  { key: 'title', title: '培训内容' },
  { key: 'kind', title: '培训类别' },
  { key: 'institution', title: '培训机构' },
  { key: 'seats', title: '计划人数' },
  { key: 'taken', title: '报名人数' },
  { key: 'trained', title: '考核人数' },
  { key: 'passed', title: '合格人数' },
  { key: 'employed', title: '就业创业人数' },
  { key: 'classHours', title: '课时' },
  { key: 'startsOn', title: '开班日期' },
  { key: 'endsOn', title: '结业日期' },
  { key: 'state', title: '状态' },
];

const ROSTER_COLUMNS = [
  { key: 'at', title: '序号' },
  { key: 'name', title: '姓名' },
  { key: 'idNumber', title: '身份证号' },
  { key: 'hours', title: '到课课时' },
  { key: 'state', title: '考核结果' },
  { key: 'certificate', title: '证书编号' },
  { key: 'outcome', title: '去向' },
  { key: 'jobs', title: '带动就业人数' },
];

const CLASS_FIELDS: readonly SheetField[] = [
  { key: 'number', names: ['班号', '班级编号', 'number'], required: true },
  { key: 'title', names: ['培训内容', '班级名称', '培训项目', 'title'], required: true },
  { key: 'kind', names: ['培训类别', '类别', 'kind'], required: true },
  { key: 'course', names: ['创业课程', 'course'] },
  { key: 'occupation', names: ['工种', '培训工种', 'occupation'] },
  { key: 'seats', names: ['计划人数', '人数', 'seats'], required: true },
  { key: 'classHours', names: ['课时', '总课时', 'classHours'], required: true },
  { key: 'startsOn', names: ['开班日期', 'startsOn'], required: true },
  { key: 'endsOn', names: ['结业日期', '结束日期', 'endsOn'], required: true },
];
const ROSTER_FIELDS: readonly SheetField[] = [
  { key: 'name', names: ['姓名', 'name'], required: true },
  { key: 'idNumber', names: ['身份证号', '身份证号码', '证件号码', 'idNumber'], required: true },
];

/**
 * Classes and rosters as an office files them: `GET /exports/training-classes.xlsx?year=&region=`,
 * `GET /exports/training-roster.xlsx?class=`; in: `POST /training-classes?institution=`, `POST /training-classes/<id>/roster`.
 */
export async function trainingRoutes(app: FastifyInstance): Promise<void> {
  takeBytes(app);
  const readers = viewers([...TEACHING, 'auditor'], 'READ', POINTS.list);
  const writers = viewers(TEACHING, 'IMPORT', POINTS.sheet);
  const form = (name: string, write: (context: Context, query: Query) => Promise<Buffer>): unknown =>
    app.get(
      `/exports/${name}.xlsx`,
      readers,
      asked(async (context, request, reply) =>
        reply
          .type(XLSX)
          .header('content-disposition', `attachment; filename="${name}.xlsx"`)
          .send(await write(context, queryOf(request))),
      ),
    );
  form('training-classes', classesForm);
  form('training-roster', rosterForm);
  app.post('/training-classes', writers, takingSheet(plannedClasses));
  app.post<{ Params: { id: string } }>('/training-classes/:id/roster', writers, takingSheet<{ Params: { id: string } }>(enrolledPeople));
}

async function classesForm(context: Context, query: Query): Promise<Buffer> {
  const day = context.platform.clock.today();
  const year = yearOf(query, day.slice(0, 4));
  const region = regionByCode(query['region'] ?? context.viewer.regionPath?.split('/').at(-1) ?? '500000');
  const own = context.viewer.role === 'intermediary' && sql`t.institution_id = ${context.viewer.institutionId}::uuid`;
  const scope = context.shapes.scope('TrainingEnrolment', 'e', context.viewer) ?? raw('true');
  const where = all([own, places.within('t.institution_path', region.path), sql`extract(year from t.starts_on) = ${year}`]);
  const rows = await context.reading.rows(sql`
    select t.number, t.title, t.kind, i.name, t.seats, training_seats_taken(t.id), n.trained, n.passed, n.employed, t.class_hours, t.starts_on, t.ends_on, t.state
      from training_class t join institution i on i.id = t.institution_id
      cross join lateral (select count(*) filter (where e.examined_on is not null)::int as trained, count(*) filter (where e.state = 'PASSED')::int as passed,
                                 count(*) filter (where e.outcome_kind = 'STARTED' or (e.outcome_kind = 'EMPLOYED' and exists (select from standing_placement s where s.id = e.placement_id)))::int as employed
                            from training_enrolment e where e.class_id = t.id and (${scope})) n
     where ${where} order by t.starts_on, t.number limit ${MOST_ROWS}`);
  const lines = rows.map((row) => {
    const line = Object.fromEntries(CLASS_COLUMNS.map(({ key }, at) => [key, row[at]]));
    return { ...line, kind: zhOf('TrainingKind', line['kind']), state: zhOf('TrainingClassState', line['state']) };
  });
  const sum = (key: string): number => lines.reduce((total, line) => total + Number((line as Record<string, unknown>)[key]), 0);
  const total = Object.fromEntries(['seats', 'taken', 'trained', 'passed', 'employed'].map((key) => [key, sum(key)]));
  return writeForm({ title: `${year} 年职业培训开班情况表`, unit: region.name, date: day, columns: CLASS_COLUMNS, rows: lines, total });
}

async function rosterForm(context: Context, query: Query): Promise<Buffer> {
  const [known] = await context.reading.rows(
    sql`select t.title, i.name, t.number from training_class t join institution i on i.id = t.institution_id where ${hasId('t.id', query['class'] ?? '')}`,
  );
  if (!known) throw new Mistake('NOT_FOUND', UNKNOWN);
  const [title, unit, number] = known as [string, string, string];
  const scope = context.shapes.scope('TrainingEnrolment', 'e', context.viewer) ?? raw('true');
  const sight = context.shapes.scope('Seeker', 's', context.viewer) ?? raw('true');
  const rows = await context.reading.rows(sql`
    select s.name, s.id_number_masked, (select coalesce(sum(a.hours), 0)::int from training_attendance a where a.enrolment_id = e.id), e.state,
           e.certificate_number, e.outcome_kind, e.outcome_jobs_created
      from training_enrolment e left join seeker s on s.id = e.seeker_id and (${sight})
     where ${hasId('e.class_id', query['class'] ?? '')} and e.state <> 'WITHDRAWN' and (${scope}) order by e.enrolled_on, e.id`);
  const lines = rows.map(([name, idNumber, hours, state, certificate, outcome, jobs], at) => ({
    at: at + 1,
    name: masked(name as string | null),
    idNumber,
    hours,
    state: zhOf('TrainingEnrolmentState', state),
    certificate,
    outcome: zhOf('TrainingOutcomeKind', outcome),
    jobs,
  }));
  const date = context.platform.clock.today();
  return writeForm({ title: `${title}（${number}）学员名册`, unit, date, columns: ROSTER_COLUMNS, rows: lines });
}

const masked = (name: string | null): string => (name === null || name === '' ? '***' : maskName(name));

const KINDS: readonly [RegExp, CourseKind][] = [
  [/创业/, 'START_UP'],
  [/在岗|提升/, 'UPGRADING'],
  [/农村|阳光/, 'RURAL'],
  [/再就业|下岗|失业/, 'RE_EMPLOYMENT'],
];
const DAY = /^\d{4}-\d\d-\d\d$/;

function classOfRow(cells: Cells, institution: string | undefined): TrainingClassPlanInput {
  const kind =
    KINDS.find(([form]) => form.test(cells['kind'] ?? ''))?.[1] ??
    refuse('kind', '培训类别无法识别：再就业、农村劳动力、在岗提升或创业', 'The kind is not understood');
  const whole = (field: string): number =>
    /^\d{1,4}$/.test(cells[field] ?? '') ? Number(cells[field]) : refuse(field, '请填写整数', 'Give a whole number');
  const day = (field: string): string => {
    const text = (cells[field] ?? '')
      .replace(/[./年月]/g, '-')
      .replace(/日$/, '')
      .replace(/-(\d)(?!\d)/g, '-0$1');
    return DAY.test(text) && !Number.isNaN(Date.parse(text))
      ? text
      : refuse(field, '日期无法识别，请写成 2007-11-30', 'The date is not understood; write it like 2007-11-30');
  };
  const course = (cells['course'] ?? '').toUpperCase();
  if (course !== '' && !['GYB', 'SYB', 'IYB'].includes(course)) refuse('course', '创业课程为 GYB、SYB 或 IYB', 'The course is GYB, SYB or IYB');
  return Object.assign(new TrainingClassPlanInput(), {
    number: cells['number'] ?? '',
    title: cells['title'] ?? '',
    kind,
    ...(course === '' ? {} : { course: course as StartUpCourse }),
    ...(cells['occupation'] ? { occupation: cells['occupation'] } : {}),
    ...(institution === undefined ? {} : { institution }),
    seats: whole('seats'),
    classHours: whole('classHours'),
    startsOn: day('startsOn'),
    endsOn: day('endsOn'),
  });
}

/** Each row is a class of one institution; a number that it has already is a repeat. */
async function plannedClasses(context: Context, request: FastifyRequest): Promise<Intake> {
  const { institution } = queryOf(request);
  return takeIn(request, await cellsOf(request.body, CLASS_FIELDS), (cells) =>
    context.em().transactional(async (em) => {
      const input = classOfRow(cells, institution);
      const known = await em.findOne(TrainingClass, { number: cleanText(input.number) });
      if (known && known.institution.id === (input.institution ?? context.viewer.institutionId)) return 'REPEATED';
      await planClass(em, context.viewer, input);
      return 'STORED';
    }),
  );
}

/**
 * Each row is a person by name and ID number. Unless both are of somebody in sight, it is a look-up as in a register: written
 * down whatever becomes of the row, and beyond the limit refused while the others go on.
 */
async function enrolledPeople(context: Context, request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply): Promise<Intake> {
  let spent: Mistake | null = null;
  const intake = await takeIn(request, await cellsOf(request.body, ROSTER_FIELDS), async (cells) => {
    const row = new Row(cells);
    const [name, idNumber] = [row.needed('name', '姓名', 'name'), row.needed('idNumber', '身份证号', 'ID number')];
    const seeker = await context
      .em()
      .transactional(async (em) => {
        const document = await readDocument(em, context, name, idNumber);
        if (document.seen) return document.seeker!.id;
        if (spent) throw spent;
        await recordMeetings(em, context.platform, context.viewer, null, { strangers: [document.known] });
        return null;
      })
      .catch((error: unknown) => {
        if (error instanceof Mistake && error.code === 'RATE_LIMITED') spent = error;
        throw error;
      });
    if (seeker === null)
      throw new Refusal('NOT_FOUND', ['input', 'idNumber'], {
        zh: '没有找到此人，或姓名与证件号码不符；请先办理求职登记',
        en: 'Nobody of that name and number is in your sight; register the person first',
      });
    return context.em().transactional(async (em) => {
      if ((await em.count(TrainingEnrolment, { class: request.params.id, seeker, state: { $ne: 'WITHDRAWN' } })) > 0) return 'REPEATED';
      await enrol(em, context, request.params.id, [seeker]);
      return 'STORED';
    });
  });
  const wait = (spent as Mistake | null)?.extensions['retryAfter'];
  if (typeof wait === 'number') void reply.header('retry-after', wait);
  return intake;
}
