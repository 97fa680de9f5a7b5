import { length, ValidateBy } from 'class-validator';
import { cleanText } from '../privacy/text.js';

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
