import type { AllHTMLAttributes, ComponentChildren } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import type { Declined } from './client.ts';
import { t } from './language.ts';

export interface FieldProps {
  readonly label: string;
  /** What is wrong with what stands there. */
  readonly problem?: string | undefined;
  /** How it is filled in. */
  readonly hint?: string;
}

type Control<T> = Omit<AllHTMLAttributes<HTMLInputElement>, 'value' | 'onChange' | 'label'> &
  FieldProps & {
    readonly name?: string;
    readonly required?: boolean;
    readonly disabled?: boolean;
    readonly value: T;
    readonly onChange: (value: T) => void;
  };

function Framed({ id, label, problem, hint, children }: FieldProps & { readonly id: string; readonly children: ComponentChildren }) {
  return (
    <div class={problem ? 'field field-wrong' : 'field'}>
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {problem && (
        <p class="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { problem, hint }: FieldProps) => ({
  id,
  'aria-invalid': problem ? true : undefined,
  'aria-describedby': [hint && `${id}-hint`, problem && `${id}-problem`].filter(Boolean).join(' ') || undefined,
});

/** A line of text, or of another kind of input: `type`. */
export function TextField({ label, problem, hint, value, onChange, ...more }: Control<string> & { readonly type?: string }) {
  const id = useId();
  return (
    <Framed {...{ id, label, problem, hint }}>
      <input
        {...(more as object)}
        {...described(id, { label, problem, hint })}
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </Framed>
  );
}

/** A whole number; null while there is none. */
export function NumberField({ value, onChange, ...more }: Control<number | null> & { readonly min?: number; readonly max?: number }) {
  return (
    <TextField
      {...(more as Control<string>)}
      type="number"
      inputMode="numeric"
      value={value === null ? '' : String(value)}
      onChange={(text) => onChange(text === '' || !Number.isFinite(Number(text)) ? null : Number(text))}
    />
  );
}

export const DateField = (props: Control<string> & { readonly min?: string; readonly max?: string }) => <TextField {...props} type="date" />;

export function TextAreaField({ label, problem, hint, value, onChange, name, required, rows = 3 }: Control<string> & { readonly rows?: number }) {
  const id = useId();
  return (
    <Framed {...{ id, label, problem, hint }}>
      <textarea
        {...described(id, { label, problem, hint })}
        {...{ name, required, rows }}
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </Framed>
  );
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** Choices in the order of their names, as a directory has them. */
export const byName = (rows: readonly { readonly id: string; readonly name: string }[]): readonly Option[] =>
  rows.map(({ id, name }) => ({ value: id, label: name })).sort((a, b) => a.label.localeCompare(b.label, 'zh-CN'));

/** One of a list; `none` is the words for no choice. */
export function SelectField({
  label,
  problem,
  hint,
  value,
  onChange,
  options,
  none,
  name,
  required,
  disabled,
}: Control<string> & { readonly options: readonly Option[]; readonly none?: string }) {
  const id = useId();
  return (
    <Framed {...{ id, label, problem, hint }}>
      <select
        {...described(id, { label, problem, hint })}
        {...{ name, required, disabled }}
        value={value}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.label}
          </option>
        ))}
      </select>
    </Framed>
  );
}

export function CheckField({ label, problem, hint, value, onChange, name, disabled }: Control<boolean>) {
  const id = useId();
  return (
    <div class="field field-check">
      <input
        type="checkbox"
        {...described(id, { label, problem, hint })}
        {...{ name, disabled }}
        checked={value}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="field-problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
    </div>
  );
}

export interface Fields<Values> {
  readonly values: Values;
  readonly set: (some: Partial<Values>) => void;
  /** Value, change and problem of a field: `<TextField label=… {...fields.of('name')} />`. */
  readonly of: <K extends keyof Values & string>(
    name: K,
  ) => { readonly name: K; readonly value: Values[K]; readonly onChange: (value: Values[K]) => void; readonly problem: string | undefined };
  readonly declined: readonly Declined[];
  readonly decline: (declined: readonly Declined[]) => void;
  readonly reset: (values: Values) => void;
}

/** What is typed into a form, and what the server says to each field. */
export function useFields<Values extends object>(initial: Values): Fields<Values> {
  const [values, setValues] = useState(initial);
  const [declined, decline] = useState<readonly Declined[]>([]);
  const set = (some: Partial<Values>): void => {
    setValues((before) => ({ ...before, ...some }));
    decline((before) => before.filter(({ path }) => !Object.keys(some).some((name) => path.includes(name))));
  };
  return {
    values,
    set,
    of: (name) => ({
      name,
      value: values[name],
      onChange: (value) => set({ [name]: value } as never),
      problem: declined.find(({ path }) => path.includes(name))?.message,
    }),
    declined,
    decline,
    reset: (fresh) => {
      setValues(fresh);
      decline([]);
    },
  };
}

/**
 * Sends once while it is sending; what is declined stands at its field, or above where it belongs to none, and the first
 * field that is wrong gets the focus.
 */
export function Form<Values extends object>({
  fields,
  submit,
  action,
  cancel,
  danger,
  children,
}: {
  readonly fields: Fields<Values>;
  readonly submit: (values: Values) => Promise<readonly Declined[]>;
  readonly action: string;
  readonly cancel?: () => void;
  readonly danger?: boolean;
  readonly children?: ComponentChildren;
}) {
  const [sending, setSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const names = Object.keys(fields.values);
  const elsewhere = fields.declined.filter(({ path }) => !path.some((step) => names.includes(step)));
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (sending) return;
    setSending(true);
    const declined = await submit(fields.values).finally(() => setSending(false));
    fields.decline(declined);
    if (declined.length > 0) requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [role="alert"]')?.focus());
  };
  return (
    <form ref={form} onSubmit={(event) => void send(event)} aria-busy={sending}>
      {elsewhere.length > 0 && (
        <div class="form-problem" role="alert" tabIndex={-1}>
          {elsewhere.map(({ message }) => (
            <p key={message}>{message}</p>
          ))}
        </div>
      )}
      {children}
      <div class="form-actions">
        <button type="submit" class={danger ? 'danger' : 'primary'} disabled={sending}>
          {sending ? t('正在提交…', 'Sending…') : action}
        </button>
        {cancel && (
          <button type="button" onClick={cancel}>
            {t('取消', 'Cancel')}
          </button>
        )}
      </div>
    </form>
  );
}
