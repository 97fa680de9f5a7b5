import { length, ValidateBy } from 'class-validator';
import { freeText } from '../privacy/redact.js';
import { cleanText } from '../privacy/text.js';
import { Refusal } from './errors.js';

export const isWords = (value: unknown, least: number, most: number): boolean => typeof value === 'string' && length(cleanText(value), least, most);

/** Words of so many characters once blanks around them and what cannot be seen are gone: a reason of blanks is none. */
export const Words = (least: number, most: number): PropertyDecorator =>
  ValidateBy({
    name: 'words',
    constraints: [least, most],
    validator: {
      validate: (value) => isWords(value, least, most),
      defaultMessage: (checked) =>
        typeof checked?.value === 'string' && length(cleanText(checked.value), least)
          ? `$property must be shorter than or equal to ${most} characters`
          : `$property must be longer than or equal to ${least} characters`,
    },
  });

/** Words that must be there, for what comes by a sheet or is demanded at times only; numbers that belong under seal are left out. */
export function neededWords(text: string, field: string): string {
  const said = freeText(text);
  if (said === '') throw new Refusal('INVALID', ['input', field], { zh: '请填写这一项', en: 'Fill this in' });
  return said;
}
