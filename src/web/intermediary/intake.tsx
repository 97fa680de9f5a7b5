import { useState } from 'preact/hooks';
import {
  type Education,
  Intake as Register,
  type IntakeMutation,
  IntermediaryPeople,
  type SeekerSituation,
  type TravelGroupKind,
  type Resettler,
} from '../generated/intermediary.ts';
import {
  act,
  CheckField,
  choices,
  DateField,
  type Declined,
  Form,
  NumberField,
  Page,
  SelectField,
  t,
  TextAreaField,
  TextField,
  toast,
  useAsk,
  useFields,
} from '../ui/index.ts';

const BLANK = {
  name: '',
  idNumber: '',
  phone: '',
  region: '',
  education: 'JUNIOR_HIGH',
  situation: 'RURAL_SURPLUS',
  resettler: 'NONE',
  certificates: '',
  workHistory: '',
  occupations: '',
  places: '',
  wageFloor: null as number | null,
  lodging: true,
  availableFrom: '',
  group: '',
  groupKind: 'COUPLE',
  groupName: '',
};

const NEW_GROUP = 'NEW';
const MOST = 100;

export const listed = (text: string): string[] => text.split(/[、，,；;\s]+/).filter(Boolean);

type Taken = NonNullable<IntakeMutation['seekerRegister']['registration']>;

/** The form of a seeker, filled in at the counter. */
export function Intake() {
  const fields = useFields(BLANK);
  const [taken, setTaken] = useState<{ registration: Taken; left: readonly { message: string }[] } | null>(null);
  const { of, values: typed } = fields;
  const people = useAsk(IntermediaryPeople, { first: MOST });
  const groups = new Map(people.data?.seekers.edges.flatMap(({ node }) => (node.travelGroup ? [[node.travelGroup.id, node] as const] : [])));
  const submit = async (values: typeof BLANK): Promise<readonly Declined[]> => {
    const {
      occupations,
      places,
      wageFloor,
      lodging,
      availableFrom,
      certificates,
      phone,
      workHistory,
      education,
      situation,
      resettler,
      group,
      groupKind,
      groupName,
      ...who
    } = values;
    const trades = listed(occupations);
    const { data, declined } = await act(Register, {
      input: {
        ...who,
        education: education as Education,
        situation: situation as SeekerSituation,
        resettler: resettler as Resettler,
        travelGroup: group && group !== NEW_GROUP ? group : null,
        newTravelGroup: group === NEW_GROUP ? { kind: groupKind as TravelGroupKind, name: groupName } : null,
        phone: phone || null,
        workHistory: workHistory || null,
        certificates: listed(certificates),
        wish: {
          occupations: trades,
          anyTrade: trades.length === 0,
          places: listed(places),
          lodging,
          wageFloor: wageFloor === null ? null : String(wageFloor * 100),
          availableFrom: availableFrom || null,
        },
      },
    });
    const made = data?.seekerRegister.registration;
    if (made) {
      setTaken({ registration: made, left: data.seekerRegister.left });
      fields.reset({ ...BLANK, region: values.region });
      toast(t('已登记', 'Registered'));
    }
    return declined;
  };
  return (
    <Page
      title={t('新登记', 'New intake')}
      intro={t(
        '身份证号和电话加密保存，界面只显示掩码。标 * 的必填。',
        'ID number and phone are stored sealed; only masks are shown. Fields with * are required.',
      )}
    >
      {taken && (
        <section role="status">
          <p>
            {t('已登记：', 'Registered: ')}
            <a href={`/intermediary/roster/${taken.registration.seeker?.id}`}>
              {t(`打开 ${taken.registration.seeker?.nameMasked}，看合适的岗位`, `open ${taken.registration.seeker?.nameMasked} and see what fits`)}
            </a>
          </p>
          {taken.left.map(({ message }) => (
            <p key={message} class="notice">
              {message}
            </p>
          ))}
        </section>
      )}
      <section>
        <Form fields={fields} submit={submit} action={t('登记', 'Register')}>
          <div class="columns">
            <div>
              <h2>{t('本人', 'The person')}</h2>
              <TextField label={t('姓名 *', 'Name *')} required autoComplete="off" {...of('name')} />
              <TextField
                label={t('身份证号 *', 'ID number *')}
                hint={t('18 位，X 可小写', '18 characters')}
                required
                autoComplete="off"
                spellcheck={false}
                {...of('idNumber')}
              />
              <TextField label={t('手机号', 'Mobile phone')} type="tel" autoComplete="off" {...of('phone')} />
              <TextField
                label={t('居住地 *', 'Lives in *')}
                hint={t('区县或乡镇，如“万州区”', 'County or township, such as 万州区')}
                required
                {...of('region')}
              />
              <SelectField label={t('文化程度', 'Education')} options={choices('Education')} {...of('education')} />
              <SelectField label={t('就业状况', 'Situation')} options={choices('SeekerSituation')} {...of('situation')} />
              <SelectField label={t('移民', 'Resettler')} options={choices('Resettler')} {...of('resettler')} />
              <TextField label={t('证书', 'Certificates')} hint={t('几项用顿号分开', 'Separated by commas')} {...of('certificates')} />
              <TextAreaField label={t('工作经历', 'Work history')} {...of('workHistory')} />
            </div>
            <div>
              <h2>{t('求职意向', 'Wishes')}</h2>
              <TextField
                label={t('工种', 'Trades')}
                hint={t('最多三个，用顿号分开；空白即不限', 'Up to three, separated by commas; blank is any')}
                {...of('occupations')}
              />
              <TextField label={t('想去的地方 *', 'Places *')} hint={t('如“上海、沙坪坝区”', 'Such as 上海、沙坪坝区')} required {...of('places')} />
              <NumberField label={t('最低月工资（元）', 'Least monthly wage (yuan)')} min={0} {...of('wageFloor')} />
              <CheckField label={t('要求包住', 'Wants lodging')} {...of('lodging')} />
              <DateField label={t('何时可以上岗', 'Available from')} {...of('availableFrom')} />
              <h2>{t('和谁一起走', 'Who goes along')}</h2>
              <SelectField
                label={t('同行', 'Together with')}
                hint={t('同行的人一起选取，不拆开', 'Those who go together are chosen together')}
                none={t('一个人', 'Nobody')}
                options={[
                  ...[...groups].map(([value, { name, travelGroup }]) => ({ value, label: `${travelGroup!.name} · ${name}` })),
                  { value: NEW_GROUP, label: t('新的一组', 'A new group') },
                ]}
                {...of('group')}
              />
              {typed.group === NEW_GROUP && (
                <>
                  <SelectField label={t('关系', 'Relation')} options={choices('TravelGroupKind')} {...of('groupKind')} />
                  <TextField label={t('组名', 'Name of the group')} required {...of('groupName')} />
                </>
              )}
            </div>
          </div>
        </Form>
      </section>
    </Page>
  );
}
