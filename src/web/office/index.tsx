import { openDesk } from '../ui/index.ts';

openDesk({
  title: { zh: '就业服务工作台', en: 'Office desk' },
  at: '/office',
  roles: ['office', 'administrator', 'auditor'],
  pages: [
    { path: '/office/board', zh: '名额进度', en: 'Quota board', roles: ['office'], load: () => import('./board.tsx').then((one) => one.Board) },
    { path: '/office/accounts', zh: '用户', en: 'Users', roles: ['administrator'], load: () => import('./accounts.tsx').then((one) => one.Accounts) },
  ],
});
