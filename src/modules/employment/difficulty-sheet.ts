import type { EntityManager } from '@mikro-orm/postgresql';
import { whole } from '../../platform/database/selection.js';
import type { Context } from '../../platform/graphql/context.js';
import { type Row, refuse } from '../imports/row.js';
import { places } from '../regions/region.queries.js';
import { HardshipCategory } from '../seekers/circumstances.js';
import { DifficultyState, EmploymentDifficulty } from './difficulty.js';
import { applyDifficulty } from './difficulty.service.js';
import { DifficultyApplyInput } from './employment.inputs.js';
import { formRows, type Occasion, type OfficeList, personOf, type RegisterSheet, type Taken } from './register-sheet.js';
import { labelled, number, PERSON, person, shown } from './sheets.js';

/** A row is an application; one of the category that runs already is a repeat. */
async function takeDifficulty(em: EntityManager, context: Context, row: Row, occasion: Occasion): Promise<Taken> {
  const seeker = await personOf(em, context, row, occasion);
  const category =
    row.read('category', labelled(HardshipCategory), '困难类别无法识别，请按模板填写', 'The category is not understood') ??
    refuse('category', '请填写困难类别', 'Give the category');
  if (await em.findOne(EmploymentDifficulty, { seeker: seeker.id, category, state: { $nin: ['EXITED', 'REJECTED'] } })) return 'repeated';
  const input = Object.assign(new DifficultyApplyInput(), {
    seeker: seeker.id,
    category,
    evidence: row.needed('evidence', '证明材料', 'evidence'),
    ...(occasion.institution === undefined ? {} : { institution: occasion.institution }),
  });
  await applyDifficulty(em, context, input, seeker);
  return 'stored';
}

export const difficultySheets: Readonly<Record<string, RegisterSheet>> = {
  difficulties: {
    fields: [
      ...PERSON,
      { key: 'category', names: ['困难类别', '类别', 'category'], required: true },
      { key: 'evidence', names: ['证明材料', '证明', 'evidence'], required: true },
    ],
    atInstitution: true,
    take: takeDifficulty,
  },
};

export const difficultyLists: Readonly<Record<string, OfficeList>> = {
  difficulties: {
    title: '就业困难人员台账',
    roles: ['office', 'auditor'],
    columns: [
      { key: 'name', title: '姓名' },
      { key: 'idNumber', title: '身份证号' },
      { key: 'category', title: '困难类别' },
      { key: 'state', title: '状态' },
      { key: 'appliedOn', title: '申请日期' },
      { key: 'recognisedOn', title: '认定日期' },
      { key: 'recheckOn', title: '复核日期' },
      { key: 'exitedOn', title: '退出日期' },
      { key: 'institution', title: '受理机构' },
    ],
    rows: async (context, path) =>
      (
        await formRows(
          context,
          'EmploymentDifficulty',
          whole({ seeker: {}, institution: {} }),
          places.within('t.institution_path', path),
          't.applied_on',
        )
      ).map((row) => ({
        name: person(row),
        idNumber: number(row),
        category: shown(HardshipCategory, row['category']),
        state: shown(DifficultyState, row['state']),
        appliedOn: row['appliedOn'],
        recognisedOn: row['recognisedOn'] ?? '',
        recheckOn: row['recheckOn'] ?? '',
        exitedOn: row['exitedOn'] ?? '',
        institution: row['institution'].name,
      })),
  },
};
