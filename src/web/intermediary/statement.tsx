import { useState } from 'preact/hooks';
import { IntermediaryAgencyOutcomes } from '../generated/intermediary.ts';
import { count, DateField, Empty, Page, percent, Shown, t, Table, today, useAsk } from '../ui/index.ts';

/** What this agency brought about in a window, to print and hand in. */
export function Statement() {
  const now = today();
  const [from, setFrom] = useState(`${now.slice(0, 4)}-01-01`);
  const [to, setTo] = useState(now);
  const asked = useAsk(IntermediaryAgencyOutcomes, from && to ? { from, to } : null);
  return (
    <Page
      title={t('成效报表', 'Outcome statement')}
      intro={t(
        `${from} 至 ${to}。介绍成功须经单位、回执或合同确认；“稳定”指确认后在岗满期。`,
        `${from} to ${to}. A placement counts once employer, counterfoil or contract confirms it; “lasting” stayed on.`,
      )}
      actions={
        <button type="button" class="primary" onClick={() => print()}>
          {t('打印', 'Print')}
        </button>
      }
    >
      <section>
        <div class="filters screen-only">
          <DateField label={t('从', 'From')} value={from} max={to} onChange={setFrom} />
          <DateField label={t('到', 'To')} value={to} min={from} onChange={setTo} />
        </div>
        <Shown asked={asked}>
          {({ agencyOutcomes }) =>
            agencyOutcomes.length === 0 ? (
              <Empty title={t('这段时间没有录用和输出', 'No hires or departures in this window')}>
                <p>{t('换一段时间，或从人岗匹配开始推荐。', 'Choose another window, or refer somebody.')}</p>
              </Empty>
            ) : (
              agencyOutcomes.map((one) => (
                <div key={one.institution.name}>
                  <ul class="cards">
                    <Card label={t('录用', 'Hired')} value={count(one.placed)} />
                    <Card label={t('确认介绍成功', 'Confirmed')} value={count(one.confirmed)} />
                    <Card label={t('稳定就业', 'Lasting')} value={count(one.lasting)} />
                    <Card label={t('输出到达', 'Arrived')} value={count(one.arrived)} />
                    <Card label={t('返回', 'Came back')} value={count(one.returned)} />
                    <Card
                      label={t('到达后未返回', 'Stayed away')}
                      value={one.arrived > 0 ? percent((one.arrived - one.returned) / one.arrived) : '–'}
                    />
                  </ul>
                  <Table
                    caption={one.institution.name}
                    rows={[one]}
                    keyOf={({ institution }) => institution.name}
                    columns={[
                      { key: 'placed', head: t('录用', 'Hired'), numeric: true, cell: ({ placed }) => count(placed) },
                      { key: 'confirmed', head: t('确认', 'Confirmed'), numeric: true, cell: ({ confirmed }) => count(confirmed) },
                      { key: 'lasting', head: t('稳定', 'Lasting'), numeric: true, cell: ({ lasting }) => count(lasting) },
                      { key: 'reversed', head: t('撤销', 'Reversed'), numeric: true, cell: ({ reversed }) => count(reversed) },
                      { key: 'arrived', head: t('输出到达', 'Arrived'), numeric: true, cell: ({ arrived }) => count(arrived) },
                      { key: 'returned', head: t('返回', 'Came back'), numeric: true, cell: ({ returned }) => count(returned) },
                    ]}
                  />
                </div>
              ))
            )
          }
        </Shown>
        <p class="paper-only">
          {t('单位（盖章）：　　　　　　　填表人：　　　　　　　日期：', 'Agency (seal):                Filled in by:                Date:')}
        </p>
      </section>
    </Page>
  );
}

function Card({ label, value }: { readonly label: string; readonly value: string }) {
  return (
    <li class="card">
      <div class="card-value">{value}</div>
      <div class="card-label">{label}</div>
    </li>
  );
}
