import { validateOrReject, type ValidationError, type ValidatorOptions } from 'class-validator';
import { ArgumentValidationError, type ValidatorFn } from 'type-graphql';

const OPTIONS: ValidatorOptions = { forbidUnknownValues: false, whitelist: false, skipMissingProperties: true };

/** What the classes of inputs say of their values. type-graphql's own way loads the validator anew for each argument. */
export const validateArgument: ValidatorFn = async (argument) => {
  try {
    await Promise.all(
      [argument]
        .flat()
        .filter(isObject)
        .map((one) => validateOrReject(one, OPTIONS)),
    );
  } catch (errors) {
    throw new ArgumentValidationError(errors as ValidationError[]);
  }
};

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
