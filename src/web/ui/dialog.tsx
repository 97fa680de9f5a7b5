import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { TextAreaField, Form, useFields } from './form.tsx';
import { t } from './language.ts';
import type { Declined } from './client.ts';

/** Above the page and modal: the browser keeps the focus inside and gives it back. */
export function Dialog({
  title,
  close,
  children,
  wide,
}: {
  readonly title: string;
  /** Absent when it cannot be left. */
  readonly close?: () => void;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}) {
  const at = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = at.current!;
    shown.showModal();
    return () => shown.close();
  }, []);
  return (
    <dialog
      ref={at}
      class={wide ? 'wide' : undefined}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        close?.();
      }}
    >
      <header class="dialog-head">
        <h2 id={id}>{title}</h2>
        {close && (
          <button type="button" class="quiet" onClick={close} aria-label={t('关闭', 'Close')}>
            ✕
          </button>
        )}
      </header>
      {children}
    </dialog>
  );
}

export interface Question {
  readonly title: string;
  /** What will happen, and that it cannot be undone where that is so. */
  readonly text: string;
  /** The words on the button. */
  readonly action: string;
  readonly danger?: boolean;
  /** Asks for words as well: the label of the field. */
  readonly reason?: string;
  /** Does it; what is declined stands in the dialog, which then stays. */
  readonly work: (reason: string) => Promise<readonly Declined[]>;
}

const asked = signal<(Question & { readonly answered: (done: boolean) => void }) | null>(null);

/** Asks before what cannot be undone, and does it; true when it is done. */
export const confirm = (question: Question): Promise<boolean> =>
  new Promise((answered) => {
    asked.value = { ...question, answered };
  });

/** Where questions appear; part of every desk. */
export function Questions() {
  const question = asked.value;
  return question && <Asking key={question.title} {...question} />;
}

function Asking({ title, text, action, danger, reason, work, answered }: Question & { readonly answered: (done: boolean) => void }) {
  const fields = useFields({ reason: '' });
  const end = (done: boolean): void => {
    asked.value = null;
    answered(done);
  };
  const submit = async (): Promise<readonly Declined[]> => {
    const declined = await work(fields.values.reason);
    if (declined.length === 0) end(true);
    return declined;
  };
  return (
    <Dialog title={title} close={() => end(false)}>
      <p>{text}</p>
      <Form fields={fields} submit={submit} action={action} danger={danger ?? false} cancel={() => end(false)}>
        {reason !== undefined && <TextAreaField label={reason} required {...fields.of('reason')} />}
      </Form>
    </Dialog>
  );
}
