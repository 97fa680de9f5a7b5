import { fullYears } from '../../platform/clock/clock.js';
import { Refusal } from '../../platform/graphql/errors.js';
import { parseResidentId, type ParsedResidentId, type ResidentIdFault } from '../../platform/privacy/resident-id.js';
import type { Vault } from '../../platform/privacy/vault.js';

const FAULTS: Record<ResidentIdFault, [zh: string, en: string]> = {
  LENGTH: ['身份证号码应为 18 位或 15 位', 'An ID number has 18 or 15 characters'],
  CHARACTERS: ['身份证号码只能是数字，末位可为 X', 'An ID number has digits, and may end in X'],
  DATE: ['身份证号码中的出生日期有误', 'The date of birth in the ID number is not a date'],
  CHECK_DIGIT: ['身份证号码校验位不符，请核对证件', 'The check digit does not fit; compare with the document'],
  PREFIX: ['身份证号码的地区代码有误', 'The region in the ID number is not known'],
  FUTURE: ['身份证号码中的出生日期在将来', 'The date of birth in the ID number lies ahead'],
};

/** Ours: who would be older is a slip of the pen. */
const MOST_YEARS = 100;
const TOO_OLD = {
  zh: `身份证号码中的出生日期早于 ${MOST_YEARS} 年前，请核对证件`,
  en: `The date of birth lies more than ${MOST_YEARS} years back; compare with the document`,
};

/** An ID number as somebody typed it, of somebody who may be alive, canonical; a refusal says what is wrong and repeats nothing. */
export function readIdNumber(text: string, { testIds }: Vault, day: string): Extract<ParsedResidentId, { ok: true }> {
  const id = parseResidentId(text, { testIds, today: day });
  if (id.ok && fullYears(id.birthOn, day) <= MOST_YEARS) return id;
  const [zh, en] = id.ok ? [TOO_OLD.zh, TOO_OLD.en] : FAULTS[id.reason];
  throw new Refusal('INVALID', ['input', 'idNumber'], { zh, en });
}
