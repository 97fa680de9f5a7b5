import { day, listed, Name, t, word } from '../ui/index.ts';
import { payOf } from '../ui/pay.ts';

/** A notice as its own desk asks for it. */
export interface Notice {
  readonly employer: { readonly name: string };
  readonly region: { readonly name: string };
  readonly workAddress: string | null;
  readonly occupation: { readonly name: string } | null;
  readonly pay: Parameters<typeof payOf>[0];
  readonly minimumWageCheck: string;
  readonly headCount: number;
  readonly hiredCount: number;
  readonly requirements: {
    readonly ageMin: number | null;
    readonly ageMax: number | null;
    readonly education: string | null;
    readonly certificates: readonly string[];
  };
  readonly conditions: {
    readonly shift: string | null;
    readonly hoursPerDay: number | null;
    readonly restDaysPerMonth: number | null;
    readonly lodging: boolean | null;
    readonly board: boolean | null;
  };
  readonly duties: string | null;
  readonly benefits: string | null;
  readonly remarks: string | null;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** What a notice says, whole, for who wrote it and who reviews it. */
export function NoticeFacts({ notice }: { readonly notice: Notice }) {
  const { employer, region, workAddress, occupation, requirements, conditions, duties, benefits, remarks } = notice;
  const told: readonly (readonly [string, string | null])[] = [
    [t('做什么', 'Duties'), duties],
    [t('福利', 'Benefits'), benefits],
    [t('备注', 'Remarks'), remarks],
  ];
  return (
    <>
      <dt>{t('单位、地点', 'Employer, place')}</dt>
      <dd>
        <Name of={[employer.name, region.name, workAddress].filter(Boolean).join(' · ')} />
      </dd>
      <dt>{t('工种', 'Trade')}</dt>
      <dd>{occupation?.name ?? t('没有写明，匹配不到人', 'Not stated: nobody is matched to it')}</dd>
      <dt>{t('工资', 'Pay')}</dt>
      <dd>
        {payOf(notice.pay)} <span class="hint">{t('最低工资核对：', 'Minimum wage: ') + word('MinimumWageCheck', notice.minimumWageCheck)}</span>
      </dd>
      <dt>{t('招聘', 'Wanted')}</dt>
      <dd>{t(`${notice.headCount} 人，已录用 ${notice.hiredCount} 人`, `${notice.headCount}, hired ${notice.hiredCount}`)}</dd>
      <dt>{t('要求', 'Requirements')}</dt>
      <dd>
        {listed(
          [
            ages(requirements),
            !requirements.education || requirements.education === 'NONE' ? t('学历不限', 'any education') : word('Education', requirements.education),
            ...requirements.certificates,
          ].filter(Boolean),
        )}
      </dd>
      <dt>{t('条件', 'Conditions')}</dt>
      <dd>
        {listed(
          [
            conditions.shift ? word('Shift', conditions.shift) : '',
            conditions.hoursPerDay ? t(`每天 ${conditions.hoursPerDay} 小时`, `${conditions.hoursPerDay} hours a day`) : '',
            conditions.restDaysPerMonth ? t(`每月休 ${conditions.restDaysPerMonth} 天`, `${conditions.restDaysPerMonth} rest days a month`) : '',
            conditions.lodging ? t('包住', 'lodging') : '',
            conditions.board ? t('包吃', 'board') : '',
          ].filter(Boolean),
        ) || '–'}
      </dd>
      {told.map(
        ([head, text]) =>
          text && (
            <>
              <dt>{head}</dt>
              <dd>{text}</dd>
            </>
          ),
      )}
      <dt>{t('有效期', 'Open')}</dt>
      <dd>{`${day(notice.validFrom)} – ${day(notice.validUntil)}`}</dd>
    </>
  );
}

function ages({ ageMin, ageMax }: Notice['requirements']): string {
  if (ageMax) return t(`${ageMin ?? 16}–${ageMax} 岁`, `aged ${ageMin ?? 16}–${ageMax}`);
  return ageMin ? t(`${ageMin} 岁以上`, `aged ${ageMin} or more`) : '';
}
