import { openDesk } from '../ui/index.ts';

openDesk({
  title: { zh: '劳务中介工作台', en: 'Intermediary desk' },
  at: '/intermediary',
  roles: ['intermediary'],
  pages: [{ path: '/intermediary/roster', zh: '花名册', en: 'Roster', load: () => import('./roster.tsx').then((one) => one.RosterPage) }],
});
