import { openDesk } from '../ui/index.ts';
import './me.css';

openDesk({
  title: { zh: '我的求职', en: 'My job search' },
  at: '/me',
  roles: ['seeker'],
  pages: [
    { path: '/me/matches', zh: '适合我的岗位', en: 'Posts for me', load: () => import('./matches.tsx').then((one) => one.Matches) },
    { path: '/me/referrals', zh: '我的推荐', en: 'My referrals', load: () => import('./referrals.tsx').then((one) => one.Referrals) },
    { path: '/me/fairs', zh: '招聘会', en: 'Job fairs', load: () => import('./fairs.tsx').then((one) => one.Fairs) },
    { path: '/me/record', zh: '我的登记', en: 'My record', load: () => import('./record.tsx').then((one) => one.Record) },
    { path: '/me/consents', zh: '我的同意', en: 'My consents', load: () => import('./consents.tsx').then((one) => one.Consents) },
    { path: '/me/readings', zh: '谁看过我的信息', en: 'Who read what', load: () => import('./readings.tsx').then((one) => one.Readings) },
    { path: '/me/data', zh: '我的数据', en: 'My data', load: () => import('./data.tsx').then((one) => one.Data) },
  ],
});
