import type { ComponentChildren } from 'preact';
import type { Asked } from './client.ts';
import { t } from './language.ts';
import type { Problem } from './session.ts';

export function Loading({ what }: { readonly what?: string }) {
  return (
    <p class="state state-loading" role="status">
      <span class="spinner" aria-hidden="true" />
      {what ?? t('正在载入…', 'Loading…')}
    </p>
  );
}

/** Nothing there, and what to do about it. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="state state-empty">
      <p class="state-title">{title}</p>
      {children}
    </div>
  );
}

/** What went wrong, in the server's words, and the way on. */
export function Wrong({ problem, again }: { readonly problem: Problem; readonly again?: () => void }) {
  return (
    <div class="state state-wrong" role="alert">
      <p class="state-title">{problem.message}</p>
      {again && (
        <button type="button" onClick={again}>
          {t('重试', 'Try again')}
        </button>
      )}
    </div>
  );
}

/** Shows what was asked for, or in what state that is; what was there stays while it is asked for again. */
export function Shown<Data>({ asked, children }: { readonly asked: Asked<Data>; readonly children: (data: Data) => ComponentChildren }) {
  const { data, problem, loading, reload } = asked;
  return (
    <div class="shown" aria-busy={loading}>
      {problem && <Wrong problem={problem} again={reload} />}
      {data !== undefined ? children(data) : loading && <Loading />}
    </div>
  );
}
