import './office.css';
import { openDesk } from '../ui/index.ts';

const transfer = { zh: '劳务输出', en: 'Transfer' };
const service = { zh: '就业服务', en: 'Service' };
const reports = { zh: '数据', en: 'Data' };
const system = { zh: '系统', en: 'System' };
const office = { roles: ['office'] } as const;
const administration = { group: system, roles: ['administrator'] } as const;

/** The desk of employment offices; administrators and auditors have pages of their own at it. */
openDesk({
  title: { zh: '就业服务工作台', en: 'Office desk' },
  at: '/office',
  roles: ['office', 'administrator', 'auditor'],
  pages: [
    {
      path: '/office/board',
      zh: '名额进度',
      en: 'Quota board',
      group: transfer,
      ...office,
      load: () => import('./board.tsx').then((one) => one.Board),
    },
    {
      path: '/office/places',
      zh: '协议、计划与名额',
      en: 'Agreements and plans',
      group: transfer,
      ...office,
      load: () => import('./places.tsx').then((one) => one.Places),
    },
    {
      path: '/office/orders',
      zh: '用工订单',
      en: 'Orders',
      group: transfer,
      ...office,
      load: () => import('./transfer.tsx').then((one) => one.OfficeOrders),
    },
    {
      path: '/office/orders/:id',
      zh: '订单',
      en: 'Order',
      hidden: true,
      ...office,
      load: () => import('./transfer.tsx').then((one) => one.OfficeOrder),
    },
    {
      path: '/office/departures',
      zh: '出发批次',
      en: 'Departures',
      group: transfer,
      ...office,
      load: () => import('./transfer.tsx').then((one) => one.OfficeDepartures),
    },
    {
      path: '/office/departures/:id',
      zh: '花名册',
      en: 'Manifest',
      hidden: true,
      ...office,
      load: () => import('./transfer.tsx').then((one) => one.OfficeDeparture),
    },
    {
      path: '/office/follow-ups',
      zh: '回访',
      en: 'Follow-up',
      group: transfer,
      ...office,
      load: () => import('./transfer.tsx').then((one) => one.OfficeCalls),
    },
    {
      path: '/office/vacancies',
      zh: '岗位审核',
      en: 'Vacancies',
      group: service,
      ...office,
      load: () => import('./vacancies.tsx').then((one) => one.Vacancies),
    },
    { path: '/office/fairs', zh: '招聘会', en: 'Job fairs', group: service, ...office, load: () => import('./fairs.tsx').then((one) => one.Fairs) },
    { path: '/office/fairs/:id', zh: '招聘会', en: 'Fair', hidden: true, ...office, load: () => import('./fair.tsx').then((one) => one.FairPage) },
    {
      path: '/office/households',
      zh: '零就业家庭',
      en: 'Households',
      group: service,
      ...office,
      load: () => import('./households.tsx').then((one) => one.Households),
    },
    {
      path: '/office/households/:id',
      zh: '家庭',
      en: 'Household',
      hidden: true,
      ...office,
      load: () => import('./household.tsx').then((one) => one.HouseholdPage),
    },
    {
      path: '/office/programmes',
      zh: '各项业务',
      en: 'Programmes',
      group: service,
      ...office,
      load: () => import('./programmes.tsx').then((one) => one.Programmes),
    },
    {
      path: '/office/bulletin',
      zh: '工作总结',
      en: 'Bulletin',
      group: reports,
      ...office,
      load: () => import('./bulletin.tsx').then((one) => one.Bulletin),
    },
    {
      path: '/office/imports',
      zh: '导入',
      en: 'Import',
      group: reports,
      ...office,
      load: () => import('./transfer.tsx').then((one) => one.OfficeSheets),
    },
    {
      path: '/office/documents',
      zh: '政策文件',
      en: 'Policy documents',
      group: system,
      ...office,
      load: () => import('./documents.tsx').then((one) => one.Documents),
    },
    { path: '/office/accounts', zh: '用户', en: 'Users', ...administration, load: () => import('./accounts.tsx').then((one) => one.Accounts) },
    {
      path: '/office/devices',
      zh: '设备',
      en: 'Devices',
      group: system,
      roles: ['administrator', 'office'],
      load: () => import('./devices.tsx').then((one) => one.Devices),
    },
    { path: '/office/keys', zh: '密钥', en: 'Keys', ...administration, load: () => import('./keys.tsx').then((one) => one.Keys) },
    { path: '/office/audit', zh: '审计', en: 'Audit', group: system, roles: ['auditor'], load: () => import('./audit.tsx').then((one) => one.Audit) },
  ],
});
