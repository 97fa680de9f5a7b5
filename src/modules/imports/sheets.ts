import type { SheetField } from '../../platform/sheets/header-map.js';
import type { ImportKind } from './import-job.js';

/** Columns that an import reads, with the headings under which they are found; the first heading is the template's. */
export const FIELDS: Readonly<Record<ImportKind, readonly SheetField[]>> = {
  VACANCIES: [
    { key: 'title', names: ['岗位名称', '职位名称', '岗位', '职位', '工种', 'jobName', 'title'], required: true },
    { key: 'employer', names: ['用人单位', '单位名称', '公司名称', '企业名称', '招聘单位', 'companyName', 'employer'], required: true },
    { key: 'region', names: ['工作地点', '工作地区', '地区', '区县', 'area', 'region'], required: true },
    { key: 'pay', names: ['工资', '薪资', '工资待遇', '月薪', '薪酬', 'salary', 'pay'] },
    { key: 'headCount', names: ['招聘人数', '人数', '需求人数', 'headCount'] },
    { key: 'creditCode', names: ['统一社会信用代码', '信用代码', 'creditCode'] },
    { key: 'ownership', names: ['单位性质', '公司性质', '企业类型', 'companyType'] },
    { key: 'education', names: ['学历', '学历要求', '文化程度', 'degree', 'education'] },
    { key: 'experience', names: ['工作经验', '工作年限', '经验', 'workYear', 'experience'] },
    { key: 'ageMin', names: ['最低年龄', '年龄下限', 'ageMin'] },
    { key: 'ageMax', names: ['最高年龄', '年龄上限', 'ageMax'] },
    { key: 'certificates', names: ['证书', '证书要求', 'certificates'] },
    { key: 'board', names: ['包吃', '包食', 'board'] },
    { key: 'lodging', names: ['包住', '住宿', 'lodging'] },
    { key: 'address', names: ['详细地址', '工作地址', '地址', 'address'] },
    { key: 'remarks', names: ['备注', '岗位描述', '标签', 'tags', 'remarks'] },
    { key: 'validUntil', names: ['有效期至', '截止日期', 'validUntil'] },
  ],
  SEEKERS: [
    { key: 'name', names: ['姓名', 'name'], required: true },
    { key: 'idNumber', names: ['身份证号', '身份证号码', '证件号码', 'idNumber'], required: true },
    { key: 'phone', names: ['联系电话', '电话', '手机', '手机号', 'phone'] },
    { key: 'region', names: ['居住地', '现居住地', '户籍地', '地区', 'region'], required: true },
    { key: 'occupations', names: ['求职工种', '意向工种', '工种', 'occupations'], required: true },
    { key: 'places', names: ['意向地区', '求职地区', '期望地区', 'places'], required: true },
    { key: 'wageFloor', names: ['最低工资', '期望工资', '工资要求', 'wageFloor'] },
    { key: 'education', names: ['学历', '文化程度', 'education'] },
    { key: 'certificates', names: ['证书', '持有证书', 'certificates'] },
    { key: 'lodging', names: ['需要住宿', '住宿', 'lodging'] },
    { key: 'board', names: ['需要包吃', '包吃', 'board'] },
  ],
};
