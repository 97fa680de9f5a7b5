import { openDesk } from '../ui/index.ts';

openDesk({
  title: { zh: '招聘单位工作台', en: 'Recruiter desk' },
  at: '/recruiter',
  roles: ['recruiter'],
  pages: [{ path: '/recruiter/referrals', zh: '推荐来的人', en: 'Referrals', load: () => import('./referrals.tsx').then((one) => one.Referrals) }],
});
