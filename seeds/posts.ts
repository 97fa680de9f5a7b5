import type { Random } from './random.js';

/** A kind of post with believable terms; wages in yuan of a month unless `perDay`. */
export interface PostKind {
  title: string;
  occupation: string | null;
  from: number;
  to: number;
  perDay?: boolean;
  basis?: 'PIECE';
  ages: [number, number];
  education: 'NONE' | 'PRIMARY' | 'JUNIOR_HIGH' | 'SENIOR_HIGH' | 'SECONDARY_VOCATIONAL' | 'JUNIOR_COLLEGE';
  certificates?: string[];
  shift: 'DAY' | 'TWO_SHIFT' | 'THREE_SHIFT' | 'NIGHT' | 'FLEXIBLE' | null;
  lodging: boolean;
  /** Division codes where such work is found. */
  places: string[];
}

const MAIN_URBAN = ['500103', '500104', '500105', '500106', '500107', '500108', '500109', '500112', '500113'];

/** The example posts of the domain notes, with wages of today's order of size. */
export const POST_KINDS: readonly PostKind[] = [
  { title: '电子厂普工（流水线作业员）', occupation: '6-31-06-01', from: 3400, to: 5200, ages: [18, 35], education: 'JUNIOR_HIGH', shift: 'TWO_SHIFT', lodging: true, places: ['440300', '320500', '500106'] },
  { title: '平车工（缝纫车位）', occupation: '6-05-01-03', from: 3600, to: 6000, basis: 'PIECE', ages: [18, 45], education: 'PRIMARY', shift: 'DAY', lodging: true, places: ['330400', '330100'] },
  { title: '针车工（制鞋）', occupation: '6-05-04-01', from: 3600, to: 6400, basis: 'PIECE', ages: [18, 45], education: 'PRIMARY', shift: 'DAY', lodging: true, places: ['330300'] },
  { title: '二保焊工', occupation: '6-18-02-04', from: 6000, to: 8800, ages: [20, 50], education: 'JUNIOR_HIGH', certificates: ['特种作业操作证'], shift: 'DAY', lodging: true, places: ['310000', '500107'] },
  { title: '船舶电焊工', occupation: '6-18-02-04', from: 6200, to: 9000, ages: [20, 50], education: 'JUNIOR_HIGH', certificates: ['特种作业操作证'], shift: 'TWO_SHIFT', lodging: true, places: ['310000', '370200'] },
  { title: '船体装配工（铆工）', occupation: '6-23-02-01', from: 5200, to: 8000, ages: [18, 45], education: 'JUNIOR_HIGH', shift: 'DAY', lodging: true, places: ['370200'] },
  { title: '砌筑工（瓦工）', occupation: '6-29-01-01', from: 260, to: 340, perDay: true, ages: [18, 55], education: 'NONE', shift: 'DAY', lodging: true, places: MAIN_URBAN },
  { title: '钢筋工', occupation: '6-29-01-04', from: 5200, to: 7600, ages: [18, 55], education: 'NONE', shift: 'DAY', lodging: true, places: ['350200', '500112'] },
  { title: '架子工', occupation: '6-29-01-05', from: 5600, to: 8000, ages: [18, 50], education: 'NONE', certificates: ['特种作业操作证'], shift: 'DAY', lodging: true, places: ['310000'] },
  { title: '保安员', occupation: '4-07-05-01', from: 2600, to: 3600, ages: [18, 50], education: 'JUNIOR_HIGH', shift: 'TWO_SHIFT', lodging: true, places: MAIN_URBAN },
  { title: '住家保姆', occupation: '4-10-01-06', from: 4200, to: 6000, ages: [25, 55], education: 'NONE', certificates: ['健康证'], shift: 'FLEXIBLE', lodging: true, places: ['110000', '310000', '500103'] },
  { title: '家政服务员（钟点工）', occupation: '4-10-01-06', from: 2600, to: 4200, ages: [25, 55], education: 'NONE', shift: 'FLEXIBLE', lodging: false, places: MAIN_URBAN },
  { title: '母婴护理员', occupation: '4-10-01-07', from: 6000, to: 11000, ages: [25, 50], education: 'JUNIOR_HIGH', certificates: ['健康证'], shift: 'FLEXIBLE', lodging: true, places: ['310000', '500103'] },
  { title: '养老护理员', occupation: '4-10-01-05', from: 3600, to: 4800, ages: [25, 55], education: 'PRIMARY', certificates: ['健康证'], shift: 'THREE_SHIFT', lodging: true, places: ['330100', '500108'] },
  { title: '餐厅服务员', occupation: '4-03-02-05', from: 2400, to: 3400, ages: [18, 40], education: 'NONE', certificates: ['健康证'], shift: 'DAY', lodging: true, places: MAIN_URBAN },
  { title: '面点师', occupation: '4-03-02-02', from: 4000, to: 7200, ages: [18, 50], education: 'NONE', certificates: ['健康证'], shift: 'DAY', lodging: true, places: ['440100', '500105'] },
  { title: '港口装卸工', occupation: '4-02-05-01', from: 4800, to: 7200, ages: [18, 45], education: 'NONE', shift: 'TWO_SHIFT', lodging: true, places: ['310000'] },
  { title: '摩托车装配工', occupation: '6-23-04-01', from: 3600, to: 5600, ages: [18, 45], education: 'SECONDARY_VOCATIONAL', shift: 'TWO_SHIFT', lodging: false, places: ['500107', '500113'] },
  { title: '注塑工', occupation: '6-14-02-00', from: 3600, to: 5600, ages: [18, 45], education: 'JUNIOR_HIGH', shift: 'THREE_SHIFT', lodging: true, places: ['330200'] },
  { title: '保洁员', occupation: '4-09-08-01', from: 2100, to: 2800, ages: [30, 60], education: 'NONE', shift: 'DAY', lodging: false, places: MAIN_URBAN },
  { title: '叉车司机', occupation: '6-30-05-01', from: 4200, to: 6000, ages: [20, 50], education: 'JUNIOR_HIGH', certificates: ['叉车证'], shift: 'TWO_SHIFT', lodging: false, places: ['500106', '500112'] },
  { title: '待处理件包装工', occupation: '6-31-03-02', from: 3000, to: 4200, ages: [18, 50], education: 'NONE', shift: 'DAY', lodging: false, places: ['500106', '500101'] },
  { title: '收银员', occupation: '4-01-02-03', from: 2500, to: 3300, ages: [18, 40], education: 'SENIOR_HIGH', shift: 'TWO_SHIFT', lodging: false, places: [...MAIN_URBAN, '500101', '500154'] },
  { title: '会计', occupation: '2-06-03-00', from: 3500, to: 6000, ages: [22, 50], education: 'JUNIOR_COLLEGE', certificates: ['会计证'], shift: 'DAY', lodging: false, places: [...MAIN_URBAN, '500154', '500102'] },
];

export const employerName = (random: Random, place: string, kind: PostKind): string => {
  const brand = `${random.pick(['宏', '鑫', '渝', '江', '华', '恒', '瑞', '众'])}${random.pick(['达', '源', '盛', '顺', '成', '泰', '联', '峡'])}`;
  const trade = kind.occupation?.startsWith('6-05') ? '服饰' : kind.occupation?.startsWith('4-') ? '服务' : kind.occupation?.startsWith('6-29') ? '建筑' : '制造';
  return `${place.replace(/(市|区|县|省)$/, '')}${brand}${trade}有限公司`;
};
