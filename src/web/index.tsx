import { effect } from '@preact/signals';
import { LanguageSwitch, mount, t } from './ui/index.ts';
import './start.css';

const desks = [
  {
    at: '/kiosk',
    zh: '求职服务一体机',
    en: 'Kiosk',
    forZh: '大厅和招聘会现场的触摸屏与大屏：找岗位、看展位、排队',
    forEn: 'Touch screens and walls in halls and at fairs: posts, booths, queues',
  },
  {
    at: '/office',
    zh: '就业服务工作台',
    en: 'Office',
    forZh: '就业部门：名额进度、协议计划、输出、回访、各项业务、工作总结；管理员与审计',
    forEn: 'Employment offices: quotas, agreements, departures, follow-up, programmes, the bulletin; administration and audit',
  },
  {
    at: '/recruiter',
    zh: '招聘单位工作台',
    en: 'Recruiter',
    forZh: '用人单位：岗位、用工需求、面试、录用、到岗',
    forEn: 'Employers: vacancies, orders, interviews, hires, arrivals',
  },
  {
    at: '/intermediary',
    zh: '劳务中介工作台',
    en: 'Intermediary',
    forZh: '职业中介和劳务经纪：花名册、匹配、推荐信、组团出行',
    forEn: 'Agencies and brokers: roster, matches, referral letters, groups',
  },
  {
    at: '/me',
    zh: '我的求职',
    en: 'My job search',
    forZh: '求职者：登记、匹配、同意、谁看过我的信息',
    forEn: 'Seekers: registrations, matches, consents, who read what',
  },
];

effect(() => void (document.title = t('江桥 · 劳务输出与职业介绍', 'Jiangqiao · labour transfer and job matching')));

mount(() => (
  <main class="start">
    <LanguageSwitch />
    <h1>{t('江桥', 'Jiangqiao')}</h1>
    <p class="intro">
      {t('三峡库区劳务输出和跨地区职业介绍平台', 'Labour transfer and cross-region job matching for the Three Gorges reservoir area')}
    </p>
    <ul class="start-desks">
      {desks.map(({ at, zh, en, forZh, forEn }) => (
        <li key={at}>
          <a href={at}>
            <span class="start-name">{t(zh, en)}</span>
            <span>{t(forZh, forEn)}</span>
          </a>
        </li>
      ))}
    </ul>
  </main>
));
