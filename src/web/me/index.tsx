import { openDesk } from '../ui/index.ts';

openDesk({
  title: { zh: '我的求职', en: 'My job search' },
  at: '/me',
  roles: ['seeker'],
  pages: [{ path: '/me/referrals', zh: '我的推荐', en: 'My referrals', load: () => import('./referrals.tsx').then((one) => one.Referrals) }],
});
