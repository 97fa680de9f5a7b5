import { openDesk } from '../ui/index.ts';
import './intermediary.css';

const work = { zh: '日常', en: 'Every day' };
const people = { zh: '人员', en: 'People' };
const transfer = { zh: '组团输出', en: 'Groups' };

openDesk({
  title: { zh: '劳务中介工作台', en: 'Intermediary desk' },
  at: '/intermediary',
  roles: ['intermediary'],
  pages: [
    {
      path: '/intermediary/reminders',
      zh: '今日待办',
      en: 'Due today',
      group: work,
      load: () => import('./reminders.tsx').then((one) => one.Reminders),
    },
    { path: '/intermediary/roster', zh: '花名册', en: 'Roster', group: people, load: () => import('./roster.tsx').then((one) => one.Roster) },
    { path: '/intermediary/intake', zh: '新登记', en: 'New intake', group: people, load: () => import('./intake.tsx').then((one) => one.Intake) },
    {
      path: '/intermediary/imports',
      zh: '表格导入',
      en: 'Import a sheet',
      group: people,
      load: () => import('./transfer.tsx').then((one) => one.AgencySheets),
    },
    { path: '/intermediary/roster/:id', zh: '人员', en: 'Person', hidden: true, load: () => import('./person.tsx').then((one) => one.Person) },
    { path: '/intermediary/matches', zh: '人岗匹配', en: 'Matches', group: people, load: () => import('./matches.tsx').then((one) => one.Matches) },
    {
      path: '/intermediary/referrals',
      zh: '推荐与结果',
      en: 'Referrals',
      group: people,
      load: () => import('./referrals.tsx').then((one) => one.Referrals),
    },
    { path: '/intermediary/referrals/:id', zh: '推荐信', en: 'Letter', hidden: true, load: () => import('./letter.tsx').then((one) => one.Letter) },
    {
      path: '/intermediary/orders',
      zh: '订单与组团',
      en: 'Orders and groups',
      group: transfer,
      load: () => import('./transfer.tsx').then((one) => one.AgencyOrders),
    },
    { path: '/intermediary/orders/:id', zh: '订单', en: 'Order', hidden: true, load: () => import('./transfer.tsx').then((one) => one.AgencyOrder) },
    {
      path: '/intermediary/departures',
      zh: '出发批次',
      en: 'Departures',
      group: transfer,
      load: () => import('./transfer.tsx').then((one) => one.AgencyDepartures),
    },
    {
      path: '/intermediary/departures/:id',
      zh: '出发批次',
      en: 'Departure',
      hidden: true,
      load: () => import('./transfer.tsx').then((one) => one.AgencyDeparture),
    },
    {
      path: '/intermediary/statement',
      zh: '成效报表',
      en: 'Outcome statement',
      group: transfer,
      load: () => import('./statement.tsx').then((one) => one.Statement),
    },
  ],
});
