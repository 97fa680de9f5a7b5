import { useLocation, useRoute } from 'preact-iso';
import {
  type Education,
  type EmploymentKind,
  type PayBasis,
  type PayPeriod,
  RecruiterDraft,
  RecruiterInstitutions,
  RecruiterRevise,
  RecruiterSubmit,
  RecruiterVacancy,
  type RecruiterVacancyQuery,
  type Shift,
} from '../generated/recruiter.ts';
import {
  act,
  byName,
  CheckField,
  choices,
  DateField,
  daysFrom,
  type Declined,
  Empty,
  Form,
  NumberField,
  Page,
  SelectField,
  Shown,
  t,
  TextAreaField,
  TextField,
  toast,
  today,
  useAsk,
  useFields,
} from '../ui/index.ts';
import { useOwn } from './own.ts';

type Vacancy = NonNullable<RecruiterVacancyQuery['vacancy']>;
const OPEN_DAYS = 30;

export function NewVacancy() {
  const own = useOwn();
  return (
    <Page
      title={t('新岗位', 'New vacancy')}
      intro={t(
        '不合劳动法律的内容（押金、性别民族限制、试用期过长、低于最低工资）会当场指出，并说明怎么改。',
        'What labour law forbids is pointed out at once, with what to change.',
      )}
    >
      <Shown asked={own}>
        {(employers) =>
          employers.length === 0 ? (
            <Empty title={t('这个账号还没有单位，请管理员加上', 'This account has no employer; ask an administrator')} />
          ) : (
            <section class="panel">
              <Writing employers={employers} vacancy={null} />
            </section>
          )
        }
      </Shown>
    </Page>
  );
}

export function ReviseVacancy() {
  const { id } = useRoute().params as { id: string };
  const asked = useAsk(RecruiterVacancy, { id });
  return (
    <Page title={t('改岗位', 'Revise the vacancy')}>
      <Shown asked={asked}>
        {({ vacancy }) =>
          vacancy ? (
            <section class="panel">
              {vacancy.reason && <p class="notice">{t(`退回原因：${vacancy.reason}`, `It came back because: ${vacancy.reason}`)}</p>}
              <Writing employers={[vacancy.employer]} vacancy={vacancy} />
            </section>
          ) : (
            <Empty title={t('没有这个岗位', 'There is no such vacancy')} />
          )
        }
      </Shown>
    </Page>
  );
}

const inYuan = (money: { readonly amountMinor: string } | null): number | null => (money ? Number(money.amountMinor) / 100 : null);

function Writing({
  employers,
  vacancy,
}: {
  readonly employers: readonly { readonly id: string; readonly name: string }[];
  readonly vacancy: Vacancy | null;
}) {
  const { route } = useLocation();
  const fields = useFields({
    employer: employers[0]!.id,
    institution: '',
    title: vacancy?.title ?? '',
    occupation: vacancy?.occupation?.name ?? '',
    region: vacancy?.region.name ?? '',
    workAddress: vacancy?.workAddress ?? '',
    headCount: (vacancy?.headCount ?? 10) as number | null,
    from: inYuan(vacancy?.pay.from ?? null),
    to: inYuan(vacancy?.pay.to ?? null),
    period: (vacancy?.pay.period ?? 'MONTH') as string,
    basis: (vacancy?.pay.basis ?? 'TIME') as string,
    employmentKind: (vacancy?.employmentKind ?? 'FULL_TIME') as string,
    ageMin: vacancy?.requirements.ageMin ?? (18 as number | null),
    ageMax: vacancy?.requirements.ageMax ?? (null as number | null),
    education: (vacancy?.requirements.education ?? 'NONE') as string,
    certificates: vacancy?.requirements.certificates.join('、') ?? '',
    shift: (vacancy?.conditions.shift ?? 'DAY') as string,
    hoursPerDay: vacancy?.conditions.hoursPerDay ?? (8 as number | null),
    restDaysPerMonth: vacancy?.conditions.restDaysPerMonth ?? (8 as number | null),
    lodging: vacancy?.conditions.lodging ?? true,
    board: vacancy?.conditions.board ?? false,
    duties: vacancy?.duties ?? '',
    benefits: vacancy?.benefits ?? '',
    name: vacancy?.contact?.name ?? '',
    phone: vacancy?.contact?.phone ?? '',
    validUntil: vacancy?.validUntil ?? daysFrom(today(), OPEN_DAYS),
    submitNow: true,
  });
  const { of } = fields;
  const receivers = useAsk(RecruiterInstitutions, vacancy ? null : { first: 100, filter: { kind: 'PUBLIC_EMPLOYMENT_SERVICE', region: '500000' } });
  const offices = receivers.data?.institutions.edges.map(({ node }) => node) ?? [];
  const city = offices.find(({ region }) => region.name === '重庆市') ?? offices[0];
  const submit = async (values: typeof fields.values): Promise<readonly Declined[]> => {
    const {
      employer,
      title,
      occupation,
      region,
      workAddress,
      headCount,
      from,
      to,
      period,
      basis,
      employmentKind,
      duties,
      benefits,
      name,
      phone,
      validUntil,
    } = values;
    const told = {
      title,
      region,
      headCount: headCount ?? 0,
      occupation: occupation || null,
      workAddress: workAddress || null,
      duties: duties || null,
      benefits: benefits || null,
      employmentKind: employmentKind as EmploymentKind,
      validUntil: validUntil || null,
      contact: name || phone ? { name: name || null, phone: phone || null } : null,
      pay: {
        from: from === null ? null : String(from * 100),
        to: to === null ? null : String(to * 100),
        period: period as PayPeriod,
        basis: basis as PayBasis,
        negotiable: from === null && to === null,
      },
      requirements: {
        ageMin: values.ageMin,
        ageMax: values.ageMax,
        education: values.education as Education,
        certificates: values.certificates.split(/[、，,]+/).filter(Boolean),
        experienceMonths: vacancy?.requirements.experienceMonths ?? null,
        healthCertificate: vacancy?.requirements.healthCertificate ?? null,
      },
      conditions: {
        shift: values.shift as Shift,
        hoursPerDay: values.hoursPerDay,
        restDaysPerMonth: values.restDaysPerMonth,
        lodging: values.lodging,
        board: values.board,
        insurances: vacancy?.conditions.insurances ?? null,
        contractMonths: vacancy?.conditions.contractMonths ?? null,
        payDay: vacancy?.conditions.payDay ?? null,
        travelRefund: vacancy?.conditions.travelRefund ?? null,
      },
    };
    let id: string | undefined;
    if (vacancy) {
      const { data, declined } = await act(RecruiterRevise, { id: vacancy.id, input: told });
      if (!data) return declined;
      id = vacancy.id;
    } else {
      const { data, declined } = await act(RecruiterDraft, { input: { ...told, employer, institution: values.institution || city?.id || null } });
      if (!data) return declined;
      id = data.vacancyDraft.vacancy?.id;
    }
    if (id && values.submitNow) {
      const { declined } = await act(RecruiterSubmit, { id, input: {} });
      toast(
        declined.length > 0
          ? t(`已存为草稿；没有提交：${declined[0]!.message}`, `Kept as a draft; not submitted: ${declined[0]!.message}`)
          : t('已提交审核', 'Submitted for review'),
      );
    } else toast(t('已存为草稿', 'Kept as a draft'));
    route(`/recruiter/vacancies/${id}`);
    return [];
  };
  return (
    <Form
      fields={fields}
      submit={submit}
      action={t('保存', 'Save')}
      cancel={() => route(vacancy ? `/recruiter/vacancies/${vacancy.id}` : '/recruiter/vacancies')}
    >
      <div class="columns">
        <div>
          <h2>{t('岗位', 'The post')}</h2>
          {employers.length > 1 && (
            <SelectField label={t('单位', 'Employer')} options={employers.map(({ id, name }) => ({ value: id, label: name }))} {...of('employer')} />
          )}
          {!vacancy && (
            <SelectField
              label={t('受理机构', 'Received by')}
              hint={t('审核并推荐人的就业服务机构', 'The employment service that reviews it and refers people')}
              options={byName(offices)}
              {...of('institution')}
              value={fields.values.institution || city?.id || ''}
            />
          )}
          <TextField label={t('岗位名称 *', 'Title *')} required {...of('title')} />
          <TextField
            label={t('工种', 'Trade')}
            hint={t('名称或代码，如“电子元件制造工”；填了才能匹配', 'Name or code; matching needs it')}
            {...of('occupation')}
          />
          <NumberField label={t('招聘人数 *', 'Heads wanted *')} required min={1} {...of('headCount')} />
          <TextField
            label={t('工作地点 *', 'Place of work *')}
            hint={t('区县或城市，如“深圳市”', 'County or city, such as 深圳市')}
            required
            {...of('region')}
          />
          <TextField label={t('详细地址', 'Address')} {...of('workAddress')} />
          <SelectField label={t('用工形式', 'Kind of employment')} options={choices('EmploymentKind')} {...of('employmentKind')} />
          <DateField label={t('有效期至', 'Open until')} min={today()} {...of('validUntil')} />
          <TextAreaField label={t('做什么', 'Duties')} {...of('duties')} />
        </div>
        <div>
          <h2>{t('待遇', 'Terms')}</h2>
          <NumberField label={t('工资从（元）', 'Pay from (yuan)')} hint={t('都空白即面议', 'Both blank: to be agreed')} min={0} {...of('from')} />
          <NumberField label={t('到（元）', 'to (yuan)')} min={0} {...of('to')} />
          <SelectField label={t('每', 'For each')} options={choices('PayPeriod')} {...of('period')} />
          <SelectField label={t('计酬', 'Basis')} options={choices('PayBasis')} {...of('basis')} />
          <CheckField label={t('包住', 'Lodging')} {...of('lodging')} />
          <CheckField label={t('包吃', 'Board')} {...of('board')} />
          <SelectField label={t('班次', 'Shift')} options={choices('Shift')} {...of('shift')} />
          <NumberField label={t('每天小时', 'Hours a day')} min={1} max={24} {...of('hoursPerDay')} />
          <NumberField label={t('每月休息天数', 'Rest days a month')} min={0} max={31} {...of('restDaysPerMonth')} />
          <TextAreaField label={t('福利', 'Benefits')} {...of('benefits')} />
        </div>
        <div>
          <h2>{t('要求', 'Requirements')}</h2>
          <NumberField label={t('年龄从', 'Age from')} min={16} max={70} {...of('ageMin')} />
          <NumberField label={t('到', 'to')} min={16} max={70} {...of('ageMax')} />
          <SelectField label={t('文化程度', 'Education')} options={choices('Education')} {...of('education')} />
          <TextField label={t('证书', 'Certificates')} hint={t('几项用顿号分开', 'Separated by commas')} {...of('certificates')} />
          <h2>{t('联系人', 'Contact')}</h2>
          <TextField label={t('姓名', 'Name')} autoComplete="off" {...of('name')} />
          <TextField label={t('电话', 'Phone')} type="tel" autoComplete="off" {...of('phone')} />
        </div>
      </div>
      <CheckField label={t('同时提交审核', 'Submit it for review as well')} {...of('submitNow')} />
    </Form>
  );
}
