import { openDesk } from '../ui/index.ts';
import './recruiter.css';

const hiring = { zh: '招聘', en: 'Hiring' };
const orders = { zh: '成批用工', en: 'Orders' };
const staff = { zh: '到岗以后', en: 'Afterwards' };

openDesk({
  title: { zh: '招聘单位工作台', en: 'Recruiter desk' },
  at: '/recruiter',
  roles: ['recruiter'],
  pages: [
    { path: '/recruiter/vacancies', zh: '岗位', en: 'Vacancies', group: hiring, load: () => import('./vacancies.tsx').then((one) => one.Vacancies) },
    {
      path: '/recruiter/vacancies/new',
      zh: '新岗位',
      en: 'New vacancy',
      group: hiring,
      load: () => import('./vacancy-form.tsx').then((one) => one.NewVacancy),
    },
    { path: '/recruiter/vacancies/:id', zh: '岗位', en: 'Vacancy', hidden: true, load: () => import('./vacancy.tsx').then((one) => one.VacancyPage) },
    {
      path: '/recruiter/vacancies/:id/edit',
      zh: '改岗位',
      en: 'Revise',
      hidden: true,
      load: () => import('./vacancy-form.tsx').then((one) => one.ReviseVacancy),
    },
    {
      path: '/recruiter/imports',
      zh: '批量上传',
      en: 'Upload a sheet',
      group: hiring,
      load: () => import('./imports.tsx').then((one) => one.RecruiterSheets),
    },
    {
      path: '/recruiter/candidates',
      zh: '候选人与面试',
      en: 'Candidates',
      group: hiring,
      load: () => import('./candidates.tsx').then((one) => one.Candidates),
    },
    { path: '/recruiter/places', zh: '剩余名额', en: 'Places left', group: orders, load: () => import('./places.tsx').then((one) => one.Places) },
    { path: '/recruiter/orders', zh: '用工订单', en: 'Orders', group: orders, load: () => import('./orders.tsx').then((one) => one.Orders) },
    { path: '/recruiter/orders/:id', zh: '订单', en: 'Order', hidden: true, load: () => import('./order.tsx').then((one) => one.OrderPage) },
    {
      path: '/recruiter/departures',
      zh: '出发与到达',
      en: 'Departures and arrivals',
      group: orders,
      load: () => import('./departures.tsx').then((one) => one.Departures),
    },
    {
      path: '/recruiter/people',
      zh: '录用与留用',
      en: 'Hired and retained',
      group: staff,
      load: () => import('./people.tsx').then((one) => one.People),
    },
  ],
});
