import { ref } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Viewer } from '../../platform/access/viewer.js';
import { today } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { freeText } from '../../platform/privacy/redact.js';
import { assertInside } from '../institutions/institution.queries.js';
import { Region } from '../regions/region.js';
import { regionByCode } from '../regions/region.queries.js';
import type { ProgrammeParameterSetInput } from './employment.inputs.js';
import { ProgrammeParameter, unitsOf } from './parameter.js';

/** A county sets its own, the city for all; never for days that are over. */
export async function setParameter(em: EntityManager, viewer: Viewer, input: ProgrammeParameterSetInput): Promise<ProgrammeParameter> {
  const region = regionByCode(input.region);
  assertInside(viewer, region.path, ['input', 'region']);
  if (viewer.level !== 'county' && viewer.level !== 'city')
    throw new Refusal('NOT_ELIGIBLE', ['input', 'region'], { zh: '参数由区县或市设定', en: 'Parameters are set by the county or the city' });
  const refuse = (field: string, zh: string, en: string): never => {
    throw new Refusal('INVALID', ['input', field], { zh, en });
  };
  if (input.effectiveOn < (await today(em))) refuse('effectiveOn', '生效日不能早于今天', 'It cannot take effect before today');
  if (input.value < 1 || input.value > 400) refuse('value', '数值须在 1 到 400 之间', 'A value is between 1 and 400');
  if (!unitsOf(input.kind).includes(input.unit))
    refuse('unit', `单位须为：${unitsOf(input.kind).join('、')}`, `The unit is one of: ${unitsOf(input.kind).join(', ')}`);
  const parameter = Object.assign(new ProgrammeParameter(), {
    kind: input.kind,
    region: ref(Region, region.id),
    regionPath: region.path,
    effectiveOn: input.effectiveOn,
    value: input.value,
    unit: input.unit,
    source: freeText(input.source),
  });
  em.persist(parameter);
  return parameter;
}
